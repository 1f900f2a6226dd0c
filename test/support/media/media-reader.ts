import { readCounter, type GreyPicture } from './counter-picture.ts'
import { run } from './run-tool.ts'

const WIDTH = 320
const HEIGHT = 240

export interface PictureReading {
  seconds: number
  /** Undefined when the picture holds no readable counter. */
  counter: number | undefined
}

/** Every picture of a file with the counter it shows, in order. */
export async function readCounters(file: string): Promise<PictureReading[]> {
  return await readPictures(['-copyts', '-i', file])
}

/** What a player shows after seeking to this time. */
export async function readCounterAt(file: string, seconds: number): Promise<number | undefined> {
  const [shown] = await readPictures(['-ss', String(seconds), '-i', file], ['-frames:v', '1'])
  return shown?.counter
}

async function readPictures(input: string[], output: string[] = []): Promise<PictureReading[]> {
  const counters: (number | undefined)[] = []
  let pending = Buffer.alloc(0)
  const onOutput = (chunk: Buffer): void => {
    pending = Buffer.concat([pending, chunk])
    for (; pending.length >= WIDTH * HEIGHT; pending = pending.subarray(WIDTH * HEIGHT))
      counters.push(readCounter(picture(pending)))
  }
  const filter = ['-vf', `scale=${WIDTH}:${HEIGHT},format=gray,showinfo`]
  const raw = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-']
  const args = ['-nostats', ...input, '-map', '0:v:0', ...filter, ...output, ...raw]
  const said = await run('ffmpeg', args, { onOutput })
  const times = Array.from(said.matchAll(/pts_time:\s*(-?[\d.]+)/g), ([, time]) => Number(time))
  return counters.map((counter, index) => ({ seconds: times[index] ?? NaN, counter }))
}

function picture(pixels: Buffer): GreyPicture {
  return { width: WIDTH, height: HEIGHT, pixels: pixels.subarray(0, WIDTH * HEIGHT) }
}

/** When a file's key frames are shown, in seconds. */
export async function readKeyFrameTimes(file: string): Promise<number[]> {
  const packets = await probe([
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=pts_time,flags',
    file,
  ])
  return packets
    .split('\n')
    .filter((line) => line.includes('K'))
    .map((line) => Number(line.split(',')[0]))
}

/** Kinds of the streams of a file, for example `video` and `audio`. */
export async function readStreamKinds(file: string): Promise<string[]> {
  const kinds = await probe(['-show_entries', 'stream=codec_type', file])
  return kinds.split('\n').filter(Boolean)
}

/** Length of a file in seconds, as its container says. */
export async function readSeconds(file: string): Promise<number> {
  return Number(await probe(['-show_entries', 'format=duration', file]))
}

async function probe(args: string[]): Promise<string> {
  let output = ''
  const onOutput = (chunk: Buffer): void => void (output += chunk.toString())
  await run('ffprobe', ['-v', 'error', '-of', 'csv=p=0', ...args], { onOutput })
  return output
}
