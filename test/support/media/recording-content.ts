import {
  readCounters,
  readKeyFrameTimes,
  readSeconds,
  type PictureReading,
} from './media-reader.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE, PULSE_PERIOD_SECONDS } from './tone.ts'
import { readPulses, type Pulse } from './tone-reader.ts'

const COUNTERS_A_PULSE = 3

export type RecordingContent = {
  seconds: number
  pictures: PictureReading[]
  keyFrames: number[]
  /** What each side is heard saying. */
  codeUser: Pulse[]
  employee: Pulse[]
}

/** Everything that can be seen and heard in a recording of a test. */
export async function readContent(file: string): Promise<RecordingContent> {
  return {
    seconds: await readSeconds(file),
    pictures: await readCounters(file),
    keyFrames: await readKeyFrameTimes(file),
    codeUser: await readPulses(file, CODE_USER_TONE),
    employee: await readPulses(file, EMPLOYEE_TONE),
  }
}

/** When a counter is first shown, in seconds; undefined when it never is. */
export function firstShown(pictures: PictureReading[], counter: number): number | undefined {
  return pictures.find((picture) => picture.counter === counter)?.seconds
}

/** The first picture of each counter, in the order in which they are shown. */
export function counterChanges(readings: PictureReading[]): { seconds: number; counter: number }[] {
  const changes: { seconds: number; counter: number }[] = []
  for (const { seconds, counter } of readings) {
    if (counter !== undefined && counter !== changes.at(-1)?.counter)
      changes.push({ seconds, counter })
  }
  return changes
}

/** The share of the counters from first to last that are shown, each after the one before. */
export function shareInOrder(readings: PictureReading[], first: number, last: number): number {
  let seen = 0
  let latest = first - 1
  for (const { counter } of counterChanges(readings)) {
    if (counter <= latest || counter > last) continue
    seen++
    latest = counter
  }
  return seen / (last - first + 1)
}

/**
 * How far the sound moves against the picture between the first and the last fifth of a file, in
 * milliseconds. Where both begin does not matter: fake devices start them apart. A picture may be
 * late, as on a busy machine, but never early: the least late ones are compared.
 */
export function driftMs(readings: PictureReading[], pulses: Pulse[]): number {
  const steps = counterChanges(readings).filter(({ counter }) => counter % COUNTERS_A_PULSE === 0)
  const offsets = pulses.map(({ start }) => nearestOffset(start, steps))
  const fifth = Math.ceil(offsets.length / 5)
  const begin = leastLate(offsets.slice(0, fifth))
  const end = leastLate(offsets.slice(-fifth))
  return 1000 * wrap(end - begin)
}

function nearestOffset(start: number, steps: { seconds: number }[]): number {
  const offsets = steps.map(({ seconds }) => start - seconds)
  const nearest = offsets.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0]
  if (nearest === undefined) throw new Error('no counter is readable')
  return wrap(nearest)
}

/** Offsets repeat with every pulse: 0.29 and -0.29 s are 20 ms apart, so a usual one is the origin. */
function leastLate(offsets: number[]): number {
  const farness = (from: number) => offsets.reduce((sum, to) => sum + Math.abs(wrap(to - from)), 0)
  const usual = offsets.toSorted((a, b) => farness(a) - farness(b))[0]
  if (usual === undefined) throw new Error('no pulse of the tone is there')
  return usual + Math.max(...offsets.map((offset) => wrap(offset - usual)))
}

function wrap(seconds: number): number {
  return seconds - PULSE_PERIOD_SECONDS * Math.round(seconds / PULSE_PERIOD_SECONDS)
}

/** The longest silence of a tone between two times, in seconds; a pause of the pulse is 0.3. */
export function longestSilence(pulses: Pulse[], from: number, to: number): number {
  let longest = 0
  let silentSince = from
  for (const { start, end } of pulses) {
    if (end < from || start > to) continue
    longest = Math.max(longest, start - silentSince)
    silentSince = end
  }
  return Math.max(longest, to - silentSince)
}

/** The longest distance between key frames, the file's end included, in seconds. */
export function longestKeyFrameGap(times: number[], seconds: number): number {
  return Math.max(...times.map((time, index) => (times[index + 1] ?? seconds) - time))
}
