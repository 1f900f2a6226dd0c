import type { Anchored } from './anchoring.ts'
import type { Frame } from './frame.ts'
import {
  angleOf,
  isPlausible,
  jacobianAt,
  map,
  scaleOf,
  type Homography,
  type Point,
} from './homography.ts'
import type { Keyframe } from './keyframe.ts'

/** `margin`: so far within the edges. */
export function isInside({ x, y }: Point, { width, height }: Frame, margin = 0): boolean {
  return x >= margin && y >= margin && x < width - margin && y < height - margin
}

/** So many points cannot agree by chance. */
export function isBelievable(anchored: Anchored, { width, height }: Frame): boolean {
  const { agreeing, share, expected, found } = anchored
  const areEnough = agreeing >= 6 && share >= 0.4 && found >= 0.25 * expected
  return areEnough && isPlausible(anchored.map, width, height)
}

/** Sharp enough to be remembered, and with nothing before it that is not of the scene. */
export function isClear({ agreeing, share, expected, found, likeness }: Anchored): boolean {
  return likeness > 0.8 && agreeing >= 16 && share > 0.8 && found > 0.8 * expected
}

/** How unlike a view is to that of a keyframe: by size, turn, and what of it is to be seen. */
export function viewCost(
  here: Homography,
  { mark, frame }: Keyframe,
  { width, height }: { width: number; height: number },
): number {
  const around = jacobianAt(here, mark.x, mark.y)
  const size = Math.abs(Math.log2(Math.max(0.05, scaleOf(around))))
  const turn = Math.abs(angleOf(around)) / (Math.PI / 3)
  const at = { x: 0, y: 0 }
  let inside = 0
  for (let k = 0; k < 20; k++) {
    map(
      here,
      (((k % 5) + 0.5) / 5) * frame.width,
      ((Math.floor(k / 5) + 0.5) / 4) * frame.height,
      at,
    )
    inside += +(at.x >= 0 && at.y >= 0 && at.x < width && at.y < height)
  }
  return size + turn + 0.7 * (1 - inside / 20)
}
