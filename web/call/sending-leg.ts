import { signal, type ReadonlySignal } from '@preact/signals'
import { SENDING_LIMITS, type SendingLimit } from './sending-limits.ts'

export type LegCandidate = {
  candidate: string
  sdpMid: string | null
  sdpMLineIndex: number | null
} | null

export type OwnTracks = { audio: MediaStreamTrack | null; video: MediaStreamTrack | null }
/** `isSmall`: until the other side has seen something. */
export type SharedTracks = OwnTracks & { isSmall?: boolean }

/** A first picture of this fraction of the width fits into a few packets, and is there at once. */
const FIRST_PICTURE = { scaleResolutionDownBy: 4 }

type SendingListener = {
  onOffer: (sdp: string) => void
  onCandidate: (candidate: LegCandidate) => void
}

/**
 * The connection that carries the own voice and picture. Both are negotiated at once and without a
 * track, so that each starts and stops later by `replaceTrack` alone.
 */
export class SendingLeg {
  readonly #peer: RTCPeerConnection
  readonly #audio: RTCRtpSender
  readonly #video: RTCRtpSender
  readonly #listener: SendingListener
  readonly #early: RTCIceCandidateInit[] = []
  readonly #state = signal<RTCPeerConnectionState>('new')
  #isSmall: boolean
  #changing: Promise<void> = Promise.resolve()

  constructor(iceServers: RTCIceServer[], listener: SendingListener, { isSmall = false } = {}) {
    this.#isSmall = isSmall
    this.#listener = listener
    this.#peer = new RTCPeerConnection({ iceServers })
    this.#audio = this.#peer.addTransceiver('audio', { direction: 'sendonly' }).sender
    this.#video = this.#peer.addTransceiver('video', {
      direction: 'sendonly',
      sendEncodings: [{ ...SENDING_LIMITS.good, ...(isSmall ? FIRST_PICTURE : {}) }],
    }).sender
    this.#peer.onicecandidate = ({ candidate }) => listener.onCandidate(plain(candidate))
    this.#peer.onconnectionstatechange = () => (this.#state.value = this.#peer.connectionState)
  }

  get state(): ReadonlySignal<RTCPeerConnectionState> {
    return this.#state
  }

  async offer({ isRestart = false } = {}): Promise<void> {
    const offer = await this.#peer.createOffer({ iceRestart: isRestart })
    await this.#peer.setLocalDescription(offer)
    this.#listener.onOffer(offer.sdp ?? '')
  }

  async takeAnswer(sdp: string): Promise<void> {
    // The answer to an offer that a newer one has replaced.
    if (this.#peer.signalingState !== 'have-local-offer') return
    await this.#peer.setRemoteDescription({ type: 'answer', sdp })
    for (const candidate of this.#early.splice(0)) await this.#peer.addIceCandidate(candidate)
  }

  async takeCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.#peer.remoteDescription && candidate) this.#early.push(candidate)
    else if (this.#peer.remoteDescription) await this.#peer.addIceCandidate(candidate ?? undefined)
  }

  async send({ audio, video, isSmall = false }: SharedTracks): Promise<void> {
    if (!isSmall) this.#grow()
    await Promise.all([this.#audio.replaceTrack(audio), this.#video.replaceTrack(video)])
    if (video) await this.#keepSharp()
  }

  limit(limit: SendingLimit): Promise<void> {
    return this.#change(({ encodings }) => {
      for (const encoding of encodings) Object.assign(encoding, limit)
    })
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#peer.getStats()
  }

  close(): void {
    this.#peer.onicecandidate = null
    this.#peer.onconnectionstatechange = null
    this.#peer.close()
  }

  #grow(): void {
    if (!this.#isSmall) return
    this.#isSmall = false
    void this.#change(({ encodings }) => {
      for (const encoding of encodings) encoding.scaleResolutionDownBy = 1
    })
  }

  /** A type plate that can be read matters more than smooth movement. */
  #keepSharp(): Promise<void> {
    return this.#change((parameters) => {
      parameters.degradationPreference = 'maintain-resolution'
    })
  }

  /** One after the other: what was read before the last change is refused. */
  #change(change: (parameters: RTCRtpSendParameters) => void): Promise<void> {
    const turn = this.#changing.then(() => {
      const parameters = this.#video.getParameters()
      change(parameters)
      return this.#video.setParameters(parameters)
    })
    this.#changing = turn.catch(() => undefined)
    return this.#changing
  }
}

/** The contract knows these three; browsers add more. */
export function plain(candidate: RTCIceCandidate | null): LegCandidate {
  if (!candidate?.candidate) return null
  const { candidate: line, sdpMid, sdpMLineIndex } = candidate
  return { candidate: line, sdpMid, sdpMLineIndex }
}
