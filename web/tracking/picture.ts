// Pixel loops index within bounds that were checked before them; there `!` says so without a cost.

/** A grey picture: one byte per pixel, row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly data: Uint8Array }

/** The same picture in halving sizes; the first is the full one. Level coordinates are x / 2 ** level. */
export type Pyramid = readonly Picture[]

const SMALLEST_SIDE = 24
const MOST_LEVELS = 4

export function makePyramid(width: number, height: number): Pyramid {
  const levels: Picture[] = []
  for (let level = 0; level < MOST_LEVELS; level++) {
    const size = { width: width >> level, height: height >> level }
    if (level > 0 && Math.min(size.width, size.height) < SMALLEST_SIDE) break
    levels.push({ ...size, data: new Uint8Array(size.width * size.height) })
  }
  return levels
}

/** Fills every level from a full picture of the same size. */
export function fillPyramid(pyramid: Pyramid, grey: Uint8Array): void {
  pyramid[0]?.data.set(grey)
  for (let level = 1; level < pyramid.length; level++) {
    const [from, to] = [pyramid[level - 1], pyramid[level]]
    if (from && to) halve(from, to)
  }
}

export function copyPyramid(pyramid: Pyramid): Pyramid {
  return pyramid.map((level) => ({ ...level, data: level.data.slice() }))
}

/** Smooths with 1 2 1 in both directions and keeps every second pixel. */
function halve(from: Picture, to: Picture): void {
  const { width, height, data } = from
  for (let y = 0; y < to.height; y++) {
    const here = 2 * y * width
    const above = y > 0 ? here - width : here
    const below = 2 * y + 1 < height ? here + width : here
    let left = data[above]! + 2 * data[here]! + data[below]!
    for (let x = 0; x < to.width; x++) {
      const at = 2 * x
      const middle = above + at
      const centre = data[middle]! + 2 * data[here + at]! + data[below + at]!
      const next = at + 1 < width ? at + 1 : at
      const right = data[above + next]! + 2 * data[here + next]! + data[below + next]!
      to.data[y * to.width + x] = (left + 2 * centre + right + 8) >> 4
      left = right
    }
  }
}
