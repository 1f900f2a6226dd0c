import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { run } from '../../support/media/run-tool.ts'
import { HEIGHT, WIDTH } from './clip.ts'
import { kept } from './kept.ts'

const RAW = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`, '-r', '30']
const MADE_BY = ['warped-clips.ts', 'machine-clip.ts', 'take.ts', 'codec.ts', 'photos.ts']

type About = { name: string; take: number; kilobits: number }

/**
 * What a call would show of these frames: encoded by VP8 in real time and decoded again. Made once, and
 * again when what makes it was changed.
 */
export async function throughCall(
  { name, take, kilobits }: About,
  makeFrames: () => Iterable<Uint8Array>,
): Promise<Uint8Array[]> {
  const file = await kept(`${name}-${take}.ivf`, MADE_BY)
  if (!existsSync(file)) await encode(makeFrames(), kilobits, file)
  return decodeGrey(file)
}

async function encode(frames: Iterable<Uint8Array>, kilobits: number, file: string): Promise<void> {
  // Below zero: with a speed of its own choice the encoder makes another clip on a busy machine.
  const speed = ['-deadline', 'realtime', '-cpu-used', '-6', '-b:v', `${kilobits}k`]
  const shape = ['-pix_fmt', 'yuv420p', '-g', '300', '-auto-alt-ref', '0', '-lag-in-frames', '0']
  const input = ['-v', 'error', '-y', ...RAW, '-i', '-']
  // Whole or not at all: half a clip would be taken for one the next time.
  const half = `${file}.${process.pid}.ivf`
  try {
    await run('ffmpeg', [...input, '-c:v', 'libvpx', ...speed, ...shape, half], { input: frames })
    await rename(half, file)
  } finally {
    await rm(half, { force: true })
  }
}

/** Every frame of a video file, grey, as large as a clip. */
export async function decodeGrey(file: string): Promise<Uint8Array[]> {
  const chunks: Buffer[] = []
  const scale = `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`
  const output = ['-vf', scale, '-f', 'rawvideo', '-']
  await run('ffmpeg', ['-v', 'error', '-i', file, ...output], {
    onOutput: (chunk) => chunks.push(chunk),
  })
  const bytes = Buffer.concat(chunks)
  const size = WIDTH * HEIGHT
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => {
    return bytes.subarray(index * size, (index + 1) * size)
  })
}
