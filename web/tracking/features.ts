import type { Picture, Pyramid } from './picture.ts'
import { seeded } from './seeded.ts'

/** Places that can be known again in another picture, each with 256 comparisons of its surroundings. */
export type Features = {
  count: number
  /** In pixels of the full picture. */
  x: Float32Array
  y: Float32Array
  /** How much smaller the picture was in which it was found. */
  scale: Float32Array
  angle: Float32Array
  /** Eight words each. */
  bits: Int32Array
}

const SCALES = [1.19, 1.54, 2, 2.6, 3.38, 4.4]
const MOST = 640
const WORDS = 8
const BORDER = 16
const CELL = 11
const CONTRAST = 9
const DIRECTIONS = 32
const CIRCLE = [
  [0, -3], [1, -3], [2, -2], [3, -1], [3, 0], [3, 1], [2, 2], [1, 3],
  [0, 3], [-1, 3], [-2, 2], [-3, 1], [-3, 0], [-3, -1], [-2, -2], [-1, -3],
] as const // prettier-ignore

/** Finds and describes; the strongest few hundred over all scales. */
export function findFeatures(pyramid: Pyramid): Features {
  const features = makeFeatures(MOST)
  const full = pyramid[0]
  if (!full) return features
  const whole = SCALES.reduce((sum, scale) => sum + 1 / (scale * scale), 0)
  for (const scale of SCALES) {
    const picture = smoothed(resampled(pyramid, scale))
    const share = 1 / (scale * scale) / whole
    const most = Math.min(MOST - features.count, Math.ceil(MOST * share))
    for (const spot of strongestSpots(picture, most)) describe(features, { picture, scale, spot })
  }
  return features
}

type Spot = { x: number; y: number; strength: number }
type Spotted = { picture: Picture; scale: number; spot: Spot }

function makeFeatures(most: number): Features {
  const numbers = () => new Float32Array(most)
  const bits = new Int32Array(most * WORDS)
  return { count: 0, x: numbers(), y: numbers(), scale: numbers(), angle: numbers(), bits }
}

function resampled(pyramid: Pyramid, scale: number): Picture {
  const level = Math.min(pyramid.length - 1, Math.floor(Math.log2(scale) + 1e-9))
  const from = pyramid[level]!
  const step = scale / 2 ** level
  const width = Math.floor((from.width - 2) / step)
  const height = Math.floor((from.height - 2) / step)
  const data = new Uint8Array(Math.max(0, width * height))
  for (let y = 0, k = 0; y < height; y++) {
    const top = Math.floor(y * step)
    const fy = y * step - top
    for (let x = 0; x < width; x++, k++) {
      const left = Math.floor(x * step)
      const fx = x * step - left
      const at = top * from.width + left
      const upper = from.data[at]! * (1 - fx) + from.data[at + 1]! * fx
      const below = at + from.width
      const lower = from.data[below]! * (1 - fx) + from.data[below + 1]! * fx
      data[k] = upper + (lower - upper) * fy + 0.5
    }
  }
  return { width, height, data }
}

/** Single pixels are noise to a comparison of two. */
function smoothed({ width, height, data }: Picture): Picture {
  const rows = new Uint16Array(width * height)
  const out = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      rows[at] = data[at - 1]! + 2 * data[at]! + data[at + 1]!
    }
  }
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      out[at] = (rows[at - width]! + 2 * rows[at]! + rows[at + width]! + 8) >> 4
    }
  }
  return { width, height, data: out }
}

/** FAST: nine neighbours in a row on a circle are all brighter, or all darker, than the middle. */
function strongestSpots(picture: Picture, most: number): Spot[] {
  const { width, height } = picture
  const offsets = CIRCLE.map(([dx, dy]) => dy * width + dx)
  const spots: Spot[] = []
  for (let top = BORDER; top < height - BORDER; top += CELL) {
    for (let left = BORDER; left < width - BORDER; left += CELL) {
      const best = strongestInCell(picture, { left, top }, offsets)
      if (best.strength > 0) spots.push(best)
    }
  }
  return spots.sort((a, b) => b.strength - a.strength).slice(0, most)
}

type Cell = { left: number; top: number }

function strongestInCell(picture: Picture, { left, top }: Cell, offsets: readonly number[]): Spot {
  const best = { x: 0, y: 0, strength: 0 }
  const right = Math.min(left + CELL, picture.width - BORDER)
  const bottom = Math.min(top + CELL, picture.height - BORDER)
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const strength = spotStrength(picture.data, y * picture.width + x, offsets)
      if (strength > best.strength) Object.assign(best, { x, y, strength })
    }
  }
  return best
}

function spotStrength(data: Uint8Array, at: number, offsets: readonly number[]): number {
  const high = data[at]! + CONTRAST
  const low = data[at]! - CONTRAST
  const north = data[at + offsets[0]!]!
  const east = data[at + offsets[4]!]!
  const south = data[at + offsets[8]!]!
  const west = data[at + offsets[12]!]!
  const brighter = +(north > high) + +(east > high) + +(south > high) + +(west > high)
  const darker = +(north < low) + +(east < low) + +(south < low) + +(west < low)
  if (brighter < 2 && darker < 2) return 0
  let [run, longest, sum] = [0, 0, 0]
  let sign = 0
  // Once around and on, for a run across the begin of the circle.
  for (let i = 0; i < 24; i++) {
    const value = data[at + offsets[i & 15]!]!
    const now = +(value > high) - +(value < low)
    run = now !== 0 && now === sign ? run + 1 : Math.abs(now)
    sign = now
    if (run > longest) longest = run
    if (i < 16 && now !== 0) sum += now > 0 ? value - high : low - value
  }
  return longest >= 9 ? sum : 0
}

function describe(features: Features, { picture, scale, spot }: Spotted): void {
  const { data, width } = picture
  const at = spot.y * width + spot.x
  const angle = angleOf(data, at, width)
  const direction = Math.round((angle / (2 * Math.PI)) * DIRECTIONS + DIRECTIONS) % DIRECTIONS
  const pattern = patternFor(direction)
  const index = features.count
  for (let word = 0; word < WORDS; word++) {
    let bits = 0
    for (let bit = 0; bit < 32; bit++) {
      const k = 4 * (32 * word + bit)
      const a = data[at + pattern[k + 1]! * width + pattern[k]!]!
      const b = data[at + pattern[k + 3]! * width + pattern[k + 2]!]!
      bits = (bits << 1) | +(a < b)
    }
    features.bits[WORDS * index + word] = bits
  }
  features.x[index] = spot.x * scale
  features.y[index] = spot.y * scale
  features.scale[index] = scale
  features.angle[index] = angle
  features.count += 1
}

const DISC = 9

/** From the middle towards the brighter side. */
function angleOf(data: Uint8Array, at: number, width: number): number {
  let [mx, my] = [0, 0]
  for (let dy = -DISC; dy <= DISC; dy++) {
    const half = Math.floor(Math.sqrt(DISC * DISC - dy * dy))
    for (let dx = -half; dx <= half; dx++) {
      const value = data[at + dy * width + dx]!
      mx += dx * value
      my += dy * value
    }
  }
  return Math.atan2(my, mx)
}

const patterns = new Map<number, Int8Array>()

/** 256 pairs of places around the middle, turned into one of the directions. */
function patternFor(direction: number): Int8Array {
  const known = patterns.get(direction)
  if (known) return known
  const random = seeded(20_011)
  const spread = () => (random() + random() + random() - 1.5) * 13
  const angle = (direction / DIRECTIONS) * 2 * Math.PI
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const pattern = new Int8Array(4 * 32 * WORDS)
  for (let k = 0; k < pattern.length; k += 2) {
    const [x, y] = [clamp(spread()), clamp(spread())]
    pattern[k] = Math.round(x * cos - y * sin)
    pattern[k + 1] = Math.round(x * sin + y * cos)
  }
  patterns.set(direction, pattern)
  return pattern
}

/** Turned by any angle it stays within the border. */
function clamp(value: number): number {
  return Math.max(-11, Math.min(11, value))
}

export type Match = { from: number; to: number }

const MOST_DIFFERENT = 72
/** The second best must be clearly worse. */
const RATIO = 0.87

/** Pairs that are each other's best, clearly better than the second best. */
export function matchFeatures(from: Features, to: Features): Match[] {
  const back = new Int32Array(to.count).fill(-1)
  const backDistance = new Uint16Array(to.count).fill(999)
  const forward: (Match & { distance: number })[] = []
  for (let i = 0; i < from.count; i++) {
    let [best, second, bestAt] = [999, 999, -1]
    for (let j = 0; j < to.count; j++) {
      const distance = differences(from.bits, to.bits, i * WORDS, j * WORDS) // prettier-ignore
      if (distance < backDistance[j]!) {
        backDistance[j] = distance
        back[j] = i
      }
      if (distance < best) [second, best, bestAt] = [best, distance, j]
      else if (distance < second) second = distance
    }
    if (best < MOST_DIFFERENT && best < RATIO * second)
      forward.push({ from: i, to: bestAt, distance: best })
  }
  return forward
    .filter(({ from: i, to: j }) => back[j] === i)
    .sort((a, b) => a.distance - b.distance)
}

// In the innermost loop an object would cost more than the comparison.
function differences(a: Int32Array, b: Int32Array, ...[i, j]: [number, number]): number {
  let count = 0
  for (let word = 0; word < WORDS; word++) {
    let bits = a[i + word]! ^ b[j + word]!
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}
