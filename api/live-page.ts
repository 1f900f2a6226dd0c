import { randomUUID } from 'node:crypto'
import type { WebSocket } from '@fastify/websocket'
import type { ServerLiveMessage } from '../contract/live-messages.ts'
import type { Caller } from './caller.ts'
import { InTurn } from './in-turn.ts'
import type { ToldCall } from './live-calls.ts'

/** A page that does not read what it is sent for so long is cut off; it comes back and refetches. */
const MOST_WAITING_BYTES = 1024 * 1024

/** Close codes of our own; the page reconnects after all of them. */
export const CLOSE = {
  restarting: 1012,
  tooSlow: 1013,
  misbehaving: 1008,
  accessChanged: 4001,
} as const

/** One open page and what it has been told. */
export class LivePage {
  readonly id = randomUUID()
  /** Grows when the browser joins a session. */
  caller: Caller
  readonly calls = new Map<string, ToldCall>()
  /** By session: what is loaded for one message must not be overtaken by the next. */
  readonly turns = new InTurn()
  isVisible = true
  readonly #socket: WebSocket
  readonly #revisions = new Map<string, number>()
  #isAlive = true

  constructor(caller: Caller, socket: WebSocket) {
    this.caller = caller
    this.#socket = socket
    socket.on('pong', () => (this.#isAlive = true))
  }

  /** A peer that is gone without a word would count as somebody at a screen. */
  checkAlive(): void {
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
  }

  /** Whether nothing newer was told of the session: what was loaded earlier may come later. */
  isNews({ id, rev }: { id: string; rev: number }): boolean {
    if (rev < (this.#revisions.get(id) ?? 0)) return false
    this.#revisions.set(id, rev)
    return true
  }

  send(message: ServerLiveMessage): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) return this.close(CLOSE.tooSlow)
    this.#socket.send(text)
  }

  close(code: number): void {
    this.#socket.close(code)
  }
}
