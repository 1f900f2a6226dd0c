import { signal } from '@preact/signals'
import type { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'
import { CallMedia } from './call-media.ts'
import { CallSocket } from './call-socket.ts'
import type { SharedTracks } from './sending-leg.ts'

export type Message<T extends ServerCallMessage['type']> = Extract<ServerCallMessage, { type: T }>
export type Presence = Pick<Message<'presence'>, 'isPresent' | 'microphone' | 'camera'>
export type OwnDevices = Pick<
  Extract<ClientCallMessage, { type: 'presence' }>,
  'microphone' | 'camera'
>
/** `over`: hung up. `gateway_lost`: a fault. `replaced`: the same person's other page took over. */
export type CallEnd = Message<'ended'>['why'] | 'replaced'

export type CallConnectionOptions = {
  address: string
  call: number
  /**
   * What this page wants: to be connected early while it rings, that at once since Accept was
   * pressed, or its place in the call.
   */
  wants: 'preconnect' | 'accept' | 'place'
}

export type CallConnectionListener = {
  onEnd: (why: CallEnd) => void
  onStroke?: (stroke: Message<'stroke'>) => void
  onMarks?: (news: Message<'marks' | 'mark' | 'unmark' | 'marksSeen'>) => void
  onStopped?: (key: string) => void
  /** About a screenshot: its document, the other side's pointer, a change that was refused. */
  onFrame?: (frame: Uint8Array) => void
  onPointer?: (pointer: Message<'pointer'>) => void
  onRefused?: (screenshot: number, code: string) => void
}

type Handlers = { [T in ServerCallMessage['type']]?: (message: Message<T>) => void }

const JOIN_AGAIN_AFTER_MS = 1_000
const NO_PLACE_CODES = ['not_participant', 'no_call'] as const
/** A right may be moments old where it is checked: only a lasting no is believed. */
const MOST_REFUSALS = 5

/**
 * One page's connection to a call: its place there, its media, and what the others say. It comes
 * back by itself after a lost socket, a lost network, or a restarted server, until it is closed.
 */
export class CallConnection {
  /** The other side, once it has joined. */
  readonly other = signal<Presence | null>(null)
  /** Somebody has accepted; true long before they have joined. */
  readonly isAnswered = signal(false)
  /** This page has its place, and its socket is open. */
  readonly isJoined = signal(false)
  /** The recorder as the gateway has it; null before it was told. */
  readonly isRecording = signal<boolean | null>(null)
  /** The gateway loses packets of this page. */
  readonly uplink = signal<Message<'quality'>['uplink']>('good')
  readonly media: CallMedia
  listener: CallConnectionListener | undefined
  readonly #options: CallConnectionOptions
  readonly #socket: CallSocket
  #wants: CallConnectionOptions['wants']
  /** Granted on this very socket: what is not up yet is being made. */
  #isGranted = false
  #devices: OwnDevices = { microphone: 'on', camera: 'off' }
  #refusals = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #uplinkTimer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: CallConnectionOptions) {
    this.#options = options
    this.#wants = options.wants
    this.media = new CallMedia({
      send: (message) => this.#socket.send(message),
      onBroken: () => this.#rejoin(),
      isExpected: () => this.isJoined.peek() && this.other.peek()?.isPresent === true,
    })
    this.#socket = new CallSocket(options.address, {
      onMessage: (message) => this.#hear(message),
      onFrame: (frame) => this.listener?.onFrame?.(frame),
      onLost: () => this.#lost(),
    })
  }

  /** Accept was pressed: the connection is made while the answer is on its way. */
  accept(): void {
    this.#wants = 'accept'
    this.#preconnect()
  }

  /** From being rung to taking part; connections made early go on. */
  join(): void {
    this.#wants = 'place'
    this.#join()
  }

  /** Puts the own media in, or takes it out with nulls. */
  share(tracks: SharedTracks): void {
    this.media.share(tracks)
  }

  /** What the other side is told about the own microphone and camera. */
  tellDevices(devices: OwnDevices): void {
    this.#devices = devices
    this.#socket.send({ type: 'presence', ...devices })
  }

  /** False when it could not be sent now. */
  send(message: ClientCallMessage): boolean {
    return this.#socket.send(message)
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): boolean {
    return this.#socket.sendFrame(frame)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#uplinkTimer)
    this.isJoined.value = false
    this.media.close()
    this.#socket.close()
  }

  readonly #handlers: Handlers = {
    welcome: ({ call, iceServers }) => {
      if (call !== this.#options.call) return this.listener?.onEnd('over')
      this.media.iceServers = iceServers
      if (this.#wants === 'place') this.#join()
      else this.#preconnect()
    },
    granted: () => {
      this.#isGranted = true
      this.media.renew()
    },
    busy: () => {
      this.#isGranted = false
      // Also said when the page had been connected early and another one is now.
      if (this.#wants !== 'place') this.media.drop()
    },
    joined: ({ isKept }) => {
      clearTimeout(this.#timer)
      this.#refusals = 0
      this.isJoined.value = true
      this.#socket.send({ type: 'presence', ...this.#devices })
      if (!isKept) this.media.renew()
      else if (!this.#isGranted) this.media.mendNow()
    },
    answered: () => {
      this.isAnswered.value = true
    },
    answer: ({ sdp }) => void this.media.takeAnswer(sdp),
    offer: ({ sdp, isNew }) => void this.media.takeOffer(sdp, isNew),
    candidate: ({ leg, candidate }) => void this.media.takeCandidate(leg, candidate),
    stopped: ({ key }) => this.listener?.onStopped?.(key),
    stroke: (stroke) => this.listener?.onStroke?.(stroke),
    marks: (news) => this.listener?.onMarks?.(news),
    mark: (news) => this.listener?.onMarks?.(news),
    unmark: (news) => this.listener?.onMarks?.(news),
    marksSeen: (news) => this.listener?.onMarks?.(news),
    pointer: (pointer) => this.listener?.onPointer?.(pointer),
    presence: ({ isPresent, microphone, camera }) => {
      this.other.value = { isPresent, microphone, camera }
    },
    recorder: ({ isOn }) => {
      this.isRecording.value = isOn
    },
    quality: ({ uplink }) => this.#noteUplink(uplink),
    replaced: () => this.listener?.onEnd('replaced'),
    ended: ({ why }) => this.listener?.onEnd(why),
    problem: ({ problem, screenshot }) => {
      if (screenshot !== undefined) return this.listener?.onRefused?.(screenshot, problem.code)
      if (this.#wants === 'place' && !this.isJoined.peek()) this.#refused(problem.code)
    },
  }

  #hear(message: ServerCallMessage): void {
    if (this.#isClosed) return
    // The table is indexed by the message's own type.
    const handle = this.#handlers[message.type] as
      ((message: ServerCallMessage) => void) | undefined
    handle?.(message)
  }

  #preconnect(): void {
    if (this.#isGranted) return
    const isAccepting = this.#wants === 'accept'
    this.#socket.send({ type: 'preconnect', ...(isAccepting ? { isAccepting } : {}) })
  }

  #join(): void {
    clearTimeout(this.#timer)
    const hasMedia = this.media.isUp()
    if (!this.#socket.send({ type: 'join', ...(hasMedia ? { hasMedia } : {}) })) return
    this.#timer = setTimeout(() => this.#join(), 5 * JOIN_AGAIN_AFTER_MS)
  }

  /** The media is broken beyond a restart: a new place, with new connections. */
  #rejoin(): void {
    if (!this.isJoined.peek()) return
    this.media.drop()
    this.isJoined.value = false
    this.#join()
  }

  #refused(code: string): void {
    clearTimeout(this.#timer)
    const isNoPlace = NO_PLACE_CODES.some((each) => each === code)
    this.#refusals = isNoPlace ? this.#refusals + 1 : 0
    if (this.#refusals >= MOST_REFUSALS) return this.listener?.onEnd('over')
    this.#timer = setTimeout(() => this.#join(), JOIN_AGAIN_AFTER_MS)
  }

  #lost(): void {
    clearTimeout(this.#timer)
    this.isJoined.value = false
    this.#isGranted = false
    // An early connection ends with its socket; that of a place goes on.
    if (this.#wants !== 'place') this.media.drop()
  }

  /** Told while it is bad, never when it is good again. */
  #noteUplink(uplink: Message<'quality'>['uplink']): void {
    clearTimeout(this.#uplinkTimer)
    this.uplink.value = uplink
    this.#uplinkTimer = setTimeout(() => (this.uplink.value = 'good'), GOOD_AFTER_MS)
  }
}

const GOOD_AFTER_MS = 6_000
