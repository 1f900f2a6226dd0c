/** Drawings on the live picture: they vanish by themselves, on each page by its own clock. */

export type Side = 'employee' | 'code_user'
/** Position in the unflipped picture, each 0..1. */
export type Point = { x: number; y: number }
export type Stroke = {
  id: string
  by: Side
  points: Point[]
  /** When the last piece came, ms of the page's clock. */
  lastAt: number
  isDone: boolean
}

export const HOLD_MS = 2_000
export const FADE_MS = 800
/** A stroke whose end was lost on the way is taken to be done after this. */
const UNFINISHED_MS = 10_000
const MOST_STROKES = 100
const MOST_POINTS = 4_000
const FULL = 32_767

/** The strokes that can still be seen. */
export class Strokes {
  readonly #strokes = new Map<string, Stroke>()

  /** Adds a piece; the first one of an id begins the stroke. */
  add(piece: Pick<Stroke, 'id' | 'by' | 'points'> & { isLast: boolean }, now: number): void {
    const { id, by, points, isLast } = piece
    const name = `${by} ${id}`
    const known = this.#strokes.get(name)
    const stroke = known ?? { id, by, points: [], lastAt: now, isDone: false }
    if (stroke.isDone) return
    if (stroke.points.length < MOST_POINTS) stroke.points.push(...points)
    stroke.lastAt = now
    stroke.isDone = isLast
    if (!known) this.#strokes.set(name, stroke)
    const [oldest] = this.#strokes.keys()
    if (this.#strokes.size > MOST_STROKES && oldest !== undefined) this.#strokes.delete(oldest)
  }

  /** What is to be drawn now, with how much of it is left; forgets what is gone. */
  visible(now: number, fadeMs = FADE_MS): { stroke: Stroke; alpha: number }[] {
    const seen: { stroke: Stroke; alpha: number }[] = []
    for (const [name, stroke] of this.#strokes) {
      const alpha = alphaOf(stroke, now, fadeMs)
      if (alpha > 0) seen.push({ stroke, alpha })
      else this.#strokes.delete(name)
    }
    return seen
  }

  get isEmpty(): boolean {
    return this.#strokes.size === 0
  }
}

/** 1 while it is drawn and held, then less and less. */
export function alphaOf(
  { lastAt, isDone }: Pick<Stroke, 'lastAt' | 'isDone'>,
  now: number,
  fadeMs = FADE_MS,
): number {
  const heldUntil = lastAt + (isDone ? HOLD_MS : UNFINISHED_MS)
  if (now < heldUntil) return 1
  return fadeMs > 0 ? Math.max(0, 1 - (now - heldUntil) / fadeMs) : 0
}

/** As it crosses the wire: x, y pairs, 0..32767. */
export function packPoints(points: readonly Point[]): number[] {
  return points.flatMap(({ x, y }) => [pack(x), pack(y)])
}

export function unpackPoints(numbers: readonly number[]): Point[] {
  const points: Point[] = []
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    points.push({ x: (numbers[index] ?? 0) / FULL, y: (numbers[index + 1] ?? 0) / FULL })
  }
  return points
}

function pack(part: number): number {
  return Math.round(Math.min(1, Math.max(0, part)) * FULL)
}
