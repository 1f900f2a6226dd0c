import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool, ToolFailure, type MediaTools, type ToolRun } from './media-tools.ts'
import { readDurationMs } from './probe.ts'
import type { RecordedFile, RecorderDisk } from './recorder-disk.ts'
import type { Piece, Side } from './timeline.ts'

export type UnpackedPiece = Piece & {
  /** In the working folder. */
  file: string
}

export type Unpacked = {
  /** Undefined when nothing in the file can be played. */
  piece?: UnpackedPiece
  /** Some of what was sent is not in the piece. */
  isDamaged: boolean
}

/** Room for a slow disk, whatever the length. */
const LEAST_TIME_MS = 60_000
/** Frames at the end may be shorter than their times say. */
const TOLERANCE_MS = 1000

type Unpacking = {
  disk: RecorderDisk
  tools: MediaTools
  run: Omit<ToolRun, 'limitMs'>
  /** Of the file among those of the call; makes the names. */
  index: number
}

/** Repairs a recorded file and converts it to a container, without touching the original. */
export async function unpack(
  { path, kind, side }: RecordedFile & { side: Side },
  { disk, tools, run, index }: Unpacking,
): Promise<Unpacked> {
  const clean = `clean-${index}`
  const repaired = await disk.repair(path, join(run.folder, clean))
  const { isDecodable, isDamaged, ...times } = repaired
  // A moment that ended before the first whole picture is nobody's loss.
  if (!isDecodable) return { isDamaged: isDamaged || times.durationMs > TOLERANCE_MS }
  const file = `piece-${index}.${kind === 'video' ? 'webm' : 'opus'}`
  const limited = { ...run, limitMs: LEAST_TIME_MS + times.durationMs }
  const durationMs = await convert(disk.conversion(clean, file), { file, tools, run: limited })
  await rm(join(run.folder, clean))
  if (durationMs === undefined) return { isDamaged: true }
  const isShort = durationMs < 0.98 * times.durationMs - TOLERANCE_MS
  return { piece: { file, side, kind, ...times }, isDamaged: isDamaged || isShort }
}

/** The length of what it made; undefined when that cannot be read. */
async function convert(
  { tool, args }: ReturnType<RecorderDisk['conversion']>,
  { file, tools, run }: { file: string; tools: MediaTools; run: ToolRun },
): Promise<number | undefined> {
  try {
    await runTool(tool, args, run)
    return await readDurationMs(file, { tools, run })
  } catch (error) {
    if (error instanceof ToolFailure && error.code === 'failed') return undefined
    throw error
  }
}
