import type { ClientCallMessage } from '../../contract/call-messages.ts'
import { packPoints, type Point } from './strokes.ts'

type StrokeMessage = Extract<ClientCallMessage, { type: 'stroke' }>

/** 60 messages a second at most, also where a screen draws 120 times. */
const SEND_EVERY_MS = 17
const MOST_POINTS = 250

/** Sends a stroke while it is being drawn, several points at a time. */
export class StrokeSender {
  readonly #send: (message: StrokeMessage) => void
  readonly #id: string
  #waiting: Point[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #sentAt = 0

  constructor(id: string, send: (message: StrokeMessage) => void) {
    this.#id = id
    this.#send = send
  }

  add(points: readonly Point[]): void {
    this.#waiting.push(...points)
    const pause = this.#sentAt + SEND_EVERY_MS - performance.now()
    this.#timer ??= setTimeout(() => this.#flush(false), Math.max(0, pause))
  }

  /** `last` is where the pointer was lifted. */
  end(last: Point): void {
    this.#waiting.push(last)
    this.#flush(true)
  }

  #flush(isLast: boolean): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sentAt = performance.now()
    const points = this.#waiting.splice(0, MOST_POINTS)
    const isAll = this.#waiting.length === 0
    if (points.length > 0) {
      const isEnd = isLast && isAll
      this.#send({ type: 'stroke', id: this.#id, points: packPoints(points), isLast: isEnd })
    }
    if (!isAll) this.#flush(isLast)
  }
}
