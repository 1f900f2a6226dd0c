import { writeFile } from 'node:fs/promises'

/** The voices of the two sides in tests: neither is a harmonic of the other. */
export const CODE_USER_TONE = 440
export const EMPLOYEE_TONE = 660

export const PULSE_SECONDS = 0.3
/** One pulse and one pause: three steps of the counter. */
export const PULSE_PERIOD_SECONDS = 0.6

const RATE = 48_000
const RAMP_SECONDS = 0.005

/**
 * A WAV file with a pulsed tone, 0.3 s on and 0.3 s off, also for Chromium's
 * `--use-file-for-fake-audio-capture`, which plays it in a loop.
 */
export async function makeToneFile(
  file: string,
  frequency: number,
  seconds: number,
): Promise<void> {
  const samples = Buffer.alloc(Math.round(seconds * RATE) * 2)
  for (let index = 0; index * 2 < samples.length; index++) {
    const at = index / RATE
    const level = 0.5 * loudness(at % PULSE_PERIOD_SECONDS)
    samples.writeInt16LE(
      Math.round(level * 32_767 * Math.sin(2 * Math.PI * frequency * at)),
      index * 2,
    )
  }
  await writeFile(file, Buffer.concat([wavHeader(samples.length), samples]))
}

/** Short ramps: a hard edge would be heard, and seen by the detector, at every frequency. */
function loudness(at: number): number {
  if (at >= PULSE_SECONDS) return 0
  return Math.min(1, at / RAMP_SECONDS, (PULSE_SECONDS - at) / RAMP_SECONDS)
}

function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}
