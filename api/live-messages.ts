import { ClientLiveMessage } from '../contract/live-messages.ts'
import { CLOSE, type LivePage } from './live-page.ts'
import type { LivePages } from './live.ts'
import { ProblemError, problemOf } from './problems.ts'
import { RateLimit } from './rate-limit.ts'
import { makeFrameReader } from './socket-frames.ts'

const MOST_FAULTS = 5
/** A page says when it comes to the front, and that it is alive. */
const RATE = { burst: 30, perMinute: 120 }

const read: (data: Buffer, isBinary: boolean) => ClientLiveMessage =
  makeFrameReader(ClientLiveMessage)

type Handlers = {
  [Type in ClientLiveMessage['type']]: (message: Extract<ClientLiveMessage, { type: Type }>) => void
}

/** What one page sends over its live socket. A fault is answered; the fifth one ends the socket. */
export class LiveMessages {
  readonly #page: LivePage
  readonly #handlers: Handlers
  readonly #limit = new RateLimit(RATE)
  #faults = 0

  constructor(page: LivePage, live: LivePages) {
    this.#page = page
    this.#handlers = {
      visibility: ({ isVisible }) => void live.showed(page, isVisible),
      ping: () => page.send({ type: 'pong' }),
    }
  }

  receive(data: Buffer, isBinary: boolean): void {
    try {
      this.#limit.take('')
      const message = read(data, isBinary)
      // The table is indexed by the very type of the message it is given.
      const handle = this.#handlers[message.type] as (message: ClientLiveMessage) => void
      handle(message)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      this.#page.send({ type: 'problem', problem: problemOf(error) })
      this.#faults += 1
      if (this.#faults >= MOST_FAULTS) this.#page.close(CLOSE.misbehaving)
    }
  }
}
