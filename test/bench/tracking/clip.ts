import type { Point } from '../../../web/tracking/homography.ts'

export const WIDTH = 640
export const HEIGHT = 480
export const FRAMES = 300

/** Where a mark truly is. `hidden`: behind something. Undefined: nobody knows. */
export type Truth = Point & { seen: 'shown' | 'hidden' | 'outside' }

/** A clip with marks of which it is known where they are in each frame. */
export type Clip = {
  name: string
  take: number
  /** Grey, 640 × 480. */
  frames: Uint8Array[]
  /** Places in the first frame. */
  marks: Point[]
  truth: (mark: number, frame: number) => Truth | undefined
}

export function isInside({ x, y }: Point): boolean {
  return x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT
}
