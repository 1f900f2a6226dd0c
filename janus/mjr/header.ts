import type { RecordedFileName } from './file-name.ts'

const MAGIC = Buffer.from('MJR00002')
const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

export interface MjrHeader {
  kind: 'audio' | 'video'
  codec: string
  /** Recorder created, microseconds since the epoch (`s`). */
  createdMicros: number
  /** First packet written, microseconds since the epoch (`u`). */
  startedMicros: number
}

/**
 * What the start of a file holds; `bytes` is where its frames begin. Undefined when it is lost or
 * contradicts the file's name.
 */
export function readHeader(
  start: Buffer,
  name: RecordedFileName,
): { header: MjrHeader; bytes: number } | undefined {
  if (start.length < 10 || !start.subarray(0, 8).equals(MAGIC)) return undefined
  const bytes = 10 + start.readUInt16BE(8)
  if (start.length < bytes) return undefined
  const header = parseInfo(start.toString('utf8', 10, bytes))
  if (header?.kind !== name.kind) return undefined
  const distance = Math.abs(header.createdMicros - name.createdMicros)
  return distance < MINUTE ? { header, bytes } : undefined
}

export function writeHeader(header: MjrHeader): Buffer {
  const info = Buffer.from(
    JSON.stringify({
      t: header.kind === 'video' ? 'v' : 'a',
      c: header.codec,
      s: header.createdMicros,
      u: header.startedMicros,
    }),
  )
  const length = Buffer.alloc(2)
  length.writeUInt16BE(info.length)
  return Buffer.concat([MAGIC, length, info])
}

/**
 * A header for a file that lost its own. When its first packet came is then not known; the
 * recorder's creation is within some milliseconds of it for whoever was already sending.
 */
export function headerFromName(name: RecordedFileName): MjrHeader {
  return {
    kind: name.kind === 'video' ? 'video' : 'audio',
    codec: name.kind === 'video' ? 'vp8' : 'opus',
    createdMicros: name.createdMicros,
    startedMicros: name.createdMicros,
  }
}

function parseInfo(text: string): MjrHeader | undefined {
  const info = parseJson(text)
  if (typeof info !== 'object' || info === null) return undefined
  const { t, c, s, u } = info as Record<string, unknown> // checked field by field below
  if ((t !== 'a' && t !== 'v') || typeof c !== 'string') return undefined
  if (!isMicros(s) || !isMicros(u) || u < s - SECOND || u > s + DAY) return undefined
  return { kind: t === 'v' ? 'video' : 'audio', codec: c, createdMicros: s, startedMicros: u }
}

function isMicros(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
