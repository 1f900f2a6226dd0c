import type { Alignment } from './alignment.ts'
import { fitMap, makePairs } from './fit.ts'
import type { Frame } from './frame.ts'
import { identity, map, type Homography } from './homography.ts'
import { FLOWED, GONE, type Keyframe } from './keyframe.ts'

/** Enough to know the motion; each costs. */
const MOST_FOLLOWED = 28
const COARSEST = 3
const FINEST = 1
/** Per level, in its pixels. */
const REACH = 7
const TOLERANCE = 2.5
const LEAST_SHARE = 0.4

const pairs = makePairs(MOST_FOLLOWED)
const followed = new Int32Array(MOST_FOLLOWED)

export type Step = {
  alignment: Alignment
  before: Frame
  now: Frame
  /** The motion of the frame before: it mostly goes on. */
  guess: Homography
}

/**
 * How the surroundings of the mark moved since the picture before: Lucas and Kanade's method from
 * coarse to fine on the points seen there. Undefined when no motion explains them.
 */
export function followMotion(keyframe: Keyframe, step: Step): Homography | undefined {
  return follow(keyframe, step) ?? follow(keyframe, { ...step, guess: identity() })
}

function follow(keyframe: Keyframe, step: Step): Homography | undefined {
  pairs.count = 0
  const stride = Math.max(1, countSeen(keyframe) / MOST_FOLLOWED)
  for (let i = 0, seen = 0; i < keyframe.count && pairs.count < MOST_FOLLOWED; i++) {
    if (keyframe.standing[i] === GONE) continue
    if (Math.floor(seen) === Math.floor(seen - 1 / stride) && seen > 0) {
      seen += 1 / stride
      continue
    }
    seen += 1 / stride
    followOne(keyframe, i, step)
  }
  const fit = fitMap(pairs, TOLERANCE, step.guess)
  if (!fit || fit.share < LEAST_SHARE || fit.agreeing < 4) return undefined
  return fit.map
}

function countSeen({ standing, count }: Keyframe): number {
  let seen = 0
  for (let i = 0; i < count; i++) seen += +(standing[i] !== GONE)
  return seen
}

const at = { x: 0, y: 0 }

function followOne(keyframe: Keyframe, i: number, { alignment, before, now, guess }: Step): void {
  const [x, y] = [keyframe.nowX[i]!, keyframe.nowY[i]!]
  map(guess, x, y, at)
  for (let level = Math.min(COARSEST, now.pyramid.length - 1); level >= FINEST; level--) {
    const scale = 1 / 2 ** level
    const [from, to] = [before.pyramid[level], now.pyramid[level]]
    if (!from || !to) return
    if (!alignment.cut(from, { x: x * scale, y: y * scale })) continue
    const search = { x: at.x * scale, y: at.y * scale, reach: REACH }
    if (!alignment.search(to, search)) {
      if (level === FINEST) return
      continue
    }
    at.x = alignment.x / scale
    at.y = alignment.y / scale
  }
  if (alignment.likeness < 0.6) return
  const k = pairs.count++
  followed[k] = i
  pairs.fromX[k] = x
  pairs.fromY[k] = y
  pairs.toX[k] = at.x
  pairs.toY[k] = at.y
  pairs.weight[k] = keyframe.nearness[i]! * keyframe.loyalty[i]! + 0.005
}

/** Moves the points that the motion explains; the others are gone. */
export function moveWith(keyframe: Keyframe, motion: Homography): void {
  for (let i = 0; i < keyframe.count; i++) {
    if (keyframe.standing[i] === GONE) continue
    map(motion, keyframe.nowX[i]!, keyframe.nowY[i]!, at)
    keyframe.nowX[i] = at.x
    keyframe.nowY[i] = at.y
    keyframe.standing[i] = FLOWED
  }
  for (let k = 0; k < pairs.count; k++) {
    const i = followed[k]!
    const distance = Math.hypot(
      pairs.toX[k]! - keyframe.nowX[i]!,
      pairs.toY[k]! - keyframe.nowY[i]!,
    )
    if (distance > 4 * TOLERANCE) keyframe.standing[i] = GONE
    else {
      keyframe.nowX[i] = pairs.toX[k]!
      keyframe.nowY[i] = pairs.toY[k]!
    }
  }
}
