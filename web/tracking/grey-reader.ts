/** The longer side of what is tracked in: finer costs more and finds little more. */
const LONGEST_SIDE = 640
/** A coarser picture of the same camera may be a pixel off its shape. */
const SAME_SHAPE = 0.02

type Size = { width: number; height: number }
export type GreyPicture = Size & { grey: Uint8Array }

/**
 * The size at which a picture is tracked in: whatever the network leaves of it, what is in it stays
 * as large.
 */
export function trackedSize({ width, height }: Size, last?: Size): Size {
  if (last && Math.abs((width * last.height) / (height * last.width) - 1) < SAME_SHAPE) return last
  const scale = LONGEST_SIDE / Math.max(width, height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

/** Makes grey pictures of video frames, with buffers that it keeps: the last one is overwritten. */
export class GreyReader {
  #bytes = new Uint8Array(0)
  #grey = new Uint8Array(0)
  #canvas: OffscreenCanvas | undefined
  #size: Size | undefined

  /** Closes the frame. */
  async read(frame: VideoFrame | ImageBitmap): Promise<GreyPicture> {
    try {
      const source =
        'displayWidth' in frame ? { width: frame.displayWidth, height: frame.displayHeight } : frame
      const size = (this.#size = trackedSize(source, this.#size))
      const isLuma = 'format' in frame && hasLuma(frame.format)
      if (isLuma && source.width >= size.width) return await this.#readLuma(frame, size)
      return this.#draw(frame, size)
    } finally {
      frame.close()
    }
  }

  /** The first plane of most frames is their brightness already. */
  async #readLuma(frame: VideoFrame, out: Size): Promise<GreyPicture> {
    const size = frame.allocationSize()
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(size)
    const [plane] = await frame.copyTo(this.#bytes)
    // Only a closed frame has none, and no layout.
    const { width, height } = frame.visibleRect!
    const { stride, offset } = plane!
    return this.#scaled({ width, height, stride, data: this.#bytes.subarray(offset) }, out)
  }

  #scaled(source: Luma, { width, height }: Size): GreyPicture {
    const grey = this.#greyFor(width * height)
    for (let y = 0; y < height; y++) {
      const from = Math.floor((y * source.height) / height)
      const to = Math.max(from + 1, Math.floor(((y + 1) * source.height) / height))
      averageRows(source, { from, to }, grey.subarray(y * width, (y + 1) * width))
    }
    return { width, height, grey }
  }

  #draw(frame: VideoFrame | ImageBitmap, { width, height }: Size): GreyPicture {
    if (this.#canvas?.width !== width || this.#canvas.height !== height)
      this.#canvas = new OffscreenCanvas(width, height)
    const context = this.#canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas')
    context.drawImage(frame, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    const grey = this.#greyFor(width * height)
    for (let k = 0; k < grey.length; k++) {
      const at = 4 * k
      grey[k] = (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]!) >> 8
    }
    return { width, height, grey }
  }

  #greyFor(size: number): Uint8Array {
    if (this.#grey.length !== size) this.#grey = new Uint8Array(size)
    return this.#grey
  }
}

type Luma = Size & { stride: number; data: Uint8Array }

const sums = new Float64Array(LONGEST_SIDE)
const counts = new Float64Array(LONGEST_SIDE)

/** Each pixel is the mean of those it stands for. */
function averageRows(
  { width, stride, data }: Luma,
  { from, to }: { from: number; to: number },
  out: Uint8Array,
): void {
  sums.fill(0)
  counts.fill(0)
  const share = out.length / width
  for (let row = from; row < to; row++) {
    for (let column = 0; column < width; column++) {
      const x = Math.floor(column * share)
      sums[x]! += data[row * stride + column]!
      counts[x]! += 1
    }
  }
  for (let x = 0; x < out.length; x++) out[x] = sums[x]! / counts[x]!
}

function hasLuma(format: string | null): boolean {
  return format !== null && /^(I4|NV12)/.test(format)
}
