import type { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'

export type CallSocketListener = {
  /** `welcome` is the first message of each connection. */
  onMessage: (message: ServerCallMessage) => void
  /** In binary: about a screenshot's document. */
  onFrame: (frame: Uint8Array) => void
  onLost: () => void
}

const FIRST_PAUSE_MS = 250
/** A place in the call is kept for a minute: whoever lost it must not wait for long. */
const LONGEST_PAUSE_MS = 3_000
const PING_EVERY_MS = 2_500
const SILENT_FOR_MS = 7_000

/**
 * Keeps the call socket open: again with jitter after a loss, at once when the network is back. A
 * network that is gone closes no socket, so one that says nothing for a while is given up.
 */
export class CallSocket {
  readonly #address: string
  readonly #listener: CallSocketListener
  #socket: WebSocket | undefined
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #heardAt = 0
  #isClosed = false
  readonly #heartbeat: ReturnType<typeof setInterval>

  constructor(address: string, listener: CallSocketListener) {
    this.#address = address
    this.#listener = listener
    this.#heartbeat = setInterval(() => this.#beat(), PING_EVERY_MS)
    addEventListener('online', this.#renew)
    this.#connect()
  }

  /** False while there is no connection: nothing is kept for later. */
  send(message: ClientCallMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(frame)
    return true
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    clearInterval(this.#heartbeat)
    removeEventListener('online', this.#renew)
    this.#socket?.close()
  }

  #connect(): void {
    clearTimeout(this.#timer)
    const socket = new WebSocket(this.#address)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#heardAt = Date.now()
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      this.#heardAt = Date.now()
      this.#attempt = 0
      if (data instanceof ArrayBuffer) return this.#listener.onFrame(new Uint8Array(data))
      const message = readMessage(data)
      if (message) this.#listener.onMessage(message)
    }
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost()
    }
  }

  #lost(): void {
    this.#socket = undefined
    if (this.#isClosed) return
    this.#listener.onLost()
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** this.#attempt, LONGEST_PAUSE_MS)
    this.#attempt += 1
    // Full jitter: after a restart of the service its pages must not all come back in one moment.
    this.#timer = setTimeout(() => this.#connect(), longest * (0.2 + 0.8 * Math.random()))
  }

  #beat(): void {
    if (this.#socket?.readyState === WebSocket.CONNECTING && !this.#isSilent()) return
    if (this.#isSilent()) this.#giveUp()
    else this.send({ type: 'ping' })
  }

  #isSilent(): boolean {
    return this.#socket !== undefined && Date.now() > this.#heardAt + SILENT_FOR_MS
  }

  /** Does not wait for the close of a dead connection, which may take minutes. */
  #giveUp(): void {
    const given = this.#socket
    this.#lost()
    given?.close()
  }

  readonly #renew = (): void => {
    if (this.#isClosed) return
    const old = this.#socket
    if (old) this.#listener.onLost()
    this.#connect()
    old?.close()
  }
}

function readMessage(data: unknown): ServerCallMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    // Only our own api is at the other end; it sends what the contract says.
    return JSON.parse(data) as ServerCallMessage
  } catch {
    return undefined
  }
}
