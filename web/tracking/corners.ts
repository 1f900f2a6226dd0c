import type { Picture } from './picture.ts'

export type Corner = { x: number; y: number; strength: number }

const WINDOW = 3
/** Weaker than this the structure is noise. */
const WEAKEST = 3
/** An edge has one strong direction only, and a patch slides along it. */
const EDGE = 0.06

/**
 * Places whose surroundings have structure in both directions, by the smaller eigenvalue of the
 * gradients in a window: one per cell of `cell` pixels at most, strongest first.
 */
export function findCorners(picture: Picture, cell: number): Corner[] {
  const strengths = cornerStrengths(picture)
  const { width, height } = picture
  const corners: Corner[] = []
  for (let top = WINDOW + 2; top < height - WINDOW - 2; top += cell) {
    for (let left = WINDOW + 2; left < width - WINDOW - 2; left += cell) {
      const best = strongestIn(strengths, { picture, left, top, cell })
      if (best.strength > WEAKEST * WEAKEST) corners.push(best)
    }
  }
  return corners.sort((a, b) => b.strength - a.strength)
}

type Cell = { picture: Picture; left: number; top: number; cell: number }

function strongestIn(strengths: Float32Array, { picture, left, top, cell }: Cell): Corner {
  const best = { x: left, y: top, strength: 0 }
  const right = Math.min(left + cell, picture.width - WINDOW - 2)
  const bottom = Math.min(top + cell, picture.height - WINDOW - 2)
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const strength = strengths[y * picture.width + x]!
      if (strength <= best.strength) continue
      best.x = x
      best.y = y
      best.strength = strength
    }
  }
  return best
}

/** The smaller eigenvalue per pixel, grey levels squared; 0 on edges and near the border. */
function cornerStrengths(picture: Picture): Float32Array {
  const { width, height } = picture
  const sums = gradientSums(picture)
  const out = new Float32Array(width * height)
  const count = (2 * WINDOW + 1) ** 2
  const at = (sum: Float64Array, x: number, y: number) => {
    const [left, right] = [x - WINDOW, x + WINDOW + 1]
    const [top, bottom] = [(y - WINDOW) * (width + 1), (y + WINDOW + 1) * (width + 1)]
    return sum[bottom + right]! - sum[bottom + left]! - sum[top + right]! + sum[top + left]!
  }
  for (let y = WINDOW + 1; y < height - WINDOW - 1; y++) {
    for (let x = WINDOW + 1; x < width - WINDOW - 1; x++) {
      const xx = at(sums.xx, x, y)
      const yy = at(sums.yy, x, y)
      const xy = at(sums.xy, x, y)
      const root = Math.sqrt((xx - yy) ** 2 + 4 * xy * xy)
      const weaker = 0.5 * (xx + yy - root)
      if (weaker > EDGE * 0.5 * (xx + yy + root)) out[y * width + x] = weaker / count
    }
  }
  return out
}

/** Sums over everything left above each pixel, so that a window costs four look-ups. */
function gradientSums({ width, height, data }: Picture) {
  const across = width + 1
  const size = across * (height + 1)
  const [xx, xy, yy] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  for (let y = 0; y < height; y++) {
    let [rowXx, rowXy, rowYy] = [0, 0, 0]
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const gx = x > 0 && x < width - 1 ? 0.5 * (data[at + 1]! - data[at - 1]!) : 0
      const gy = y > 0 && y < height - 1 ? 0.5 * (data[at + width]! - data[at - width]!) : 0
      rowXx += gx * gx
      rowXy += gx * gy
      rowYy += gy * gy
      const to = (y + 1) * across + x + 1
      xx[to] = xx[to - across]! + rowXx
      xy[to] = xy[to - across]! + rowXy
      yy[to] = yy[to - across]! + rowYy
    }
  }
  return { xx, xy, yy }
}
