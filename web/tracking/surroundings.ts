import { map, type Homography, type Point } from './homography.ts'
import { ANCHORED, type Keyframe } from './keyframe.ts'

/** Points whose offsets differ by less move together. */
const TOGETHER = 2.2
/** Offsets that are so far apart are two movements. */
const APART = 3
const MOST = 40

/** A movement of the mark's surroundings beyond the map, and how much speaks for it. */
export type Movement = { dx: number; dy: number; support: number }

type Movements = { movements: [Movement, ...Movement[]]; total: number }

const order = new Int32Array(256)
const weights = new Float32Array(256)

/**
 * How the mark's own surroundings are off the map: in a scene with depth they are what counts. The
 * two best supported movements, best first: beside an edge one is the mark's and one its neighbour's.
 */
export function localMovements(keyframe: Keyframe): Movements {
  const count = gather(keyframe)
  const best = strongest(keyframe, count)
  if (!best) return { movements: [{ dx: 0, dy: 0, support: 1 }], total: 0 }
  const total = weights.subarray(0, count).reduce((sum, weight) => sum + weight)
  const second = strongest(keyframe, count, best)
  const isSupported = second && second.support > 0.25 * best.support
  return { movements: isSupported ? [best, second] : [best], total }
}

function gather(keyframe: Keyframe): number {
  let count = 0
  for (let i = 0; i < keyframe.count && count < MOST; i++) {
    if (keyframe.standing[i] !== ANCHORED) continue
    order[count] = i
    // Nearer counts more than it does for the map.
    const near = keyframe.nearness[i]! ** 2
    weights[count++] = (near + 1e-4) * (0.05 + keyframe.loyalty[i]!) * keyframe.likeness[i]!
  }
  return count
}

function strongest(keyframe: Keyframe, count: number, not?: Movement): Movement | undefined {
  let best: Movement | undefined
  for (let k = 0; k < count; k++) {
    const at = { dx: keyframe.offX[order[k]!]!, dy: keyframe.offY[order[k]!]! }
    if (not && Math.hypot(at.dx - not.dx, at.dy - not.dy) < APART) continue
    const movement = averageAround(keyframe, count, at)
    if (!best || movement.support > best.support) best = movement
  }
  if (!best) return undefined
  return averageAround(keyframe, count, best)
}

function averageAround(
  keyframe: Keyframe,
  count: number,
  at: { dx: number; dy: number },
): Movement {
  let [support, sumX, sumY] = [0, 0, 0]
  for (let k = 0; k < count; k++) {
    const [dx, dy] = [keyframe.offX[order[k]!]!, keyframe.offY[order[k]!]!]
    const square = (dx - at.dx) ** 2 + (dy - at.dy) ** 2
    const left = 1 - square / (TOGETHER * TOGETHER)
    if (left <= 0) continue
    const weight = weights[k]! * left
    support += weight
    sumX += weight * dx
    sumY += weight * dy
  }
  if (support === 0) return { ...at, support }
  return { dx: sumX / support, dy: sumY / support, support }
}

const LEARNING = 0.08

/** Remembers which points moved as the mark did: they are on the same part. */
export function learnLoyalty(keyframe: Keyframe, here: Homography, mark: Point): void {
  const at = map(here, keyframe.mark.x, keyframe.mark.y)
  const [dx, dy] = [mark.x - at.x, mark.y - at.y]
  for (let i = 0; i < keyframe.count; i++) {
    if (keyframe.standing[i] !== ANCHORED) continue
    const distance = Math.hypot(keyframe.offX[i]! - dx, keyframe.offY[i]! - dy)
    const isLoyal = distance < TOGETHER ? 1 : 0
    keyframe.loyalty[i]! += LEARNING * (isLoyal - keyframe.loyalty[i]!)
  }
}

/** How bright the surroundings are now, by what they were in the keyframe: the middle one. */
export function lightAround(keyframe: Keyframe): number {
  const values: number[] = []
  for (let i = 0; i < keyframe.count; i++) {
    if (keyframe.standing[i] === ANCHORED) values.push(keyframe.light[i]!)
  }
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 1
}
