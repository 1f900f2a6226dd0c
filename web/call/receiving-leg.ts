import { signal, type ReadonlySignal } from '@preact/signals'
import { plain, type LegCandidate } from './sending-leg.ts'

type ReceivingListener = {
  onAnswer: (sdp: string) => void
  onCandidate: (candidate: LegCandidate) => void
  /** Media of this track arrives now. */
  onTrack: (track: MediaStreamTrack) => void
}

/** The connection that carries the other side's voice and picture; the gateway offers. */
export class ReceivingLeg {
  readonly #peer: RTCPeerConnection
  readonly #listener: ReceivingListener
  readonly #early: RTCIceCandidateInit[] = []
  readonly #state = signal<RTCPeerConnectionState>('new')

  constructor(iceServers: RTCIceServer[], listener: ReceivingListener) {
    this.#listener = listener
    this.#peer = new RTCPeerConnection({ iceServers })
    this.#peer.onicecandidate = ({ candidate }) => listener.onCandidate(plain(candidate))
    this.#peer.onconnectionstatechange = () => (this.#state.value = this.#peer.connectionState)
    this.#peer.ontrack = ({ track }) => {
      // A track that was negotiated and stays empty would hold the picture back: it is shown once
      // something arrives.
      if (!track.muted) listener.onTrack(track)
      track.onunmute = () => listener.onTrack(track)
    }
  }

  get state(): ReadonlySignal<RTCPeerConnectionState> {
    return this.#state
  }

  async takeOffer(sdp: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp })
    for (const candidate of this.#early.splice(0)) await this.#peer.addIceCandidate(candidate)
    const answer = await this.#peer.createAnswer()
    await this.#peer.setLocalDescription(answer)
    this.#listener.onAnswer(answer.sdp ?? '')
  }

  async takeCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.#peer.remoteDescription && candidate) this.#early.push(candidate)
    else if (this.#peer.remoteDescription) await this.#peer.addIceCandidate(candidate ?? undefined)
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#peer.getStats()
  }

  close(): void {
    this.#peer.onicecandidate = null
    this.#peer.onconnectionstatechange = null
    this.#peer.ontrack = null
    this.#peer.close()
  }
}
