// The library has no typings. Declared here: what the facade uses, as read in its source.

declare module 'janus-gateway-js' {
  export interface Emitter {
    on(event: string, listener: (value: never) => void): void
    off(event: string, listener: (...values: never[]) => void): void
    listeners(event: string): ((...values: never[]) => void)[]
    setMaxListeners(count: number): void
  }

  export interface JanusMessage {
    getPlainMessage(): unknown
  }

  /** Adds the ids of where it stands (secret, session, handle) to what it sends. */
  export interface Target extends Emitter {
    send(message: Record<string, unknown>): PromiseLike<unknown>
  }

  export interface Connection extends Target {
    open(): PromiseLike<unknown>
    close(): PromiseLike<unknown>
    addSession(session: Session): void
  }

  export interface Session extends Target {
    addPlugin(plugin: Plugin): void
    /** Forgets the session on this side only; emits `destroy`. */
    cleanup(): PromiseLike<unknown>
  }

  export interface Plugin extends Target {
    /** Forgets the handle on this side only; emits `detach`. */
    cleanup(): PromiseLike<unknown>
  }

  const janus: {
    Connection: {
      create(id: string, address: string, options: { apisecret: string }): Connection
    }
    Session: { create(connection: Connection, id: number): Session }
    Plugin: { create(session: Session, name: string, id: number): Plugin }
  }
  export default janus
}
