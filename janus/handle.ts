import { EventEmitter } from 'node:events'
import type { JanusMessage, Plugin } from 'janus-gateway-js'
import type { Request } from './exchange.ts'
import { GatewayError, hasCode } from './gateway-error.ts'
import { asFields, integer, readMessage, text } from './gateway-message.ts'
import type { Fields, GatewayMessage, Jsep } from './gateway-message.ts'

export type Candidate = { candidate: string; sdpMid: string | null; sdpMLineIndex: number | null }

/** What Janus says about a handle without being asked. */
type HandleEvents = {
  event: [{ data: Fields; jsep: Jsep | undefined }]
  /** The PeerConnection is up. */
  up: []
  hangup: [{ reason: string }]
  media: [{ mid: string; kind: 'audio' | 'video'; receiving: boolean }]
  slow: [{ uplink: boolean; lost: number }]
  /** A candidate of Janus, where it trickles; null says that there are no more. */
  trickle: [Candidate | null]
  /** The handle no longer exists, or its connection is lost. Emitted once, last. */
  gone: []
}

/** One handle of the VideoRoom plugin: one PeerConnection, or none for control requests. */
export class Handle extends EventEmitter<HandleEvents> {
  readonly id: number
  #request: Request
  #plugin: Plugin
  #isGone = false

  constructor(request: Request, plugin: Plugin, id: number) {
    super()
    this.id = id
    this.#request = request
    this.#plugin = plugin
    plugin.setMaxListeners(0)
    plugin.on('error', () => undefined)
    plugin.on('detach', () => {
      this.#isGone = true
      this.emit('gone')
    })
    plugin.on('message', (message: JanusMessage) => {
      this.#announce(readMessage(message.getPlainMessage()))
    })
  }

  async request(body: Fields, jsep?: Jsep): Promise<{ data: Fields; jsep: Jsep | undefined }> {
    if (this.#isGone) throw new GatewayError('no_such_handle', `Handle ${this.id} is gone`)
    const message = { janus: 'message', body, ...(jsep ? { jsep } : {}) }
    const { data, jsep: answer } = await this.#request(this.#plugin, message)
    return { data, jsep: answer }
  }

  /** Hands over one candidate of the browser; null says that there are no more. */
  async trickle(candidate: Candidate | null): Promise<void> {
    if (this.#isGone) return
    // Answered by an `ack` only, so nothing waits for it.
    const message = { janus: 'trickle', candidate: candidate ?? { completed: true } }
    await this.#plugin.send(message).then(undefined, (error: unknown) => {
      throw new GatewayError('closed', `Cannot send a candidate: ${String(error)}`)
    })
  }

  /** Ends handle and PeerConnection; gone already is fine. */
  async detach(): Promise<void> {
    if (this.#isGone) return
    try {
      await this.#request(this.#plugin, { janus: 'detach' })
    } catch (error) {
      if (!hasCode(error, 'no_such_handle', 'no_such_session')) throw error
    } finally {
      await this.#plugin.cleanup()
    }
  }

  #announce({ kind, transaction, fields, data, jsep }: GatewayMessage): void {
    if (transaction !== undefined) return
    if (kind === 'event') this.emit('event', { data, jsep })
    else if (kind === 'webrtcup') this.emit('up')
    else if (kind === 'hangup') this.emit('hangup', { reason: text(fields['reason']) ?? '' })
    else if (kind === 'trickle') this.emit('trickle', readCandidate(fields['candidate']))
    else if (kind === 'slowlink') {
      this.emit('slow', { uplink: fields['uplink'] === true, lost: integer(fields['lost']) ?? 0 })
    } else if (kind === 'media') {
      const media = fields['type'] === 'video' ? 'video' : 'audio'
      const receiving = fields['receiving'] === true
      this.emit('media', { mid: text(fields['mid']) ?? '', kind: media, receiving })
    }
  }
}

function readCandidate(value: unknown): Candidate | null {
  const { candidate, sdpMid, sdpMLineIndex } = asFields(value)
  if (typeof candidate !== 'string') return null
  return { candidate, sdpMid: text(sdpMid) ?? null, sdpMLineIndex: integer(sdpMLineIndex) ?? null }
}
