import sharp from 'sharp'
import * as Y from 'yjs'
import { pixelate, type Pixels } from '../../domain/screenshot-pixelation.ts'
import { cropOf, inOrder, type Placed } from '../../domain/screenshot-shapes.ts'
import { overlayMarkup } from '../../domain/screenshot-svg.ts'

/** The shapes that a log of changes leads to, lowest first. */
export function shapesIn(updates: readonly Uint8Array[]): Placed[] {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  const shapes = inOrder(document.getMap('shapes').entries())
  document.destroy()
  return shapes
}

/**
 * Makes the picture that is kept, as PNG at full size, in the pixels given. Pixelation goes into the pixels before
 * anything else is done with them, and what is cropped away is not in the file at all.
 */
export async function composePicture(pixels: Pixels, shapes: readonly Placed[]): Promise<Buffer> {
  pixelate(pixels, shapes)
  const { x, y, width, height } = cropOf(shapes, pixels)
  const { channels } = pixels
  const overlay = Buffer.from(overlayMarkup(shapes, pixels))
  const cropped = await sharp(pixels.data, {
    raw: { width: pixels.width, height: pixels.height, channels },
  })
    .extract({ left: x, top: y, width, height })
    .raw()
    .toBuffer()
  return sharp(cropped, { raw: { width, height, channels } })
    .composite([{ input: overlay }])
    .removeAlpha()
    .png()
    .toBuffer()
}

/** The pixels of a picture from the store; rejects when it is none. */
export async function decode(original: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(original)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: 3 }
}
