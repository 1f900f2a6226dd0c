import { open, type FileHandle } from 'node:fs/promises'
import type { RecordedFileName } from './file-name.ts'
import { scanFrames, type MjrFrame } from './frames.ts'
import { headerFromName, readHeader, writeHeader, type MjrHeader } from './header.ts'
import { barePacket, startsKeyFrame } from './rtp.ts'

const WINDOW = 1024 * 1024
const LONGEST_HEADER = 10 + 65_535
/** A later offset than this after the one before is a damaged field, not a pause. */
const LONGEST_PAUSE_MS = 24 * 60 * 60 * 1000

export interface Repair {
  header: MjrHeader
  /** The header was unreadable: kind and times are taken from the file's name. */
  isHeaderLost: boolean
  frames: number
  /** From the first packet to the last intact one. */
  durationMs: number
  /** Key frames seen; always 0 for sound. */
  keyFrames: number
  lostBytes: number
  /** Places where frames were torn or cut off; 0 for a file that is as it was written. */
  tears: number
}

/**
 * Writes to `target` a clean recording with every intact frame of `source`. The stock converter
 * stops at the first torn frame and still exits with 0, so nothing is given to it but such a copy.
 */
export async function repairMjr(
  source: string,
  target: string,
  name: RecordedFileName,
): Promise<Repair> {
  const input = await open(source, 'r')
  try {
    const output = await open(target, 'w')
    try {
      return await copyIntact(input, output, name)
    } finally {
      await output.close()
    }
  } finally {
    await input.close()
  }
}

async function copyIntact(
  input: FileHandle,
  output: FileHandle,
  name: RecordedFileName,
): Promise<Repair> {
  const found = readHeader(await readWindow(input, 0, LONGEST_HEADER), name)
  const repair: Repair = {
    header: found?.header ?? headerFromName(name),
    isHeaderLost: found === undefined,
    frames: 0,
    durationMs: 0,
    keyFrames: 0,
    lostBytes: 0,
    tears: 0,
  }
  await output.writeFile(writeHeader(repair.header))
  let position = found?.bytes ?? 0
  for (;;) {
    const window = await readWindow(input, position, WINDOW)
    const isEnd = window.length < WINDOW
    const scan = scanFrames(window, isEnd)
    repair.lostBytes += scan.lostBytes
    repair.tears += scan.tears
    await output.writeFile(Buffer.concat(scan.frames.flatMap((frame) => keep(frame, repair))))
    position += scan.consumed
    if (isEnd) return repair
  }
}

function keep(frame: MjrFrame, repair: Repair): Buffer[] {
  const packet = barePacket(frame.packet)
  if (!packet) {
    repair.lostBytes += frame.packet.length
    return []
  }
  repair.frames++
  const pauseMs = frame.offsetMs - repair.durationMs
  if (pauseMs > 0 && pauseMs < LONGEST_PAUSE_MS) repair.durationMs = frame.offsetMs
  if (repair.header.kind === 'video' && startsKeyFrame(packet)) repair.keyFrames++
  const head = Buffer.from('MEET\0\0\0\0\0\0')
  head.writeUInt32BE(frame.offsetMs, 4)
  head.writeUInt16BE(packet.length, 8)
  return [head, packet]
}

async function readWindow(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  // A read may return less than there is.
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    filled += bytesRead
    if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled)
  }
}
