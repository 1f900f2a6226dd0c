import type { Alignment } from './alignment.ts'
import type { Frame } from './frame.ts'
import { inverseJacobian, scaleOf, type Jacobian, type Point } from './homography.ts'

/** A place of a remembered picture, and how the present one stretches and turns what is around it. */
export type Remembered = { from: Frame; at: Point; around: Jacobian }

/**
 * Cuts a template as this level of the present picture would show it, from the level of the
 * remembered one that is as sharp. False where that is not possible.
 */
export function cutFor(alignment: Alignment, level: number, remembered: Remembered): boolean {
  const { from, at, around } = remembered
  const coarser = level - Math.log2(Math.max(0.05, scaleOf(around)))
  const own = Math.round(Math.min(from.pyramid.length - 1, Math.max(0, coarser)))
  const back = inverseJacobian(around)
  const step = 2 ** (level - own)
  const by = { xx: back.xx * step, xy: back.xy * step, yx: back.yx * step, yy: back.yy * step }
  return alignment.cut(from.pyramid[own]!, { x: at.x / 2 ** own, y: at.y / 2 ** own, by })
}
