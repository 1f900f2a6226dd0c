import type { Alignment } from './alignment.ts'
import { cutFor } from './cutting.ts'
import { fitMap, makePairs, type Fit } from './fit.ts'
import type { Frame } from './frame.ts'
import { jacobianAt, map, type Homography } from './homography.ts'
import { ANCHORED, GONE, type Keyframe } from './keyframe.ts'

/** Likeness from which a point counts as found. */
const LIKE = 0.62
const TOLERANCE = 2.5
/** How far a point may be from where the map predicts it, in pixels of the level looked at. */
const REACH = 5

const pairs = makePairs(160)

export type Anchored = Fit & {
  /** Points that should be in the picture; how many of them were found. */
  expected: number
  found: number
  /** Their mean likeness. */
  likeness: number
}

type Look = { alignment: Alignment; now: Frame; here: Homography; from: number }

/**
 * Looks for every point of the keyframe by its look there, near where `here` (keyframe → present
 * picture) predicts it, and fits the map anew to what was found: nothing adds up from frame to frame.
 * `from` is the pyramid level to begin at.
 */
export function anchor(keyframe: Keyframe, look: Look): Anchored | undefined {
  let [expected, found, likeness] = [0, 0, 0]
  pairs.count = 0
  for (let i = 0; i < keyframe.count; i++) {
    const result = anchorPoint(keyframe, i, look)
    if (result === 'outside') continue
    expected += 1
    if (result === 'missing') continue
    found += 1
    likeness += keyframe.likeness[i]!
    const k = pairs.count++
    pairs.fromX[k] = keyframe.x[i]!
    pairs.fromY[k] = keyframe.y[i]!
    pairs.toX[k] = keyframe.nowX[i]!
    pairs.toY[k] = keyframe.nowY[i]!
    pairs.weight[k] = (keyframe.nearness[i]! + 0.01) * (0.1 + keyframe.loyalty[i]!)
  }
  const fit = fitMap(pairs, TOLERANCE, look.here)
  if (!fit) return undefined
  return { ...fit, expected, found, likeness: found > 0 ? likeness / found : 0 }
}

const at = { x: 0, y: 0 }

function anchorPoint(keyframe: Keyframe, i: number, look: Look): 'found' | 'missing' | 'outside' {
  const { alignment, now, here } = look
  const [x, y] = [keyframe.x[i]!, keyframe.y[i]!]
  if (keyframe.standing[i] === GONE) {
    map(here, x, y, at)
    at.x += keyframe.offX[i]!
    at.y += keyframe.offY[i]!
  } else {
    at.x = keyframe.nowX[i]!
    at.y = keyframe.nowY[i]!
  }
  if (!(at.x >= 4 && at.y >= 4 && at.x < now.width - 4 && at.y < now.height - 4)) {
    keyframe.standing[i] = GONE
    return 'outside'
  }
  const remembered = { from: keyframe.frame, at: { x, y }, around: jacobianAt(here, x, y) }
  let wasFound = false
  let wasTried = false
  for (let level = look.from; level >= 0; level--) {
    const to = now.pyramid[level]
    if (!to || !cutFor(alignment, level, remembered)) continue
    const scale = 2 ** level
    wasTried = true
    const search = { x: at.x / scale, y: at.y / scale, reach: wasFound ? 2.5 : REACH }
    if (!alignment.search(to, search) || alignment.likeness < LIKE) {
      // What the fine level cannot see, as in a blur, the coarse one has found all the same.
      if (wasFound) break
      continue
    }
    wasFound = true
    at.x = alignment.x * scale
    at.y = alignment.y * scale
    keyframe.likeness[i] = alignment.likeness
    keyframe.light[i] = (alignment.foundMean + 8) / (alignment.mean + 8)
  }
  if (wasFound) {
    keyframe.nowX[i] = at.x
    keyframe.nowY[i] = at.y
    keyframe.standing[i] = ANCHORED
    return 'found'
  }
  return wasTried ? 'missing' : 'outside'
}

/** Farther off the common plane a point has been mistaken for another. */
const FARTHEST_OFF = 30

/**
 * Once the map is believed: what was not found is gone, and what stands nearer or farther than the
 * plane, and so moves differently, is remembered by how far it is off the map.
 */
export function settle(keyframe: Keyframe, here: Homography): void {
  for (let i = 0; i < keyframe.count; i++) {
    if (keyframe.standing[i] !== ANCHORED) {
      keyframe.standing[i] = GONE
      continue
    }
    map(here, keyframe.x[i]!, keyframe.y[i]!, at)
    const [dx, dy] = [keyframe.nowX[i]! - at.x, keyframe.nowY[i]! - at.y]
    const isMistaken = Math.abs(dx) + Math.abs(dy) > FARTHEST_OFF
    keyframe.offX[i] = isMistaken ? 0 : dx
    keyframe.offY[i] = isMistaken ? 0 : dy
    if (isMistaken) keyframe.standing[i] = GONE
  }
}
