import type { StrokeList } from '../../../contract/answers.ts'
import { alphaOf, FADE_MS, unpackPoints, type Point, type Stroke } from '../strokes.ts'

/** A stroke with the time of each of its points, ms in the recording. */
export type RecordedStroke = Pick<Stroke, 'id' | 'by'> & { points: (Point & { at: number })[] }

export function readStrokes({ items }: StrokeList): RecordedStroke[] {
  return items.map(({ by, atMs, pieces }, index) => ({
    id: String(index),
    by,
    points: pieces.flatMap(([ms = 0, ...numbers]) =>
      unpackPoints(numbers).map((point) => ({ ...point, at: atMs + ms })),
    ),
  }))
}

/** What was to be seen at a moment of the recording: wherever one jumps to, it is the same. */
export function strokesAt(
  strokes: readonly RecordedStroke[],
  now: number,
  fadeMs = FADE_MS,
): { stroke: Stroke; alpha: number }[] {
  return strokes.flatMap(({ id, by, points }) => {
    const drawn = points.filter(({ at }) => at <= now)
    const last = drawn.at(-1)
    if (!last) return []
    const isDone = drawn.length === points.length
    const alpha = alphaOf({ lastAt: last.at, isDone }, now, fadeMs)
    return alpha > 0 ? [{ stroke: { id, by, points: drawn, lastAt: last.at, isDone }, alpha }] : []
  })
}
