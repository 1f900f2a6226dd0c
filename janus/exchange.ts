import { randomUUID } from 'node:crypto'
import type { Target } from 'janus-gateway-js'
import { GatewayError, gatewayError } from './gateway-error.ts'
import type { Fields, GatewayMessage } from './gateway-message.ts'

/** Sends one request to where `target` stands and gives the reply; rejects with a GatewayError. */
export type Request = (
  target: Target,
  message: Fields,
  deadlineMs?: number,
) => Promise<GatewayMessage>

type Waiting = {
  attempted: string
  resolve: (reply: GatewayMessage) => void
  reject: (error: GatewayError) => void
}

/**
 * Requests and their replies on one connection. The library's own transactions are not used: they
 * wait 30 s whatever happens, also after the connection is gone, and miss the replies that name
 * another level (an unknown handle is answered by the session).
 */
export class Exchange {
  #waiting = new Map<string, Waiting>()

  request(target: Target, message: Fields, deadlineMs: number): Promise<GatewayMessage> {
    const transaction = randomUUID()
    const attempted = nameOf(message)
    return new Promise<GatewayMessage>((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(transaction, deadlineMs), deadlineMs)
      const settle = () => {
        clearTimeout(timer)
        this.#waiting.delete(transaction)
      }
      const waiting: Waiting = {
        attempted,
        resolve: (reply) => (settle(), resolve(reply)),
        reject: (error) => (settle(), reject(error)),
      }
      this.#waiting.set(transaction, waiting)
      target.send({ ...message, transaction }).then(undefined, (error: unknown) => {
        waiting.reject(new GatewayError('closed', `Cannot send ${attempted}: ${String(error)}`))
      })
    })
  }

  /** Settles the request this message answers; an `ack` only says that the answer will come. */
  receive(message: GatewayMessage): void {
    if (message.kind === 'ack' || message.transaction === undefined) return
    const waiting = this.#waiting.get(message.transaction)
    if (!waiting) return
    const { error } = message
    if (error) waiting.reject(gatewayError(error.number, error.reason, waiting.attempted))
    else waiting.resolve(message)
  }

  failAll(why: string): void {
    for (const waiting of [...this.#waiting.values()]) {
      waiting.reject(
        new GatewayError('closed', `The gateway was lost (${why}) during ${waiting.attempted}`),
      )
    }
  }

  /** After a stall of this process the reply may wait unread: it is read before giving up. */
  #giveUp(transaction: string, deadlineMs: number): void {
    setImmediate(() => {
      const waiting = this.#waiting.get(transaction)
      waiting?.reject(
        new GatewayError('timed_out', `No answer to ${waiting.attempted} within ${deadlineMs} ms`),
      )
    })
  }
}

function nameOf(message: Fields): string {
  const body = message['body']
  const request = typeof body === 'object' && body !== null && 'request' in body && body.request
  return typeof request === 'string' ? request : String(message['janus'])
}
