import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordingSegment } from '../../domain/session-state.ts'
import { compose } from './compose.ts'
import { ToolFailure, type MediaTools, type ToolRun } from './media-tools.ts'
import { readDurationMs } from './probe.ts'
import type { RecordedFile, RecorderDisk } from './recorder-disk.ts'
import { layOut, type Side, type Timeline } from './timeline.ts'
import { unpack, type UnpackedPiece } from './unpack.ts'

export type RecordedCall = {
  files: (RecordedFile & { side: Side })[]
  /** When the recorder was on. */
  segments: RecordingSegment[]
}

export type Playable = {
  path: string
  contentType: 'video/webm' | 'audio/webm'
  durationMs: number
  /** Pairs of ms in the file and ms since the epoch, one per stretch without a cut. */
  timeIndex: [number, number][]
  /** Some of what was sent is not in it. */
  isDamaged: boolean
}

export type Making = {
  disk: RecorderDisk
  tools: MediaTools
  /** An existing folder of its own; what is left in it afterwards is the playable file and scraps. */
  folder: string
  signal: AbortSignal
  onStep?: (step: string) => void
}

const LEAST_TIME_MS = 120_000
const TOLERANCE_MS = 1000
const UNFINISHED = 'recording.part'
const PLAYABLE = 'recording.webm'

/**
 * One playable file of everything that was recorded in a call; the recorded files stay as they
 * are. Undefined when there was something and none of it can be played.
 * @throws ToolFailure for what may be over when it is tried again
 */
export async function makePlayable(
  { files, segments }: RecordedCall,
  { disk, tools, folder, signal, onStep }: Making,
): Promise<Playable | undefined> {
  const pieces: UnpackedPiece[] = []
  let isDamaged = false
  for (const [index, file] of files.entries()) {
    // What the camera at the machine saw is what matters: the employee is heard, not shown.
    if (file.kind === 'video' && file.side === 'employee') continue
    onStep?.(`unpack ${index + 1} of ${files.length}`)
    const unpacked = await unpack(file, { disk, tools, run: { folder, signal }, index })
    if (unpacked.piece) pieces.push(unpacked.piece)
    isDamaged ||= unpacked.isDamaged
  }
  onStep?.('compose')
  const timeline = layOut(pieces, segments)
  const run: ToolRun = { folder, signal, limitMs: LEAST_TIME_MS + timeline.durationMs }
  const composed = await composeWhatCanBe(timeline, { tools, run })
  if (!composed) return undefined
  const { kind, durationMs, isWhole } = composed
  return {
    path: join(folder, PLAYABLE),
    contentType: `${kind}/webm`,
    durationMs: Math.round(durationMs),
    timeIndex: timeline.index,
    isDamaged: isDamaged || !isWhole || durationMs < 0.98 * timeline.durationMs - TOLERANCE_MS,
  }
}

type Composed = { kind: 'audio' | 'video'; durationMs: number; isWhole: boolean }
type Composing = { tools: MediaTools; run: ToolRun }

/** Media comes from browsers: a picture that cannot be copied must not cost the voices. */
async function composeWhatCanBe(
  timeline: Timeline<UnpackedPiece>,
  composing: Composing,
): Promise<Composed | undefined> {
  for (const kinds of [['audio', 'video'], ['audio'], ['video']]) {
    const pieces = timeline.pieces.filter(({ kind }) => kinds.includes(kind))
    const composed = await composeDurably({ ...timeline, pieces }, composing)
    if (composed) return { ...composed, isWhole: pieces.length === timeline.pieces.length }
  }
  return undefined
}

async function composeDurably(
  timeline: Timeline<UnpackedPiece>,
  composing: Composing,
): Promise<Omit<Composed, 'isWhole'> | undefined> {
  const { folder } = composing.run
  try {
    const kind = await compose(timeline, UNFINISHED, composing)
    const durationMs = kind && (await readDurationMs(UNFINISHED, composing))
    if (kind === undefined || durationMs === undefined) return undefined
    await sync(join(folder, UNFINISHED))
    await rename(join(folder, UNFINISHED), join(folder, PLAYABLE))
    return { kind, durationMs }
  } catch (error) {
    if (error instanceof ToolFailure && error.code === 'failed') return undefined
    throw error
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
