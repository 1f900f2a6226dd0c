import jsfeat from 'jsfeat'
import type { Point } from '../../../web/tracking/homography.ts'
import { HEIGHT, WIDTH } from './clip.ts'
import type { Feature, Library } from './library.ts'

const LEVELS = 4
const REACH = 120
const FEATURES = 500
const GREY = jsfeat.U8_t | jsfeat.C1_t

/** The primitives of jsfeat, a library in plain JavaScript. */
export function jsfeatLibrary(): Library {
  const pyramid = () => {
    const made = new jsfeat.pyramid_t(LEVELS)
    made.allocate(WIDTH, HEIGHT, GREY)
    return made
  }
  let [before, now] = [pyramid(), pyramid()]
  const flow = (points: readonly Point[], from: typeof now, to: typeof now) => {
    const list = Float32Array.from(points.flatMap(({ x, y }) => [x, y]))
    const next = new Float32Array(list.length)
    const status = new Uint8Array(points.length)
    const track = jsfeat.optical_flow_lk.track
    track(from, to, list, next, points.length, 15, 30, status, 0.01, 0.001)
    return points.map((_, k) => {
      return status[k] === 1 ? { x: next[2 * k]!, y: next[2 * k + 1]! } : undefined
    })
  }
  return {
    name: 'jsfeat',
    next(grey) {
      ;[before, now] = [now, before]
      now.data[0]!.data.set(grey)
      now.build(now.data[0]!, true)
    },
    cornersNear: ({ x, y }, most) =>
      strongest(now.data[0]!, 4 * FEATURES)
        .filter((corner) => Math.hypot(corner.x - x, corner.y - y) < REACH)
        .slice(0, most),
    follow: (points) => flow(points, before, now),
    followBack: (points) => flow(points, now, before),
    features: () => [1, 0.7, 0.5].flatMap((scale) => featuresAt(now.data[0]!, scale)),
    fit(pairs) {
      const kernel = new jsfeat.motion_model.homography2d()
      const model = new jsfeat.matrix_t(3, 3, jsfeat.F32_t | jsfeat.C1_t)
      const mask = new jsfeat.matrix_t(pairs.length, 1, GREY)
      const params = new jsfeat.ransac_params_t(4, 3, 0.5, 0.99)
      const [from, to] = [pairs.map((pair) => pair.from), pairs.map((pair) => pair.to)]
      const estimate = jsfeat.motion_estimator.ransac
      if (!estimate(params, kernel, from, to, pairs.length, model, mask, 1000)) return undefined
      return {
        map: Float64Array.from(model.data),
        agreeing: pairs.map((_, k) => mask.data[k] === 1),
      }
    },
  }
}

type Corner = InstanceType<typeof jsfeat.keypoint_t>

/** The library fills what it is given, and never says that it was too little. */
const room = Array.from({ length: WIDTH * HEIGHT }, () => new jsfeat.keypoint_t())

function strongest(picture: jsfeat.Matrix, most: number): Corner[] {
  jsfeat.fast_corners.set_threshold(15)
  const count = jsfeat.fast_corners.detect(picture, room, 18)
  const found = room.slice(0, count).sort((a, b) => b.score - a.score)
  return found.slice(0, most).map((corner) => ({ ...corner }))
}

function featuresAt(full: jsfeat.Matrix, scale: number): Feature[] {
  const picture = new jsfeat.matrix_t(Math.round(WIDTH * scale), Math.round(HEIGHT * scale), GREY)
  if (scale === 1) picture.data.set(full.data.subarray(0, WIDTH * HEIGHT))
  else jsfeat.imgproc.resample(full, picture, picture.cols, picture.rows)
  jsfeat.imgproc.gaussian_blur(picture, picture, 5)
  const corners = strongest(picture, Math.round(FEATURES * scale * scale))
  for (const corner of corners) corner.angle = angleAt(picture, corner)
  const bits = new jsfeat.matrix_t(32, corners.length, GREY)
  jsfeat.orb.describe(picture, corners, corners.length, bits)
  return corners.map(({ x, y }, k) => {
    const own = Uint8Array.from(bits.data.subarray(32 * k, 32 * k + 32))
    return { at: { x: x / scale, y: y / scale }, bits: new Int32Array(own.buffer) }
  })
}

/** From the middle towards the brighter side; the library leaves it to its users. */
function angleAt({ data, cols }: jsfeat.Matrix, { x, y }: Point): number {
  let [mx, my] = [0, 0]
  for (let dy = -15; dy <= 15; dy++) {
    const half = Math.floor(Math.sqrt(225 - dy * dy))
    for (let dx = -half; dx <= half; dx++) {
      const value = data[(y + dy) * cols + x + dx]!
      mx += dx * value
      my += dy * value
    }
  }
  return Math.atan2(my, mx)
}
