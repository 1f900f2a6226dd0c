import { within, type Box, type Placed, type Size } from './screenshot-shapes.ts'

/** Smaller blocks of known letters can be guessed back. */
const SMALLEST_BLOCK = 16
/** Blocks along the longer side of the picture; finer on none. */
const BLOCKS = 64

export type Pixels = Size & {
  /** Bytes per pixel: with or without alpha. */
  channels: 3 | 4
  data: Uint8Array | Uint8ClampedArray
}

export function blockSize({ width, height }: Size): number {
  return Math.max(SMALLEST_BLOCK, Math.ceil(Math.max(width, height) / BLOCKS))
}

/**
 * The box grown to whole blocks of a grid that is fixed to the picture. So moving a box by a few
 * pixels never shows the same place by several means, from which more could be worked out.
 */
export function pixelatedBox(box: Box, picture: Size): Box | undefined {
  const inside = within(box, picture)
  if (!inside) return undefined
  const block = blockSize(picture)
  const left = Math.floor(inside.x / block) * block
  const top = Math.floor(inside.y / block) * block
  const right = Math.ceil((inside.x + inside.width) / block) * block
  const bottom = Math.ceil((inside.y + inside.height) / block) * block
  return within({ x: left, y: top, width: right - left, height: bottom - top }, picture)
}

/** Overwrites what the pixelate shapes cover: afterwards it depends on the blocks' means alone. */
export function pixelate(pixels: Pixels, shapes: readonly Placed[]): void {
  const block = blockSize(pixels)
  for (const { shape } of shapes) {
    const box = shape.kind === 'pixelate' && pixelatedBox(shape.box, pixels)
    if (box) blocksOf(box, block, pixels).forEach((part) => flatten(pixels, part))
  }
}

function blocksOf(box: Box, block: number, picture: Size): Box[] {
  const parts: Box[] = []
  for (let y = box.y; y < box.y + box.height; y += block) {
    for (let x = box.x; x < box.x + box.width; x += block) {
      const part = within({ x, y, width: block, height: block }, picture)
      if (part) parts.push(part)
    }
  }
  return parts
}

function flatten({ data, width, channels }: Pixels, box: Box): void {
  const sums = [0, 0, 0, 0]
  eachPixel(box, width * channels, channels, (at) => {
    for (let channel = 0; channel < channels; channel += 1) {
      sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0)
    }
  })
  const count = box.width * box.height
  const means = sums.map((sum) => Math.round(sum / count))
  eachPixel(box, width * channels, channels, (at) => {
    for (let channel = 0; channel < channels; channel += 1) data[at + channel] = means[channel] ?? 0
  })
}

function eachPixel(
  { x, y, width, height }: Box,
  ...[stride, channels, visit]: [number, number, (at: number) => void]
): void {
  for (let row = y; row < y + height; row += 1) {
    const start = row * stride + x * channels
    for (let at = start; at < start + width * channels; at += channels) visit(at)
  }
}
