import { signal, type ReadonlySignal } from '@preact/signals'
import type { ClientLiveMessage, ServerLiveMessage } from '../../contract/live-messages.ts'

type Listener = (message: ServerLiveMessage) => void

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
const PING_EVERY_MS = 20_000
/** A network that is gone without a word closes nothing by itself. */
const SILENT_AFTER_MS = 45_000

/** Keeps one socket open to `address` until it is closed. */
export function openLiveSocket(address: string): LiveSocket {
  return new LiveSocket(address)
}

/**
 * One socket that comes back by itself: with jitter after a loss, at once when the network or the
 * page comes back. The first message of each connection is `hello`.
 */
export class LiveSocket {
  readonly #address: string
  readonly #listeners = new Set<Listener>()
  readonly #lostSince = signal<number | null>(null)
  readonly #ping: ReturnType<typeof setInterval>
  readonly #over = new AbortController()
  #socket: WebSocket | undefined
  #attempt = 0
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(address: string) {
    this.#address = address
    this.#connect()
    this.#ping = setInterval(() => this.#checkAlive(), PING_EVERY_MS)
    const { signal } = this.#over
    addEventListener('online', () => this.#connectIfLost(), { signal })
    document.addEventListener('visibilitychange', () => this.#onVisibility(), { signal })
  }

  /** Since when nothing arrives, ms since the epoch; null while connected. */
  get lostSince(): ReadonlySignal<number | null> {
    return this.#lostSince
  }

  /** Calls back for each message until the returned function is called. */
  listen(onMessage: Listener): () => void {
    this.#listeners.add(onMessage)
    return () => this.#listeners.delete(onMessage)
  }

  close(): void {
    this.#over.abort()
    clearTimeout(this.#timer)
    clearInterval(this.#ping)
    this.#socket?.close()
  }

  #connect(): void {
    clearTimeout(this.#timer)
    const socket = new WebSocket(this.#address)
    this.#socket = socket
    this.#heardAt = Date.now()
    socket.onmessage = ({ data }) => this.#hear(data)
    socket.onclose = () => {
      if (!this.#over.signal.aborted && socket === this.#socket) this.#comeBack()
    }
  }

  #comeBack(): void {
    this.#lostSince.value ??= Date.now()
    this.#timer = setTimeout(() => this.#connect(), pauseBefore(this.#attempt))
    this.#attempt += 1
  }

  #connectIfLost(): void {
    const state = this.#socket?.readyState ?? WebSocket.CLOSED
    if (state === WebSocket.CLOSED) this.#connect()
  }

  #hear(data: unknown): void {
    this.#attempt = 0
    this.#heardAt = Date.now()
    this.#lostSince.value = null
    const message = parseMessage(data)
    if (!message) return
    if (message.type === 'hello') this.#tellVisibility()
    for (const each of [...this.#listeners]) each(message)
  }

  #checkAlive(): void {
    const isOpen = this.#socket?.readyState === WebSocket.OPEN
    if (!isOpen) return
    if (Date.now() - this.#heardAt <= SILENT_AFTER_MS) return this.#send({ type: 'ping' })
    // Its farewell would wait for an answer that does not come.
    const silent = this.#socket
    this.#socket = undefined
    silent?.close()
    this.#comeBack()
  }

  #onVisibility(): void {
    this.#tellVisibility()
    if (document.visibilityState === 'visible') this.#connectIfLost()
  }

  #tellVisibility(): void {
    this.#send({ type: 'visibility', isVisible: document.visibilityState === 'visible' })
  }

  #send(message: ClientLiveMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

// Full jitter: after a restart of the service its pages must not all come back in one moment.
function pauseBefore(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS)
  return longest * (0.2 + 0.8 * Math.random())
}

function parseMessage(data: unknown): ServerLiveMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    // Only our own api is at the other end; it sends what the contract says.
    return JSON.parse(data) as ServerLiveMessage
  } catch {
    return undefined
  }
}
