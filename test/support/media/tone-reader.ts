import { run } from './run-tool.ts'

const RATE = 8000
const WINDOW_SECONDS = 0.03
const HOP_SECONDS = 0.005
const SHORTEST_PULSE_SECONDS = 0.1
/** Below this there is no tone, only the noise of the codec. */
const FAINTEST = 0.02

/** One sounding stretch of a tone, in seconds of the file. */
export interface Pulse {
  start: number
  end: number
}

/** The pulses of a tone in a file's sound, whatever else sounds at the same time. */
export async function readPulses(file: string, frequency: number): Promise<Pulse[]> {
  const levels = levelsOf(await decode(file), frequency)
  const loud = levels.toSorted((a, b) => b - a)[Math.floor(levels.length * 0.1)] ?? 0
  return loud < FAINTEST ? [] : pulsesAbove(levels, loud / 2)
}

async function decode(file: string): Promise<Float32Array> {
  const chunks: Buffer[] = []
  const format = ['-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-']
  await run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:a:0', ...format], {
    onOutput: (chunk) => chunks.push(chunk),
  })
  const bytes = new Uint8Array(Buffer.concat(chunks))
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
}

/** The amplitude of one frequency over time. */
function levelsOf(samples: Float32Array, frequency: number): number[] {
  const length = WINDOW_SECONDS * RATE
  const hop = HOP_SECONDS * RATE
  const levels: number[] = []
  for (let start = 0; start + length <= samples.length; start += hop)
    levels.push(amplitude(samples.subarray(start, start + length), frequency))
  return levels
}

/** Goertzel's filter; the Hann window keeps the other side's tone out. */
function amplitude(window: Float32Array, frequency: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / RATE)
  let last = 0
  let before = 0
  window.forEach((sample, index) => {
    const hann = 1 - Math.cos((2 * Math.PI * (index + 0.5)) / window.length)
    const next = sample * hann + coefficient * last - before
    before = last
    last = next
  })
  const power = last * last + before * before - coefficient * last * before
  return (2 * Math.sqrt(Math.max(0, power))) / window.length
}

function pulsesAbove(levels: number[], threshold: number): Pulse[] {
  const pulses: Pulse[] = []
  let from: number | undefined
  for (let index = 0; index <= levels.length; index++) {
    const isLoud = (levels[index] ?? 0) >= threshold
    if (isLoud) from ??= index
    if (isLoud || from === undefined) continue
    const pulse = { start: timeOf(from), end: timeOf(index) }
    if (pulse.end - pulse.start >= SHORTEST_PULSE_SECONDS) pulses.push(pulse)
    from = undefined
  }
  return pulses
}

function timeOf(index: number): number {
  return index * HOP_SECONDS + WINDOW_SECONDS / 2
}
