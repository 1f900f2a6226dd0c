import type { RecordingSegment } from '../../domain/session-state.ts'

export type Side = 'code_user' | 'employee'

/** One recorded file: what one connection of one person sent while the recorder was on. */
export type Piece = {
  side: Side
  kind: 'audio' | 'video'
  /** Recorder created, first packet, ms since the epoch by the gateway's clock. */
  createdAt: number
  startedAt: number
  durationMs: number
}

export type Timeline<P extends Piece> = {
  durationMs: number
  /** With their place in the playable file, in order. */
  pieces: (P & { atMs: number })[]
  /** Pairs of ms in the file and ms since the epoch, one per stretch without a cut. */
  index: [number, number][]
}

/** Clocks of the gateway and of whoever noted the segments may differ by this. */
export const CLOCK_SLACK_MS = 5000
/** Files that one switch of the recorder creates are created within this. */
const SAME_START_MS = 1000

/** Whether a file was begun while recording was agreed and on. */
export function isAgreed(createdAt: number, segments: RecordingSegment[]): boolean {
  return segments.some(
    ({ startedAt, stoppedAt }) =>
      createdAt >= startedAt - CLOCK_SLACK_MS &&
      createdAt <= (stoppedAt ?? Infinity) + CLOCK_SLACK_MS,
  )
}

/**
 * Where each piece lies in the playable file. While the recorder was on, gaps stay: a reload is a
 * pause in the picture. While it was off, time is cut.
 */
export function layOut<P extends Piece>(pieces: P[], segments: RecordingSegment[]): Timeline<P> {
  const timeline: Timeline<P> = { durationMs: 0, pieces: [], index: [] }
  for (const stretch of stretchesOf(pieces, segments)) {
    const beginning = Math.min(...stretch.map(({ startedAt }) => startedAt))
    const at = timeline.durationMs
    timeline.index.push([Math.round(at), Math.round(beginning)])
    for (const piece of stretch)
      timeline.pieces.push({ ...piece, atMs: at + piece.startedAt - beginning })
    timeline.durationMs = at + Math.max(...stretch.map(endOf)) - beginning
  }
  return timeline
}

/** Pieces that belong to one run of the recorder. */
function stretchesOf<P extends Piece>(pieces: P[], segments: RecordingSegment[]): P[][] {
  const stretches: P[][] = []
  for (const piece of pieces.toSorted((a, b) => a.createdAt - b.createdAt)) {
    const current = stretches.at(-1)
    if (current && goesOn(current, piece, segments)) current.push(piece)
    else stretches.push([piece])
  }
  return stretches
}

function goesOn(stretch: Piece[], piece: Piece, segments: RecordingSegment[]): boolean {
  const last = stretch.at(-1)
  if (!last || piece.createdAt - last.createdAt < SAME_START_MS) return true
  // Switching the recorder off ends every file, so one that goes on shows that it stayed on.
  if (piece.createdAt < Math.max(...stretch.map(endOf))) return true
  // Everybody's connection was lost at once.
  return segmentOf(piece, segments) === segmentOf(last, segments)
}

function segmentOf(piece: Piece, segments: RecordingSegment[]): RecordingSegment | undefined {
  return segments.findLast(({ startedAt }) => startedAt <= piece.createdAt) ?? segments[0]
}

function endOf({ startedAt, durationMs }: Piece): number {
  return startedAt + durationMs
}
