import type { Handle } from './handle.ts'
import type { KeptMember } from './kept-room.ts'

export type MediaLeg = 'send' | 'receive'

type MemberListener = {
  /** Whether media arrives from the member; told on change only. */
  onFlow: (isFlowing: boolean) => void
  onQuality: (lost: number) => void
  /** The sending peer connection ended. */
  onEnd: () => void
}

/**
 * One participant of a room: a handle that publishes what the page sends and one that subscribes it
 * to the other side.
 */
export class MediaMember {
  readonly id: string
  readonly sender: Handle
  receiver: Handle | null = null
  /** Whom the receiver is subscribed to. */
  feed: string | null = null
  /** The page has answered the receiver's offer and that connection has not ended. */
  isReceiving = false
  /** Another one each time that the page begins to publish. */
  publication: symbol | null = null
  /** The publication that the receiver is subscribed to, as far as it is known. */
  source: symbol | null = null
  /** The sender has joined the room. */
  isJoined = false
  /** The sender's peer connection exists. */
  isConnected = false
  #flows = { audio: false, video: false }
  #hadFlow = false
  #wasFlowing = false
  #isOver = false
  #listener: MemberListener

  constructor(id: string, sender: Handle, listener: MemberListener) {
    this.id = id
    this.sender = sender
    this.#listener = listener
    sender.on('media', ({ kind, receiving }) => {
      if (this.#isOver) return
      this.#flows[kind] = receiving
      this.#tellFlow()
    })
    sender.on('slow', ({ uplink, lost }) => uplink && listener.onQuality(lost))
    const end = () => {
      if (this.#isOver) return
      this.isConnected = false
      this.#flows = { audio: false, video: false }
      this.#tellFlow()
      listener.onEnd()
    }
    sender.on('hangup', end)
    sender.on('gone', end)
  }

  get isFlowing(): boolean {
    return this.#flows.audio || this.#flows.video
  }

  /** Media was seen to stop: a pre-connected page that has sent nothing yet is not silent. */
  get isSilent(): boolean {
    return this.#hadFlow && !this.isFlowing
  }

  /** Taken over with its connection up. Whether media flows is not known: only changes are told. */
  assumeConnected(): void {
    this.isJoined = true
    this.isConnected = true
  }

  listenTo(receiver: Handle, feed: string): void {
    this.receiver = receiver
    this.feed = feed
    this.lose()
    const end = () => {
      if (this.receiver === receiver && !this.#isOver) this.lose()
    }
    receiver.on('hangup', end)
    receiver.on('gone', end)
  }

  /** Nothing comes from the other side any more. */
  lose(): void {
    this.isReceiving = false
    this.source = null
  }

  kept(): KeptMember {
    const receive = this.isReceiving && this.receiver ? this.receiver.id : null
    return { send: this.sender.id, receive, feed: receive === null ? null : this.feed }
  }

  /** From now on nothing about this member is told; the last state stays readable. */
  silence(): void {
    this.#isOver = true
  }

  async detach(): Promise<void> {
    this.silence()
    await Promise.allSettled([this.sender.detach(), this.receiver?.detach()])
  }

  #tellFlow(): void {
    if (this.isFlowing === this.#wasFlowing) return
    this.#wasFlowing = this.isFlowing
    this.#hadFlow = true
    this.#listener.onFlow(this.isFlowing)
  }
}
