import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COUNTER_SECONDS, makeVp8Clip } from './counter-clip.ts'
import { opusPackets, vp8Packets, type MediaPacket } from './media-packets.ts'
import { writeMjr } from './mjr-file.ts'
import { run } from './run-tool.ts'
import { makeToneFile } from './tone.ts'

/** When recorded calls of tests begin, ms since the epoch. */
export const CALL_START = 1_763_870_000_000

export type RecordedPart = {
  publisher: string
  /** First packet, after the beginning of the call, in seconds; a multiple of 0.6 keeps the beat. */
  from: number
  seconds: number
  /** Recorder created, when it waited for media; 10 ms before the first packet unless told. */
  createdAt?: number
  /** The gateway died before it could give the file its final name. */
  isOrphan?: boolean
} & ({ tone: number } | { sizes: { width: number; height: number }[] })

/**
 * Writes the files a gateway leaves of a call, without any browser: the counter shows the time of
 * the call in steps of 0.2 s, the tones pulse in time with it. A picture with several sizes changes
 * from one to the next after equal shares of its length. Returns the paths, in the order given.
 */
export async function recordCall(
  folder: string,
  room: string,
  parts: RecordedPart[],
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const scraps = await mkdtemp(join(tmpdir(), 'lotse-media-'))
  const paths: string[] = []
  for (const part of parts) {
    const isSound = 'tone' in part
    const packets = isSound ? await sound(part, scraps) : await picture(part, scraps)
    const startedMicros = Math.round((CALL_START + part.from * 1000) * 1000) + 137
    const createdMicros =
      Math.round((CALL_START + (part.createdAt ?? part.from - 0.01) * 1000) * 1000) + 11
    const kind = isSound ? 'audio' : 'video'
    const ending = `${kind}-${isSound ? 0 : 1}.mjr${part.isOrphan ? '.tmp' : ''}`
    const path = join(folder, `videoroom-${room}-user-${part.publisher}-${createdMicros}-${ending}`)
    await writeMjr(path, { kind, createdMicros, startedMicros, packets })
    paths.push(path)
  }
  await rm(scraps, { recursive: true })
  return paths
}

async function sound(
  part: { tone: number; seconds: number },
  scraps: string,
): Promise<MediaPacket[]> {
  const [wav, opus] = [join(scraps, 'tone.wav'), join(scraps, 'tone.opus')]
  await makeToneFile(wav, part.tone, part.seconds)
  const speech = ['-c:a', 'libopus', '-b:a', '32k', '-application', 'voip', '-frame_duration', '20']
  await run('ffmpeg', ['-v', 'error', '-y', '-i', wav, ...speech, opus])
  return await opusPackets(opus)
}

async function picture(
  part: { from: number; seconds: number; sizes: { width: number; height: number }[] },
  scraps: string,
): Promise<MediaPacket[]> {
  const share = part.seconds / part.sizes.length
  const packets: MediaPacket[] = []
  for (const [index, size] of part.sizes.entries()) {
    const offset = index * share
    const clip = join(scraps, 'clip.ivf')
    const firstCounter = Math.round((part.from + offset) / COUNTER_SECONDS)
    await makeVp8Clip(clip, { seconds: share, firstCounter, ...size })
    for (const packet of await vp8Packets(clip)) {
      const timestamp = packet.timestamp + Math.round(offset * 90_000)
      packets.push({ ...packet, seconds: packet.seconds + offset, timestamp })
    }
  }
  return packets
}

/** Takes bytes out of a file, as a disk that is full for a while does. */
export async function tearFile(path: string, from: number, to: number): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(path, Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]))
}
