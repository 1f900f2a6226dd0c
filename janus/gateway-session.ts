import janus from 'janus-gateway-js'
import type { Connection, Emitter, JanusMessage, Session } from 'janus-gateway-js'
import type { Request } from './exchange.ts'
import { GatewayError, hasCode } from './gateway-error.ts'
import { asFields, integer, readMessage } from './gateway-message.ts'
import type { Fields, GatewayMessage } from './gateway-message.ts'
import { Handle } from './handle.ts'

const PLUGIN = 'janus.plugin.videoroom'
const KEEP_ALIVE_MS = 5_000

/** One Janus session; it and its handles live on in Janus when this process dies. */
export class GatewaySession {
  readonly id: number
  readonly handles = new Map<number, Handle>()
  #request: Request
  #session: Session
  #forget: () => void
  #keepAlive: NodeJS.Timeout
  #isOver = false

  private constructor(
    request: Request,
    session: Session,
    options: { id: number; forget: () => void; onExpired: () => void },
  ) {
    this.id = options.id
    this.#request = request
    this.#session = session
    this.#forget = options.forget
    session.setMaxListeners(0)
    session.on('error', () => undefined)
    session.on('destroy', () => this.#stop())
    session.on('message', (message: JanusMessage) => {
      if (readMessage(message.getPlainMessage()).kind === 'timeout') options.onExpired()
    })
    // An answer would be an `ack`, which says nothing; the gateway's ping notices silence.
    this.#keepAlive = setInterval(() => {
      session.send({ janus: 'keepalive' }).then(undefined, () => undefined)
    }, KEEP_ALIVE_MS)
  }

  /** `onExpired`: the gateway heard nothing for too long and has ended the session by itself. */
  static adopt(
    request: Request,
    connection: Connection,
    { id, onExpired }: { id: number; onExpired: () => void },
  ): GatewaySession {
    const { made, forget } = withoutLeak(connection, 'close', () =>
      janus.Session.create(connection, id),
    )
    connection.addSession(made)
    return new GatewaySession(request, made, { id, forget, onExpired })
  }

  async attach(): Promise<Handle> {
    const reply = await this.request({ janus: 'attach', plugin: PLUGIN })
    const id = integer(asFields(reply.fields['data'])['id'])
    if (id === undefined) throw new GatewayError('unexpected', 'Janus attached a handle without id')
    return this.adoptHandle(id)
  }

  adoptHandle(id: number): Handle {
    const { made, forget } = withoutLeak(this.#session, 'destroy', () =>
      janus.Plugin.create(this.#session, PLUGIN, id),
    )
    this.#session.addPlugin(made)
    const handle = new Handle(this.#request, made, id)
    handle.on('gone', () => {
      forget()
      this.handles.delete(id)
    })
    this.handles.set(id, handle)
    return handle
  }

  async request(message: Fields): Promise<GatewayMessage> {
    if (this.#isOver) throw new GatewayError('no_such_session', `Session ${this.id} is over`)
    return this.#request(this.#session, message)
  }

  /** Ends the session in Janus with all its handles; a session that is gone already is fine. */
  async destroy(): Promise<void> {
    if (this.#isOver) return
    try {
      await this.request({ janus: 'destroy' })
    } catch (error) {
      if (!hasCode(error, 'no_such_session')) throw error
    } finally {
      await this.release()
    }
  }

  /** Lets go without telling Janus: the session stays there until its time-out or a claim. */
  async release(): Promise<void> {
    this.#stop()
    await this.#session.cleanup()
  }

  #stop(): void {
    this.#isOver = true
    clearInterval(this.#keepAlive)
    this.#forget()
  }
}

/**
 * The library makes every session listen to its connection, and every handle to its session, for
 * ever; a long-lived connection would collect them all. `forget` removes that one listener.
 */
function withoutLeak<T>(
  owner: Emitter,
  event: string,
  make: () => T,
): { made: T; forget: () => void } {
  const before = new Set(owner.listeners(event))
  const made = make()
  const added = owner.listeners(event).filter((listener) => !before.has(listener))
  return { made, forget: () => added.forEach((listener) => owner.off(event, listener)) }
}
