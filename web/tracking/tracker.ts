import { Frame } from './frame.ts'
import type { Point } from './homography.ts'
import { Target, type TrackedMark } from './target.ts'

export type { TrackedMark } from './target.ts'
export type MarkId = string | number

/** A piece of another picture at the same size, with the marked place in it. */
export type Reference = Point & { width: number; height: number; grey: Uint8Array }

export type Tracker = {
  /**
   * Marks a place in a picture, mostly the one that was tracked last; another one is tracked first.
   * `radius`: half the size of what is marked, in pixels. A mark of the same name is replaced.
   */
  mark(id: MarkId, grey: Uint8Array, x: number, y: number, radius?: number): void
  /** Marks what a piece of another picture shows; in this one it is expected about `near`. */
  recognise(id: MarkId, reference: Reference, near: Point): void
  /** What is not marked stays so. */
  unmark(id: MarkId): void
  /** The next picture: where every mark is in it, in pixels, and how sure that is. */
  track(grey: Uint8Array): Map<MarkId, TrackedMark>
}

const SMALLEST_SIDE = 32
/** Half the size of what a tap marks. */
const TAPPED_RADIUS = 24

/**
 * Follows marked places through the pictures of a video: grey, one byte per pixel, all of the same
 * size. No clock and no chance: the same pictures give the same places. Throws RangeError for a picture
 * of another size and for a place outside it; then nothing has changed.
 */
export function makeTracker({ width, height }: { width: number; height: number }): Tracker {
  assertSize(width, height)
  let before = new Frame(width, height)
  let now = new Frame(width, height)
  let hasBegun = false
  const targets = new Map<MarkId, Target>()

  function track(grey: Uint8Array): Map<MarkId, TrackedMark> {
    assertPicture(grey, width * height)
    ;[before, now] = [now, before]
    now.fill(grey)
    const from = hasBegun ? before : now
    hasBegun = true
    return new Map([...targets].map(([id, target]) => [id, target.track(from, now)] as const))
  }

  return {
    track,
    // The outside calls it with places in a row: they are what a mark is.
    // eslint-disable-next-line max-params
    mark(id, grey, x, y, radius = TAPPED_RADIUS) {
      assertPicture(grey, width * height)
      assertInside({ x, y }, { width, height })
      if (!(radius > 0)) throw new RangeError(`${radius} is no radius`)
      if (!hasBegun || !now.shows(grey)) track(grey)
      targets.set(id, new Target(now.keep(), { x, y, radius }))
    },
    recognise(id, reference, near) {
      assertSize(reference.width, reference.height)
      assertPicture(reference.grey, reference.width * reference.height)
      assertInside(reference, reference)
      assertInside(near, { width, height })
      const frame = new Frame(reference.width, reference.height)
      frame.fill(reference.grey)
      const { x, y } = reference
      targets.set(id, new Target(frame, { x, y, radius: TAPPED_RADIUS }, near))
    },
    unmark(id) {
      targets.delete(id)
    },
  }
}

function assertSize(width: number, height: number): void {
  const areWhole = Number.isInteger(width) && Number.isInteger(height)
  if (areWhole && Math.min(width, height) >= SMALLEST_SIDE) return
  throw new RangeError(`${width} × ${height} is no picture`)
}

function assertPicture(grey: Uint8Array, size: number): void {
  if (grey.length !== size) throw new RangeError(`${grey.length} bytes, not ${size}`)
}

function assertInside({ x, y }: Point, size: { width: number; height: number }): void {
  // Not less and not more, so that what is no number is refused as well.
  if (x >= 0 && y >= 0 && x < size.width && y < size.height) return
  throw new RangeError(`${x}, ${y} is outside`)
}
