import { chain, identity, map, type Homography } from './homography.ts'
import { seeded } from './seeded.ts'

/** Places in one picture and in another; entry i of each array belongs together. */
export type Pairs = {
  count: number
  fromX: Float32Array
  fromY: Float32Array
  toX: Float32Array
  toY: Float32Array
  /** How much each counts. */
  weight: Float32Array
}

export type Fit = {
  map: Homography
  /** Pairs that agree with it, and their share of all. */
  agreeing: number
  share: number
}

const HOMOGRAPHY_FROM = 18
const AFFINE_FROM = 6
const SAMPLES = 120
/** Perspective is believed only as far as the pairs show it. */
const PERSPECTIVE_DAMPING = 2e-4

export function makePairs(most: number): Pairs {
  const numbers = () => new Float32Array(most)
  return {
    count: 0,
    fromX: numbers(),
    fromY: numbers(),
    toX: numbers(),
    toY: numbers(),
    weight: numbers(),
  }
}

/**
 * The map that most pairs agree with to within `tolerance` pixels. `guess` is tried first, then
 * samples. Undefined with fewer than three pairs.
 */
export function fitMap(pairs: Pairs, tolerance: number, guess?: Homography): Fit | undefined {
  if (pairs.count < 3) return undefined
  let best = guess ? { map: guess, ...agreement(pairs, guess, 2 * tolerance) } : undefined
  if (!best || best.share < 0.5) {
    const sampled = sampleMap(pairs, 2 * tolerance)
    if (sampled && (!best || sampled.share > best.share * 1.15)) best = sampled
  }
  if (!best) return undefined
  let current = best.map
  for (const width of [3, 2, 1.5, 1, 1]) {
    const next = refine(pairs, current, width * tolerance)
    if (!next) break
    current = next
  }
  return { map: current, ...agreement(pairs, current, tolerance) }
}

/** How many pairs a map explains. */
function agreement(pairs: Pairs, m: Homography, tolerance: number) {
  let [agreeing, weight, all] = [0, 0, 0]
  const at = { x: 0, y: 0 }
  for (let i = 0; i < pairs.count; i++) {
    map(m, pairs.fromX[i]!, pairs.fromY[i]!, at)
    const dx = at.x - pairs.toX[i]!
    const dy = at.y - pairs.toY[i]!
    all += pairs.weight[i]!
    if (dx * dx + dy * dy > tolerance * tolerance) continue
    agreeing += 1
    weight += pairs.weight[i]!
  }
  return { agreeing, share: all > 0 ? weight / all : 0 }
}

function sampleMap(pairs: Pairs, tolerance: number) {
  const random = seeded(pairs.count * 7919 + 17)
  const pick = () => Math.floor(random() * pairs.count)
  let best: { map: Homography; agreeing: number; share: number } | undefined
  for (let sample = 0; sample < SAMPLES; sample++) {
    const m = affineThrough(pairs, pick(), pick(), pick())
    if (!m) continue
    const found = agreement(pairs, m, tolerance)
    if (!best || found.share > best.share) best = { map: m, ...found }
    if (best.share > 0.8) break
  }
  return best
}

// Three places are three arguments.
function affineThrough(pairs: Pairs, ...[a, b, c]: [number, number, number]) {
  const { fromX, fromY, toX, toY } = pairs
  const [ux, uy] = [fromX[b]! - fromX[a]!, fromY[b]! - fromY[a]!]
  const [vx, vy] = [fromX[c]! - fromX[a]!, fromY[c]! - fromY[a]!]
  const area = ux * vy - uy * vx
  if (Math.abs(area) < 400) return undefined
  const row = (to: Float32Array) => {
    const [p, q] = [to[b]! - to[a]!, to[c]! - to[a]!]
    return [(p * vy - q * uy) / area, (q * ux - p * vx) / area] as const
  }
  const [xx, xy] = row(toX)
  const [yx, yy] = row(toY)
  const determinant = xx * yy - xy * yx
  if (!(determinant > 0.1 && determinant < 10)) return undefined
  const m = identity()
  m.set([xx, xy, toX[a]! - xx * fromX[a]! - xy * fromY[a]!])
  m.set([yx, yy, toY[a]! - yx * fromX[a]! - yy * fromY[a]!], 3)
  return m
}

/** One round of weighted least squares; pairs beyond `tolerance` do not count (Tukey's weights). */
function refine(pairs: Pairs, m: Homography, tolerance: number): Homography | undefined {
  const normal = new NormalEquations()
  const at = { x: 0, y: 0 }
  for (let i = 0; i < pairs.count; i++) {
    const [x, y] = [pairs.fromX[i]!, pairs.fromY[i]!]
    map(m, x, y, at)
    const square = (at.x - pairs.toX[i]!) ** 2 + (at.y - pairs.toY[i]!) ** 2
    const left = 1 - square / (tolerance * tolerance)
    if (left <= 0) continue
    const w = m[6]! * x + m[7]! * y + m[8]!
    normal.add(
      { x, y, toX: pairs.toX[i]!, toY: pairs.toY[i]! },
      (pairs.weight[i]! * left * left) / (w * w),
    )
  }
  return normal.solve()
}

/** Of a homography, in coordinates around the picture's middle so that the numbers stay near 1. */
class NormalEquations {
  #matrix = new Float64Array(64)
  #right = new Float64Array(8)
  #row = new Float64Array(8)
  #count = 0
  #weight = 0

  add(pair: { x: number; y: number; toX: number; toY: number }, weight: number): void {
    const [x, y] = [(pair.x - CENTRE) / CENTRE, (pair.y - CENTRE) / CENTRE]
    const [toX, toY] = [(pair.toX - CENTRE) / CENTRE, (pair.toY - CENTRE) / CENTRE]
    this.#row.set([x, y, 1, 0, 0, 0, -x * toX, -y * toX])
    this.#addRow(toX, weight)
    this.#row.set([0, 0, 0, x, y, 1, -x * toY, -y * toY])
    this.#addRow(toY, weight)
    this.#count += 1
    this.#weight += weight
  }

  solve(): Homography | undefined {
    if (this.#count < 3) return undefined
    const matrix = this.#matrix
    // Few pairs show no perspective: without it the map is affine.
    const damping = this.#count >= HOMOGRAPHY_FROM ? PERSPECTIVE_DAMPING : 1e6
    for (const k of [6, 7]) matrix[9 * k]! += damping * this.#weight
    if (this.#count < AFFINE_FROM) {
      // Hardly more than a shift: stretching and turning are damped towards none.
      for (const k of [0, 1, 3, 4]) matrix[9 * k]! += 0.02 * this.#weight
      for (const k of [0, 4]) this.#right[k]! += 0.02 * this.#weight
    }
    const h = solveLinear(matrix, this.#right)
    return h && chain(chain(TO_CENTRE, Float64Array.of(...h, 1)), FROM_CENTRE)
  }

  #addRow(right: number, weight: number): void {
    const row = this.#row
    for (let i = 0; i < 8; i++) {
      const value = row[i]! * weight
      if (value === 0) continue
      this.#right[i]! += value * right
      for (let j = 0; j < 8; j++) this.#matrix[8 * i + j]! += value * row[j]!
    }
  }
}

const CENTRE = 256
const TO_CENTRE = Float64Array.of(1 / CENTRE, 0, -1, 0, 1 / CENTRE, -1, 0, 0, 1)
const FROM_CENTRE = Float64Array.of(CENTRE, 0, CENTRE, 0, CENTRE, CENTRE, 0, 0, 1)

/**
 * Gauss. Squares summed up make a matrix that needs no change of rows; undefined when the equations
 * say too little.
 */
function solveLinear(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length
  for (let column = 0; column < size; column++) {
    const value = matrix[size * column + column]!
    if (!(value > 1e-12)) return undefined
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[size * row + column]! / value
      for (let k = column; k < size; k++)
        matrix[size * row + k]! -= factor * matrix[size * column + k]!
      right[row]! -= factor * right[column]!
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) right[row]! -= matrix[size * row + k]! * right[k]!
    right[row]! /= matrix[size * row + row]!
  }
  return right
}
