import type { CallConnection } from './call-connection.ts'

/** Makes a connection for a page that is rung. */
type Connect = () => Promise<CallConnection>

/**
 * A connection made while it rings, so that Accept is fast. One page per call gets one: a page that
 * nobody looks at lets it go to another.
 */
export class EarlyConnection {
  readonly #connect: Connect
  #connection: Promise<CallConnection | undefined> | undefined
  #isTaken = false

  constructor(connect: Connect) {
    this.#connect = connect
    document.addEventListener('visibilitychange', this.#follow)
    this.#follow()
  }

  /** For the call itself; undefined when there is none. From then on it is the caller's to close. */
  async take(): Promise<CallConnection | undefined> {
    this.#isTaken = true
    document.removeEventListener('visibilitychange', this.#follow)
    return this.#connection
  }

  close(): void {
    if (this.#isTaken) return
    document.removeEventListener('visibilitychange', this.#follow)
    this.#drop()
  }

  readonly #follow = (): void => {
    if (document.visibilityState === 'hidden') return this.#drop()
    // Where it cannot be made, Accept makes its own.
    this.#connection ??= this.#connect().catch(() => undefined)
    void this.#connection.then((connection) => {
      if (connection && !this.#isTaken) connection.listener = { onEnd: () => this.#drop() }
    })
  }

  #drop(): void {
    void this.#connection?.then((connection) => connection?.close())
    this.#connection = undefined
  }
}
