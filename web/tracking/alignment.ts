import type { Jacobian } from './homography.ts'
import type { Picture } from './picture.ts'

/** Where a template comes from: around `x`, `y`, one step of the template being one step of `by`. */
type Cut = { x: number; y: number; by?: Jacobian | undefined }
export type Search = {
  x: number
  y: number
  /** How far it may end from where it began. */
  reach: number
  /** Pulls towards where it began, as strong as this share of the template's own pull. */
  pull?: number
}

const MOST_STEPS = 8
const SMALL_STEP = 0.03
/** Grey levels: what is flatter than this holds no place. */
const FLAT = 1.5
/** Grey levels by which what differs from the middle counts half. */
const OTHER = 24

/**
 * Finds a small template in a picture to a fraction of a pixel, whatever the light: Lucas and
 * Kanade's method, turned around so that the gradients are taken once. Holds its buffers and its last
 * result, so that nothing is allocated for a frame.
 */
export class Alignment {
  x = 0
  y = 0
  /** Likeness of what was found, -1..1. */
  likeness = 0
  /** Root mean square of the template's weaker gradient direction, grey levels per pixel. */
  grip = 0
  /** The template's mean and spread, and those of what was found. */
  mean = 0
  spread = 0
  foundMean = 0
  foundSpread = 0
  readonly #side: number
  readonly #radius: number
  readonly #isFocused: boolean
  readonly #wide: Float32Array
  readonly #template: Float32Array
  readonly #found: Float32Array
  readonly #weight: Float32Array
  readonly #gradientX: Float32Array
  readonly #gradientY: Float32Array
  #hxx = 0
  #hxy = 0
  #hyy = 0

  /**
   * `radius` in pixels of the level it works on; the template is 2 radius + 1 wide. Focused, it is about
   * its middle: what is far from it, or looks other, counts less.
   */
  constructor(radius: number, isFocused = false) {
    this.#radius = radius
    this.#isFocused = isFocused
    this.#side = 2 * radius + 1
    const count = this.#side * this.#side
    this.#wide = new Float32Array((this.#side + 2) * (this.#side + 2))
    this.#template = new Float32Array(count)
    this.#found = new Float32Array(count)
    this.#weight = new Float32Array(count).fill(1)
    this.#gradientX = new Float32Array(count)
    this.#gradientY = new Float32Array(count)
  }

  /** False where the template would reach over the picture's edge, or is flat. */
  cut(from: Picture, { x, y, by }: Cut): boolean {
    const side = this.#side + 2
    const half = this.#radius + 1
    const step = by ?? STRAIGHT
    const reachX = half * (Math.abs(step.xx) + Math.abs(step.xy))
    const reachY = half * (Math.abs(step.yx) + Math.abs(step.yy))
    if (!(x >= reachX && y >= reachY)) return false
    if (!(x < from.width - 1 - reachX && y < from.height - 1 - reachY)) return false
    const { data, width } = from
    const wide = this.#wide
    for (let j = 0, k = 0; j < side; j++) {
      let px = x - step.xx * half + step.xy * (j - half)
      let py = y - step.yx * half + step.yy * (j - half)
      for (let i = 0; i < side; i++, k++) {
        const left = px | 0
        const top = py | 0
        const fx = px - left
        const at = top * width + left
        const upper = data[at]! + fx * (data[at + 1]! - data[at]!)
        const lower = data[at + width]! + fx * (data[at + width + 1]! - data[at + width]!)
        wide[k] = upper + (py - top) * (lower - upper)
        px += step.xx
        py += step.yx
      }
    }
    if (this.#isFocused) this.#focus()
    return this.#prepare()
  }

  /** False where it ends outside the picture or too far away. */
  search(picture: Picture, { x, y, reach, pull = 0 }: Search): boolean {
    const own = pull * Math.sqrt(this.#hxx * this.#hyy)
    const hxx = this.#hxx + own
    const hyy = this.#hyy + own
    const determinant = hxx * hyy - this.#hxy * this.#hxy
    if (determinant < 1e-6) return false
    this.x = x
    this.y = y
    for (let step = 0; step < MOST_STEPS; step++) {
      if (!this.#take(picture)) return false
      const gain = this.spread / Math.max(this.foundSpread, FLAT)
      let bx = own * (this.x - x)
      let by = own * (this.y - y)
      const [template, found] = [this.#template, this.#found]
      for (let k = 0; k < template.length; k++) {
        const error = (found[k]! - this.foundMean) * gain - template[k]!
        bx += this.#gradientX[k]! * error
        by += this.#gradientY[k]! * error
      }
      const dx = (hyy * bx - this.#hxy * by) / determinant
      const dy = (hxx * by - this.#hxy * bx) / determinant
      this.x -= dx
      this.y -= dy
      if (Math.abs(this.x - x) > reach || Math.abs(this.y - y) > reach) return false
      // So small a step is not worth another look.
      if (Math.abs(dx) + Math.abs(dy) < SMALL_STEP) return this.#compare()
    }
    return this.#take(picture) && this.#compare()
  }

  /** Likeness where it stands, without a search. */
  compareAt(picture: Picture, x: number, y: number): boolean {
    this.x = x
    this.y = y
    return this.#take(picture) && this.#compare()
  }

  #compare(): boolean {
    let product = 0
    const [template, found, weight] = [this.#template, this.#found, this.#weight]
    for (let k = 0; k < template.length; k++) {
      product += weight[k]! * template[k]! * (found[k]! - this.foundMean)
    }
    product /= template.length
    // Noise alone must not make two plain patches unlike.
    const floor = FLAT * FLAT
    const ownPower = this.spread * this.spread + floor
    const foundPower = this.foundSpread * this.foundSpread + floor
    this.likeness = (product + floor) / Math.sqrt(ownPower * foundPower)
    return true
  }

  /** What looks other than the middle may be another part, before or behind the one that is meant. */
  #focus(): void {
    const [side, weight] = [this.#side, this.#weight]
    const middle = this.#wide[(this.#wide.length - 1) / 2]!
    let all = 0
    for (let j = 0, k = 0; j < side; j++) {
      for (let i = 0; i < side; i++, k++) {
        const unlike = (this.#wide[(j + 1) * (side + 2) + i + 1]! - middle) / OTHER
        const far = Math.hypot(i - this.#radius, j - this.#radius) / this.#radius
        all += weight[k] = Math.exp(-far * far) / (1 + unlike * unlike)
      }
    }
    for (let k = 0; k < weight.length; k++) weight[k]! *= weight.length / all
  }

  #prepare(): boolean {
    const side = this.#side
    const wide = this.#wide
    const across = side + 2
    let [sum, sumX, sumY] = [0, 0, 0]
    for (let j = 0, k = 0; j < side; j++) {
      for (let i = 0; i < side; i++, k++) {
        const at = (j + 1) * across + i + 1
        const gx = 0.5 * (wide[at + 1]! - wide[at - 1]!)
        const gy = 0.5 * (wide[at + across]! - wide[at - across]!)
        this.#template[k] = wide[at]!
        this.#gradientX[k] = gx
        this.#gradientY[k] = gy
        const weight = this.#weight[k]!
        sum += weight * wide[at]!
        sumX += weight * gx
        sumY += weight * gy
      }
    }
    const count = side * side
    this.mean = sum / count
    // Light that is added everywhere must not look like a movement.
    const [meanX, meanY] = [sumX / count, sumY / count]
    let [power, hxx, hxy, hyy] = [0, 0, 0, 0]
    for (let k = 0; k < count; k++) {
      const value = (this.#template[k]! -= this.mean)
      const [gx, gy] = [this.#gradientX[k]! - meanX, this.#gradientY[k]! - meanY]
      const weight = this.#weight[k]!
      this.#gradientX[k] = weight * gx
      this.#gradientY[k] = weight * gy
      power += weight * value * value
      hxx += weight * gx * gx
      hxy += weight * gx * gy
      hyy += weight * gy * gy
    }
    this.spread = Math.sqrt(power / count)
    this.#hxx = hxx
    this.#hxy = hxy
    this.#hyy = hyy
    const weaker = 0.5 * (hxx + hyy - Math.hypot(hxx - hyy, 2 * hxy))
    this.grip = Math.sqrt(Math.max(0, weaker) / count)
    return this.spread > 0.2
  }

  /** Reads the picture around the present place. */
  #take({ data, width, height }: Picture): boolean {
    const radius = this.#radius
    const side = this.#side
    const left = Math.floor(this.x) - radius
    const top = Math.floor(this.y) - radius
    if (!(left >= 0 && top >= 0 && left + side < width && top + side < height)) return false
    const fx = this.x - Math.floor(this.x)
    const fy = this.y - Math.floor(this.y)
    const [w00, w10, w01, w11] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
    const found = this.#found
    let [sum, squares] = [0, 0]
    for (let j = 0, k = 0; j < side; j++) {
      let at = (top + j) * width + left
      for (let i = 0; i < side; i++, k++, at++) {
        const value =
          w00 * data[at]! +
          w10 * data[at + 1]! +
          w01 * data[at + width]! +
          w11 * data[at + width + 1]!
        found[k] = value
        const weighted = this.#weight[k]! * value
        sum += weighted
        squares += weighted * value
      }
    }
    const count = side * side
    this.foundMean = sum / count
    this.foundSpread = Math.sqrt(Math.max(0, squares / count - this.foundMean * this.foundMean))
    return true
  }
}

const STRAIGHT: Jacobian = { xx: 1, xy: 0, yx: 0, yy: 1 }
