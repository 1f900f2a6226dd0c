import { EventEmitter } from 'node:events'
import { randomUUID } from 'node:crypto'
import janus from 'janus-gateway-js'
import type { Connection, JanusMessage } from 'janus-gateway-js'
import { Exchange } from './exchange.ts'
import type { Request } from './exchange.ts'
import { GatewayError } from './gateway-error.ts'
import { asFields, integer, readMessage, text } from './gateway-message.ts'
import { GatewaySession } from './gateway-session.ts'

export type GatewayAddress = { url: string; apiSecret: string }

/**
 * Why a connection ended: by us, by the other end, because the gateway stopped answering, or
 * because this process hung for so long that the gateway gave its sessions up.
 */
export type DownReason = 'asked' | 'closed' | 'silent' | 'expired'

const REQUEST_DEADLINE_MS = 2_000
const PING_EVERY_MS = 2_000

/**
 * One connection to one Janus. Every request has a deadline and fails at once when the connection
 * does; `down` is emitted once, after which nothing works any more.
 */
export class Gateway extends EventEmitter<{ down: [DownReason] }> {
  #connection: Connection
  #exchange = new Exchange()
  #down: DownReason | undefined
  #pingTimer: NodeJS.Timeout | undefined
  #request: Request = async (target, message, deadlineMs = REQUEST_DEADLINE_MS) => {
    if (this.#down) throw new GatewayError('closed', `The gateway was lost (${this.#down})`)
    return this.#exchange.request(target, message, deadlineMs)
  }

  private constructor(connection: Connection) {
    super()
    this.#connection = connection
    connection.setMaxListeners(0)
    connection.on('message', (message: JanusMessage) => {
      this.#exchange.receive(readMessage(message.getPlainMessage()))
    })
    connection.on('close', () => this.#goDown('closed'))
    // The library emits what a request or the socket already reports, and throws without listeners.
    connection.on('error', () => undefined)
  }

  /** Rejects with `not_running` or, after two seconds without an answer, `unreachable`. */
  static async open({ url, apiSecret }: GatewayAddress): Promise<Gateway> {
    const connection = janus.Connection.create(randomUUID(), url, { apisecret: apiSecret })
    const gateway = new Gateway(connection)
    try {
      await connection.open()
    } catch (event) {
      throw openingError(event, url)
    }
    gateway.#keepPinging()
    return gateway
  }

  /** How many sessions still listen to this connection; they may not pile up. */
  listenersOnConnection(): number {
    return this.#connection.listeners('close').length
  }

  get isDown(): boolean {
    return this.#down !== undefined
  }

  async createSession(): Promise<GatewaySession> {
    const reply = await this.#request(this.#connection, { janus: 'create' })
    const id = integer(asFields(reply.fields['data'])['id'])
    if (id === undefined) throw new GatewayError('unexpected', 'Janus created a session without id')
    return this.#adopt(id)
  }

  /**
   * Takes over a session that another connection made; `no_such_session` when it is gone.
   * Events flow as soon as Janus agrees, so the handles are adopted before it is asked.
   */
  async claimSession(id: number, handleIds: number[]): Promise<GatewaySession> {
    const session = this.#adopt(id)
    for (const handleId of handleIds) session.adoptHandle(handleId)
    try {
      await session.request({ janus: 'claim' })
    } catch (error) {
      await session.release()
      throw error
    }
    return session
  }

  close(): void {
    this.#goDown('asked')
  }

  #adopt(id: number): GatewaySession {
    const onExpired = () => this.#goDown('expired')
    return GatewaySession.adopt(this.#request, this.#connection, { id, onExpired })
  }

  /** A hung gateway keeps its socket open; only silence shows it. */
  #keepPinging(): void {
    this.#pingTimer = setTimeout(() => {
      this.#request(this.#connection, { janus: 'ping' }).then(
        () => this.isDown || this.#keepPinging(),
        () => this.#goDown('silent'),
      )
    }, PING_EVERY_MS)
  }

  #goDown(reason: DownReason): void {
    if (this.#down) return
    this.#down = reason
    clearTimeout(this.#pingTimer)
    // Told before the sessions and handles are, so that who reconnects can tell loss from end.
    this.emit('down', reason)
    this.#exchange.failAll(reason)
    void this.#connection.close()
  }
}

/** The library rejects with the socket's event instead of an error. */
function openingError(event: unknown, url: string): GatewayError {
  const { message, error } = asFields(event)
  const isRefused = asFields(error)['code'] === 'ECONNREFUSED'
  const reason = `No gateway at ${url}: ${text(message) ?? 'the connection was not opened'}`
  return new GatewayError(isRefused ? 'not_running' : 'unreachable', reason)
}
