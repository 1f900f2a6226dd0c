import { Alignment } from './alignment.ts'
import { cutFor, type Remembered } from './cutting.ts'
import type { Frame } from './frame.ts'
import type { Point } from './homography.ts'

/**
 * The mark's own patch, coarse and fine: 34 pixels wide, and 17. Then what is nearest, which tells the
 * side of an edge that it is on. `reach` in pixels of the level; as strong as the share `pull` of its
 * own structure the patch is held where the surroundings put it.
 */
const [WIDE, NARROW] = [new Alignment(8, true), new Alignment(4, true)]
const STEPS = [
  { alignment: WIDE, level: 1, reach: 4, pull: 0.12 },
  { alignment: WIDE, level: 0, reach: 4, pull: 0.12 },
  { alignment: NARROW, level: 0, reach: 1.5, pull: 0.5 },
]
/** Structure enough to correct the place by: grey levels per pixel. */
const GRIP = 3
/** Other light than around it: something else is there. Grey levels. */
const OTHER_LIGHT = 36

export type Seen = {
  x: number
  y: number
  /** Likeness of the better of both patches, -1..1; undefined at the picture's edge. */
  likeness: number | undefined
  /** It has structure enough to be sure of its place. */
  isSure: boolean
}

export type Where = Remembered & {
  now: Frame
  /** Where the surroundings put it. */
  expected: Point
  light: number
}

/** Looks at the mark's own place: whether it is to be seen there, and where exactly. */
export function lookAtMark(where: Where): Seen {
  const { now, expected, light } = where
  const seen: Seen = { ...expected, likeness: undefined, isSure: false }
  for (const { alignment, level, reach, pull } of STEPS) {
    const to = now.pyramid[level]
    if (!to || !cutFor(alignment, level, where)) continue
    const scale = 2 ** level
    const search = { x: seen.x / scale, y: seen.y / scale, reach, pull }
    const wasFound = alignment.search(to, search)
    if (!wasFound && !alignment.compareAt(to, search.x, search.y)) continue
    const isOther = Math.abs(alignment.foundMean - alignment.mean * light) > OTHER_LIGHT
    const likeness = isOther ? Math.min(0, alignment.likeness) : alignment.likeness
    const before = seen.likeness ?? likeness
    if (alignment === NARROW) {
      seen.likeness = (before + likeness) / 2
      continue
    }
    seen.likeness = Math.max(before, likeness)
    if (!wasFound || likeness < 0.8 || alignment.grip < GRIP) continue
    seen.x = alignment.x * scale
    seen.y = alignment.y * scale
    seen.isSure = true
  }
  return seen
}
