import type { FastifyBaseLogger } from 'fastify'
import type { ClientCallMessage } from '../contract/call-messages.ts'
import type { CallKey, DrawnStroke, HolderRows, Seat } from './media-holder-ports.ts'

export type StrokePiece = Pick<
  Extract<ClientCallMessage, { type: 'stroke' }>,
  'id' | 'points' | 'isLast'
>

type Dependencies = { rows: Pick<HolderRows, 'saveStroke'>; log: FastifyBaseLogger }

/** What a page shows of one stroke at most. */
const MOST_NUMBERS_PER_STROKE = 8_000
/** More than an hour of drawing without a pause; what comes after it is shown and not kept. */
const MOST_NUMBERS_PER_CALL = 500_000
const RETRY_MS = 1_000

/**
 * What is drawn while a call is recorded, on its way to the database. Neither the relay nor any
 * message waits for it: while the database is away strokes wait here, as many as a call may have.
 */
export class StrokeLog {
  #key: CallKey
  #dependencies: Dependencies
  #open = new Map<string, { drawn: DrawnStroke; numbers: number }>()
  #finished: DrawnStroke[] = []
  #numbers = 0
  #writing: Promise<void> | undefined
  #isClosed = false

  constructor(key: CallKey, dependencies: Dependencies) {
    this.#key = key
    this.#dependencies = dependencies
  }

  add({ id, side }: Pick<Seat, 'id' | 'side'>, piece: StrokePiece, now = Date.now()): void {
    const place = `${id} ${piece.id}`
    const { length } = piece.points
    const open = this.#open.get(place) ?? {
      drawn: { by: side, actorId: id, name: piece.id, at: now, pieces: [] },
      numbers: 0,
    }
    const isTooLong = open.numbers + length > MOST_NUMBERS_PER_STROKE
    if (!isTooLong && this.#numbers + length <= MOST_NUMBERS_PER_CALL) {
      this.#numbers += length
      open.numbers += length
      open.drawn.pieces.push([now - open.drawn.at, ...piece.points])
      this.#open.set(place, open)
    }
    if (piece.isLast) this.#finish(place)
  }

  /** The recorder is off, or the call over: what is being drawn ends here. */
  finishAll(): void {
    for (const place of this.#open.keys()) this.#finish(place)
  }

  /** Writes what there is, once: the process ends. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.finishAll()
    await this.#writing
  }

  #finish(place: string): void {
    const open = this.#open.get(place)
    if (!open) return
    this.#open.delete(place)
    this.#finished.push(open.drawn)
    this.#writing ??= this.#write()
  }

  async #write(): Promise<void> {
    let hasFailed = false
    for (let [next] = this.#finished; next; [next] = this.#finished) {
      try {
        await this.#dependencies.rows.saveStroke(this.#key, next)
        this.#finished.shift()
      } catch (error) {
        const { sessionId, call } = this.#key
        if (!hasFailed) {
          this.#dependencies.log.warn({ sessionId, call, err: error }, 'a stroke is not kept yet')
        }
        hasFailed = true
        if (this.#isClosed) break
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    this.#writing = undefined
  }
}
