import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { pixelate } from '../domain/screenshot-pixelation.ts'
import type { Placed } from '../domain/screenshot-shapes.ts'
import { invalidField } from './problems.ts'

/** What a camera's largest still has; a picture of a call is a tenth of it. */
const MOST_PIXELS = 25_000_000
const JPEG = { quality: 95, chromaSubsampling: '4:4:4' } as const

/** `hash` is of what was uploaded. */
export type Picture = { content: Buffer; width: number; height: number; hash: string }

/** First bytes of the formats there are: nothing else is ever shown to a decoder. */
const SIGNATURES: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (bytes) =>
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
]

/**
 * Decodes what was uploaded and encodes it anew: what is kept holds pixels and nothing else, turned
 * upright. Throws ProblemError `invalid`.
 */
export async function readPicture(upload: unknown): Promise<Picture> {
  if (!Buffer.isBuffer(upload) || !SIGNATURES.some((isOf) => isOf(upload))) {
    throw invalidField('', 'is not a PNG, JPEG or WebP picture')
  }
  try {
    const { data, info } = await sharp(upload, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .jpeg(JPEG)
      .toBuffer({ resolveWithObject: true })
    const hash = createHash('sha256').update(upload).digest('hex')
    return { content: data, width: info.width, height: info.height, hash }
  } catch {
    throw invalidField('', 'cannot be read as a picture, or has too many pixels')
  }
}

/** The picture without what pixelations cover; as it is when there are none. */
export async function withPixelations(
  original: Buffer,
  shapes: readonly Placed[],
): Promise<Buffer> {
  const pixelations = shapes.filter(({ shape }) => shape.kind === 'pixelate')
  if (pixelations.length === 0) return original
  const { data, info } = await sharp(original).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const pixels = { data, width, height, channels: 3 } as const
  pixelate(pixels, pixelations)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(JPEG)
    .toBuffer()
}
