import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { readFrame, type FrameKind } from '../../domain/screenshot-frames.ts'
import type { Cast, Key, Principal } from './access-principals.ts'
import type { Scene } from './access-scene.ts'
import { ORIGIN, type Service } from './service.ts'

const PATIENCE_MS = 15_000

/** What a message is called in the matrix: its type, or `screenshot` and what a frame says. */
export type Heard = { name: string; message: object }

/** Sockets are opened over the network, so that refusals are seen as pages see them. */
export async function listen({ app }: Service): Promise<string> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return url.replace('http', 'ws')
}

type Opening = { address: string; path: string; cast: Cast; scene: Scene; principal: Principal }

/** A socket as one of the principals; a text with the outcome when the upgrade is refused. */
export async function openAs(opening: Opening): Promise<MatrixSocket | string> {
  const { address, path, cast, scene, principal } = opening
  // Principals without a browser are keys.
  const secret = cast.secrets.get(principal as Key)
  const browser = scene.browsers[principal]
  const cookie = [...(browser?.cookies ?? [])].map((pair) => pair.join('=')).join('; ')
  const isPage = browser !== undefined && principal !== 'nobody'
  const socket = new WebSocket(`${address}${path}${isPage ? `?as=${browser.actor}` : ''}`, {
    origin: ORIGIN,
    headers: {
      ...(isPage && cookie ? { cookie } : {}),
      ...(secret ? { authorization: `Bearer ${secret}` } : {}),
    },
  })
  const page = new MatrixSocket(socket)
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(page))
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      refusalOf(answer).then(resolve, reject)
    })
    socket.on('error', () => undefined)
  })
}

async function refusalOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = await answer.toArray()
  const problem: unknown = JSON.parse(Buffer.concat(chunks).toString())
  const code = String(Reflect.get(Object(problem), 'code'))
  return answer.statusCode === 409 ? `409 ${code}` : String(answer.statusCode)
}

/** Keeps what came, and waits for what is to come. */
export class MatrixSocket {
  readonly heard: Heard[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()
  #pings = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.heard.push(isBinary ? binary(data) : text(data))
      for (const wake of this.#waiting) wake()
    })
  }

  send(message: object | Uint8Array): void {
    this.#socket.send(message instanceof Uint8Array ? message : JSON.stringify(message))
  }

  has(name: string): boolean {
    return this.heard.some((each) => each.name === name)
  }

  /** The first message of one of the names, even one that came before. */
  async next(...names: string[]): Promise<Heard> {
    return this.until(() => this.heard.find(({ name }) => names.includes(name)), names.join(' or '))
  }

  async until<T>(find: () => T | undefined, what: string): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}: ${this.#story()}`)
      await this.#wake(deadline)
    }
  }

  /** Resolves when everything sent so far was looked at: messages are taken in their order. */
  async settle(): Promise<void> {
    const pongs = ++this.#pings
    this.send({ type: 'ping' })
    const isThere = () => this.heard.filter(({ name }) => name === 'pong').length >= pongs
    await this.until(() => isThere() || undefined, 'pong')
  }

  close(): void {
    this.#socket.close()
  }

  #wake(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, Math.max(0, deadline - Date.now()))
      this.#waiting.add(done)
    })
  }

  #story(): string {
    return JSON.stringify(this.heard.map(({ message }) => message)).slice(0, 500)
  }
}

function text(data: Buffer): Heard {
  const message: unknown = JSON.parse(data.toString())
  return { name: String(Reflect.get(Object(message), 'type')), message: Object(message) }
}

function binary(data: Buffer): Heard {
  const frame = readFrame(data)
  if (!frame) throw new Error('the server sends frames that are none')
  return { name: frameName(frame.kind), message: frame }
}

export function frameName(kind: FrameKind): string {
  return `screenshot ${kind}`
}

export function problemIn(page: MatrixSocket): string | undefined {
  const problem = page.heard.find(({ name }) => name === 'problem')
  const code: unknown = Reflect.get(
    Object(Reflect.get(Object(problem?.message), 'problem')),
    'code',
  )
  return problem && String(code)
}
