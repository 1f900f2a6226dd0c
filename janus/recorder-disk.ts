import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readFileName } from './mjr/file-name.ts'
import { repairMjr } from './mjr/repair.ts'
import { roomFolder, roomName } from './rooms.ts'

/** A file with no more than a header holds no media: somebody joined and sent nothing. */
const HEADER_ONLY_BYTES = 64
const CONVERTER = 'janus-pp-rec'

type Call = { sessionId: string; call: number }

/** What the recorder leaves on the disk beside the gateway, one folder per call. */
export function makeRecorderDisk(recordingsFolder: string) {
  const folderOf = ({ sessionId, call }: Call) =>
    roomFolder(recordingsFolder, roomName(sessionId, call))
  return {
    folderOf,
    /** The files of a call for sound and pictures, in the order of their creation. */
    list: (call: Call) => listFiles(folderOf(call)),
    repair,
    /** The command that makes a media file of a clean copy; it exits with 0 even when it fails. */
    conversion: (clean: string, output: string) => ({
      tool: CONVERTER,
      args: ['--debug-level=1', clean, output],
    }),
  }
}

async function listFiles(folder: string) {
  const files = []
  for (const entry of await recordedNames(folder)) {
    const path = join(folder, entry)
    const { publisher, kind, createdMicros, isOrphan } = nameOf(path)
    if (kind === 'data') continue
    const hasMedia = (await stat(path)).size > HEADER_ONLY_BYTES
    files.push({ path, publisher, kind, createdAt: createdMicros / 1000, isOrphan, hasMedia })
  }
  return files.toSorted((a, b) => a.createdAt - b.createdAt)
}

/** Writes a clean copy with every intact packet; the file itself stays as it is. */
async function repair(path: string, target: string) {
  const { header, frames, keyFrames, durationMs, ...loss } = await repairMjr(
    path,
    target,
    nameOf(path),
  )
  return {
    createdAt: header.createdMicros / 1000,
    startedAt: header.startedMicros / 1000,
    durationMs,
    isDecodable: header.kind === 'video' ? keyFrames > 0 : frames > 0,
    isDamaged: loss.isHeaderLost || loss.tears > 0 || loss.lostBytes > 0,
  }
}

/** The folder goes when all is stored: no recording in it may be passed over. */
function nameOf(path: string) {
  const room = basename(dirname(path))
  const name = readFileName(basename(path), room)
  if (!name) throw new Error(`${path} is no recording of room ${room}`)
  return name
}

async function recordedNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.mjr(\.tmp)?$/.test(name))
  } catch (error) {
    // The recorder makes the folder with its first file.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
