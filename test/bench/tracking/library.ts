import type { Homography, Point } from '../../../web/tracking/homography.ts'

/** A place that can be known again, with 256 comparisons of its surroundings: ORB. */
export type Feature = { at: Point; bits: Int32Array }

/** What a library for computer vision offers; everything else is the same for each. */
export type Library = {
  name: string
  /** Takes the next picture; the one before is kept. */
  next: (grey: Uint8Array) => void
  cornersNear: (place: Point, most: number) => Point[]
  /** From the picture before into the present one: Lucas and Kanade, pyramidal. */
  follow: (points: readonly Point[]) => (Point | undefined)[]
  /** The same the other way, to check. */
  followBack: (points: readonly Point[]) => (Point | undefined)[]
  features: () => Feature[]
  /** RANSAC; undefined where none was found. */
  fit: (pairs: readonly Pair[]) => { map: Homography; agreeing: boolean[] } | undefined
}
export type Pair = { from: Point; to: Point }
