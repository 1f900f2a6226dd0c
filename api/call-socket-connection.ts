import type { WebSocket } from '@fastify/websocket'
import type { ServerCallMessage } from '../contract/call-messages.ts'
import { readCallMessage, type CallMessage } from './call-socket-messages.ts'
import type { CallLine, Seat } from './media-holder-ports.ts'
import { ProblemError, problemOf } from './problems.ts'
import { RateLimit } from './rate-limit.ts'

/** A page draws at most 60 times a second, and trickles a few dozen candidates at once. */
const RATE = { burst: 200, perMinute: 100 * 60 }
const MOST_FAULTS = 5
/** What may wait to be sent: drawings are dropped first; a page this far behind comes back anew. */
const DRAWINGS_WAIT_BYTES = 64 * 1024
const STATE_WAIT_BYTES = 1024 * 1024
const DOCUMENTS_WAIT_BYTES = 4 * 1024 * 1024
const PING_EVERY_MS = 2_000
const SILENT_FOR_MS = 6_000

export type CallSocketHandler = {
  receive(line: CallLine, message: CallMessage): Promise<void>
  disconnect(line: CallLine): Promise<void>
}

/** One call socket: checks what comes in, bounds what goes out, notices a page that is gone. */
export class CallSocketConnection implements CallLine {
  readonly seat: Seat
  #socket: WebSocket
  #handler: CallSocketHandler
  #rate = new RateLimit(RATE)
  #faults = 0
  #heardAt = Date.now()

  constructor(socket: WebSocket, seat: Seat, handler: CallSocketHandler) {
    this.seat = seat
    this.#socket = socket
    this.#handler = handler
    const heartbeat = setInterval(() => this.#beat(), PING_EVERY_MS)
    socket.on('pong', () => (this.#heardAt = Date.now()))
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(heartbeat)
      void handler.disconnect(this)
    })
  }

  send(message: ServerCallMessage): void {
    const { readyState, OPEN, bufferedAmount } = this.#socket
    if (readyState !== OPEN) return
    if (isDrawing(message) && bufferedAmount > DRAWINGS_WAIT_BYTES) return
    if (bufferedAmount > STATE_WAIT_BYTES + DOCUMENTS_WAIT_BYTES) return this.#socket.terminate()
    this.#socket.send(JSON.stringify(message))
  }

  sendFrame(frame: Uint8Array): void {
    const { readyState, OPEN, bufferedAmount } = this.#socket
    if (readyState !== OPEN) return
    if (bufferedAmount > DOCUMENTS_WAIT_BYTES) return this.#socket.terminate()
    this.#socket.send(frame)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#heardAt = Date.now()
    try {
      this.#rate.take('')
      const message = readCallMessage(data, isBinary)
      // Answers for its own failures on the socket.
      void this.#handler.receive(this, message)
    } catch (error) {
      this.#refuse(error instanceof ProblemError ? error : new ProblemError('invalid'))
    }
  }

  /** Told once or twice; whoever goes on is no page of ours. */
  #refuse(problem: ProblemError): void {
    this.#faults += 1
    this.send({ type: 'problem', problem: problemOf(problem) })
    if (this.#faults >= MOST_FAULTS) this.#socket.close(1008, problem.code)
  }

  /** A lost network closes no socket. */
  #beat(): void {
    if (Date.now() > this.#heardAt + SILENT_FOR_MS) this.#socket.terminate()
    else if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }
}

/** Of the moment: what comes next makes it good. */
function isDrawing({ type }: ServerCallMessage): boolean {
  return type === 'stroke' || type === 'marksSeen' || type === 'pointer'
}
