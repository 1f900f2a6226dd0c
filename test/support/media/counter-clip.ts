import { drawCounter } from './counter-picture.ts'
import { run } from './run-tool.ts'

/** The counter advances five times a second. */
export const COUNTER_SECONDS = 0.2

export interface Clip {
  seconds: number
  /** 0 unless told. */
  firstCounter?: number
  /** 640 × 480 unless told. */
  width?: number
  height?: number
}

/**
 * A file for Chromium's `--use-file-for-fake-video-capture`, which plays it in a loop. The name
 * decides: `.mjpeg` (small; Chromium plays it at 30 frames a second) or `.y4m`.
 */
export async function makeCameraFile(file: string, clip: Clip): Promise<void> {
  const isMjpeg = file.endsWith('.mjpeg')
  const format = isMjpeg
    ? ['-vf', 'fps=30,format=yuvj420p', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'mjpeg']
    : ['-vf', 'fps=20,format=yuv420p', '-f', 'yuv4mpegpipe']
  await encode(clip, [...format, file])
}

/** A VP8 clip in an IVF file with a key frame every ten seconds, as rooms ask browsers for. */
export async function makeVp8Clip(file: string, clip: Clip): Promise<void> {
  // A negative speed is a fixed one: a positive one follows the clock, and every clip would differ.
  const speed = ['-deadline', 'realtime', '-cpu-used', '-8', '-b:v', '400k']
  const keys = ['-g', '200', '-keyint_min', '200', '-auto-alt-ref', '0', '-lag-in-frames', '0']
  await encode(clip, ['-vf', 'fps=20', '-c:v', 'libvpx', ...speed, ...keys, '-f', 'ivf', file])
}

async function encode(clip: Clip, output: string[]): Promise<void> {
  const { width = 640, height = 480 } = clip
  const source = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', '5']
  const length = ['-t', String(clip.seconds)]
  await run('ffmpeg', ['-v', 'error', '-y', ...source, '-i', '-', ...length, ...output], {
    input: pictures(clip, width, height),
  })
}

function* pictures(clip: Clip, width: number, height: number): Generator<Uint8Array> {
  const first = clip.firstCounter ?? 0
  const count = Math.ceil(clip.seconds / COUNTER_SECONDS)
  for (let index = 0; index < count; index++) yield drawCounter(first + index, width, height).pixels
}
