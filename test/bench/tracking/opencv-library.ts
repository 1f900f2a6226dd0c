import cv from '@techstark/opencv-js'
import type { Point } from '../../../web/tracking/homography.ts'
import { HEIGHT, WIDTH } from './clip.ts'
import type { Library } from './library.ts'

const REACH = 120
const FEATURES = 700

/** It compiles itself for a moment. Never awaited itself: it is its own promise, and never ends. */
export async function untilOpenCvIsReady(): Promise<void> {
  // Its types know it only as it is in the end.
  const { Mat } = cv as { Mat?: unknown }
  if (!Mat) await new Promise<void>((resolve) => (cv.onRuntimeInitialized = resolve))
}

/** The primitives of opencv.js: the C++ library, compiled for browsers. */
export function openCvLibrary(): Library {
  let before = new cv.Mat(HEIGHT, WIDTH, cv.CV_8UC1)
  let now = new cv.Mat(HEIGHT, WIDTH, cv.CV_8UC1)
  const orb = new cv.ORB(FEATURES)
  const flow = (points: readonly Point[], from: cv.Mat, to: cv.Mat) => {
    if (points.length === 0) return []
    const list = cv.matFromArray(
      points.length,
      1,
      cv.CV_32FC2,
      points.flatMap(({ x, y }) => [x, y]),
    )
    const [next, status, error] = [new cv.Mat(), new cv.Mat(), new cv.Mat()]
    cv.calcOpticalFlowPyrLK(from, to, list, next, status, error, new cv.Size(15, 15), 3)
    const found = points.map((_, k) => {
      const at = { x: next.data32F[2 * k]!, y: next.data32F[2 * k + 1]! }
      return status.data[k] === 1 ? at : undefined
    })
    for (const mat of [list, next, status, error]) mat.delete()
    return found
  }
  return {
    name: 'opencv.js',
    next(grey) {
      ;[before, now] = [now, before]
      now.data.set(grey)
    },
    cornersNear({ x, y }, most) {
      const [mask, corners] = [cv.Mat.zeros(HEIGHT, WIDTH, cv.CV_8UC1), new cv.Mat()]
      cv.circle(mask, new cv.Point(Math.round(x), Math.round(y)), REACH, new cv.Scalar(255), -1)
      cv.goodFeaturesToTrack(now, corners, most, 0.01, 7, mask)
      const found = Array.from({ length: corners.rows }, (_, k) => {
        return { x: corners.data32F[2 * k]!, y: corners.data32F[2 * k + 1]! }
      })
      mask.delete()
      corners.delete()
      return found
    },
    follow: (points) => flow(points, before, now),
    followBack: (points) => flow(points, now, before),
    features() {
      const [points, bits, mask] = [new cv.KeyPointVector(), new cv.Mat(), new cv.Mat()]
      orb.detectAndCompute(now, mask, points, bits)
      const found = Array.from({ length: points.size() }, (_, k) => {
        const { x, y } = points.get(k).pt
        return { at: { x, y }, bits: new Int32Array(bits.data.slice(32 * k, 32 * k + 32).buffer) }
      })
      for (const each of [points, bits, mask]) each.delete()
      return found
    },
    fit(pairs) {
      const list = (side: 'from' | 'to') =>
        cv.matFromArray(
          pairs.length,
          1,
          cv.CV_32FC2,
          pairs.flatMap((pair) => [pair[side].x, pair[side].y]),
        )
      const [from, to, mask] = [list('from'), list('to'), new cv.Mat()]
      const matrix = cv.findHomography(from, to, cv.RANSAC, 3, mask)
      const map = matrix.rows === 3 ? Float64Array.from(matrix.data64F) : undefined
      const agreeing = pairs.map((_, k) => mask.data[k] === 1)
      for (const mat of [from, to, mask, matrix]) mat.delete()
      return map && { map, agreeing }
    },
  }
}
