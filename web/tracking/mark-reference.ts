import type { GreyPicture } from './grey-reader.ts'
import type { Reference } from './tracker.ts'

/** As it crosses the call socket: a small grey JPEG in base64, and the marked place in it. */
export type PackedReference = { image: string; x: number; y: number }

/** As large as the call socket takes. */
const SIDE = 240
const MOST_CHARACTERS = 14_000
const QUALITIES = [0.8, 0.5, 0.2]

type Cut = { x: number; y: number }

/** The surroundings of a place. */
export async function packReference(picture: GreyPicture, at: Cut): Promise<PackedReference> {
  const width = Math.min(SIDE, picture.width)
  const height = Math.min(SIDE, picture.height)
  const left = clamp(Math.round(at.x - width / 2), picture.width - width)
  const top = clamp(Math.round(at.y - height / 2), picture.height - height)
  const canvas = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (let y = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, k += 4) {
      const value = picture.grey[(top + y) * picture.width + left + x]!
      pixels.data.fill(value, k, k + 3)
      pixels.data[k + 3] = 255
    }
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  return { image: await smallJpeg(canvas), x: at.x - left, y: at.y - top }
}

async function smallJpeg(canvas: OffscreenCanvas): Promise<string> {
  let text = ''
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    text = btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), ''))
    if (text.length <= MOST_CHARACTERS) break
  }
  return text
}

/** Rejects for what the browser cannot read as an image. */
export async function unpackReference({ image, x, y }: PackedReference): Promise<Reference> {
  const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  bitmap.close()
  const grey = new Uint8Array(width * height)
  const pixels = context?.getImageData(0, 0, width, height).data
  if (pixels) for (let k = 0; k < grey.length; k++) grey[k] = pixels[4 * k]!
  return { width, height, grey, x, y }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
