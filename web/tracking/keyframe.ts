import type { Corner } from './corners.ts'
import type { Frame } from './frame.ts'
import { inverse, map, type Homography, type Point } from './homography.ts'

const MOST_NEAR = 40
const MOST_WIDE = 24
const ENOUGH_NEAR = 20
const NEAR_FROM = 60
const NEAR_TO = 230
const SPACING = 7
/** So many points around the mark decide how far its surroundings reach. */
const TYPICAL = 10

/** How a point stands in the present picture. */
export const GONE = 0
/** Followed from the picture before. */
export const FLOWED = 1
/** Found by its own look in the keyframe. */
export const ANCHORED = 2

/** `radius`: half the size of what is marked. */
export type MarkedPlace = Point & { radius: number }

/** A picture that is remembered, with points around the mark that are looked for in later ones. */
export class Keyframe {
  readonly frame: Frame
  /** From the mark's first keyframe to this one, and back. */
  readonly pose: Homography
  readonly poseBack: Homography
  /** The mark's place in it. */
  readonly mark: MarkedPlace
  readonly count: number
  readonly x: Float32Array
  readonly y: Float32Array
  /** Counts by how near the mark it is. */
  readonly nearness: Float32Array
  /** 0..1: how often it moved as the mark did. */
  readonly loyalty: Float32Array
  /** Where it is now, and how far from where the map has it. */
  readonly nowX: Float32Array
  readonly nowY: Float32Array
  readonly offX: Float32Array
  readonly offY: Float32Array
  readonly standing: Uint8Array
  readonly likeness: Float32Array
  /** Brightness now by that of the keyframe. */
  readonly light: Float32Array
  /** The mark was seen in it: what is there is what it looks like. */
  readonly hasMark: boolean
  /** When it was used last, in frames. */
  usedAt = 0

  constructor(frame: Frame, pose: Homography, mark: MarkedPlace & { hasMark?: boolean }) {
    this.frame = frame
    this.pose = pose
    this.poseBack = inverse(pose)
    this.mark = mark
    this.hasMark = mark.hasMark ?? true
    const points = choosePoints(frame.corners, mark)
    this.count = points.length
    const numbers = () => new Float32Array(points.length)
    this.x = Float32Array.from(points, ({ x }) => x)
    this.y = Float32Array.from(points, ({ y }) => y)
    this.nearness = nearnessOf(points, mark)
    this.loyalty = numbers().fill(0.5)
    this.nowX = this.x.slice()
    this.nowY = this.y.slice()
    this.offX = numbers()
    this.offY = numbers()
    this.standing = new Uint8Array(points.length)
    this.likeness = numbers()
    this.light = numbers().fill(1)
  }

  /** The present picture is this keyframe: every point is where it is here. */
  beginHere(): void {
    this.nowX.set(this.x)
    this.nowY.set(this.y)
    this.offX.fill(0)
    this.offY.fill(0)
    this.standing.fill(ANCHORED)
    this.likeness.fill(1)
  }

  /** It is not known where its points are now. */
  forgetNow(): void {
    this.standing.fill(GONE)
    this.offX.fill(0)
    this.offY.fill(0)
  }

  /** Takes over where `before` saw its points, for what stands off the common plane. */
  beginAfter(before: Keyframe, here: Homography): void {
    const at = { x: 0, y: 0 }
    for (let i = 0; i < this.count; i++) {
      map(here, this.x[i]!, this.y[i]!, at)
      const nearest = before.nearestAnchored(at)
      this.offX[i] = nearest < 0 ? 0 : before.offX[nearest]!
      this.offY[i] = nearest < 0 ? 0 : before.offY[nearest]!
      this.nowX[i] = at.x + this.offX[i]!
      this.nowY[i] = at.y + this.offY[i]!
      this.standing[i] = FLOWED
    }
  }

  /** Index of the nearest point found now, within a few dozen pixels; -1 without one. */
  private nearestAnchored({ x, y }: Point): number {
    let [best, nearest] = [40 * 40, -1]
    for (let i = 0; i < this.count; i++) {
      if (this.standing[i] !== ANCHORED) continue
      const square = (this.nowX[i]! - x) ** 2 + (this.nowY[i]! - y) ** 2
      if (square < best) [best, nearest] = [square, i]
    }
    return nearest
  }
}

/** Many around the mark, the disc growing until there are enough; and a few from everywhere. */
function choosePoints(corners: readonly Corner[], mark: MarkedPlace): Corner[] {
  const measured = corners.map((corner) => ({
    corner,
    distance: Math.hypot(corner.x - mark.x, corner.y - mark.y),
  }))
  const reach = Math.max(mark.radius, reachFor(measured.map(({ distance }) => distance)))
  const near = measured
    .filter(({ distance }) => distance <= reach)
    .map(({ corner, distance }) => ({
      corner,
      worth: corner.strength / (1 + (distance / 50) ** 2),
    }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ corner }) => corner)
  const chosen: Corner[] = []
  addSpaced(chosen, near, { most: MOST_NEAR, spacing: SPACING })
  const most = chosen.length + MOST_WIDE + (MOST_NEAR - chosen.length) / 2
  for (const spacing of [80, 48, 24]) addSpaced(chosen, corners, { most, spacing })
  return chosen
}

function reachFor(distances: number[]): number {
  const sorted = distances.toSorted((a, b) => a - b)
  const enough = sorted[ENOUGH_NEAR] ?? NEAR_TO
  return Math.min(NEAR_TO, Math.max(NEAR_FROM, enough))
}

type Spacing = { most: number; spacing: number }

function addSpaced(chosen: Corner[], from: readonly Corner[], { most, spacing }: Spacing): void {
  for (const corner of from) {
    if (chosen.length >= most) return
    const isFree = chosen.every(({ x, y }) => Math.hypot(x - corner.x, y - corner.y) >= spacing)
    if (isFree) chosen.push(corner)
  }
}

function nearnessOf(points: readonly Corner[], mark: MarkedPlace): Float32Array {
  const distances = points.map(({ x, y }) => Math.hypot(x - mark.x, y - mark.y))
  const typical = distances.toSorted((a, b) => a - b)[Math.min(TYPICAL, distances.length - 1)]
  const radius = Math.min(200, Math.max(40, mark.radius, typical ?? 0))
  return Float32Array.from(distances, (distance) => (1 + (distance / radius) ** 2) ** -2)
}
