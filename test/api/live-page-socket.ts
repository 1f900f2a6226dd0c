import type { WebSocket } from '@fastify/websocket'
import type { App } from '../../api/app-type.ts'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'

const PATIENCE_MS = 15_000

/** The live socket as a page has it: what came is kept, and can be waited for. */
export class LivePageSocket {
  readonly messages: ServerLiveMessage[] = []
  closedWith: number | null = null
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(
    app: App,
    path: string,
    headers: Record<string, string>,
  ): Promise<LivePageSocket> {
    let page: LivePageSocket | undefined
    const listen = (socket: WebSocket) => {
      page = new LivePageSocket(socket)
      page.#listen()
    }
    await app.injectWS(path, { headers }, { onInit: listen })
    if (!page) throw new Error('the socket was never made')
    return page
  }

  /** The first message that fits, even one that came before. */
  async next<M extends ServerLiveMessage>(
    fits: (message: ServerLiveMessage) => message is M,
  ): Promise<M>
  async next(fits: (message: ServerLiveMessage) => boolean): Promise<ServerLiveMessage>
  async next(fits: (message: ServerLiveMessage) => boolean): Promise<ServerLiveMessage> {
    await this.#until(() => this.messages.some(fits))
    const index = this.messages.findIndex(fits)
    const [message] = this.messages.splice(index, 1)
    if (!message) throw new Error('the message was there a moment ago')
    return message
  }

  async closed(): Promise<number> {
    await this.#until(() => this.closedWith !== null)
    return this.closedWith ?? 0
  }

  send(data: string | Buffer): void {
    this.#socket.send(data)
  }

  close(): void {
    this.#socket.close()
  }

  #listen(): void {
    this.#socket.on('message', (data: Buffer) => {
      // The server's own messages; what is wrong with one shows in the test that reads it.
      this.messages.push(JSON.parse(data.toString()) as ServerLiveMessage)
      this.#wake()
    })
    this.#socket.on('close', (code: number) => {
      this.closedWith = code
      this.#wake()
    })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }

  async #until(isSo: () => boolean): Promise<void> {
    const until = Date.now() + PATIENCE_MS
    while (!isSo()) {
      const left = until - Date.now()
      if (left <= 0) throw new Error(`waited in vain; got ${JSON.stringify(this.messages)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, left)
        const waiting = this.#waiting
        waiting.add(wake)
        function wake() {
          clearTimeout(timer)
          waiting.delete(wake)
          resolve()
        }
      })
    }
  }
}
