import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { ClientCallMessage } from '../../contract/call-messages.ts'
import { ReceivingLeg } from './receiving-leg.ts'
import { SendingLeg, type LegCandidate, type SharedTracks } from './sending-leg.ts'
import { SENDING_LIMITS, type SendingLimit } from './sending-limits.ts'

type CallMediaOptions = {
  send: (message: ClientCallMessage) => void
  /** A restart did not help. */
  onBroken: () => void
  /** Whether the other side's media should be arriving. */
  isExpected: () => boolean
}

/** A short dip mends itself; a restart takes about a second. */
const RESTART_AFTER_MS = 3_000
const BROKEN_AFTER_MS = 6_000
const WATCH_EVERY_MS = 500

/** Both peer connections of a page in a call: made, watched, restarted and made anew here. */
export class CallMedia {
  iceServers: RTCIceServer[] = []
  readonly #remote = signal<MediaStream | null>(null)
  readonly #options: CallMediaOptions
  #tracks: SharedTracks = { audio: null, video: null, isSmall: true }
  #limit = SENDING_LIMITS.good
  #sending: SendingLeg | undefined
  #receiving: ReceivingLeg | undefined
  #downSince: { sending: number | null; receiving: number | null } = {
    sending: null,
    receiving: null,
  }
  readonly #hasVideo = signal(false)
  readonly #pictureChanges = signal(0)
  readonly #isFlowing = signal(false)
  #restartedAt = { sending: 0, receiving: 0 }
  #stopWatching: () => void = () => undefined
  readonly #timer: ReturnType<typeof setInterval>
  /** Steps of one leg run one after the other; candidates wait for the description before them. */
  #last = { send: Promise.resolve(), receive: Promise.resolve() }

  constructor(options: CallMediaOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#watch(), WATCH_EVERY_MS)
  }

  /**
   * Holds only tracks of which something has arrived. Null before: an element that begins with an
   * empty stream stays silent when a voice is added to it.
   */
  get remote(): ReadonlySignal<MediaStream | null> {
    return this.#remote
  }

  /** A picture of the other side has arrived. */
  get hasVideo(): ReadonlySignal<boolean> {
    return this.#hasVideo
  }

  /** Grows just before the picture is taken from another track: the last moment to keep it. */
  get pictureChanges(): ReadonlySignal<number> {
    return this.#pictureChanges
  }

  /** Both connections are up, or all that there is to be up. */
  get isFlowing(): ReadonlySignal<boolean> {
    return this.#isFlowing
  }

  isUp(): boolean {
    return this.#sending?.state.peek() === 'connected'
  }

  /** Makes the sending connection anew; the gateway then offers the receiving one. */
  renew(): void {
    this.drop()
    const { send } = this.#options
    const listener = {
      onOffer: (sdp: string) => send({ type: 'offer', sdp }),
      onCandidate: (candidate: LegCandidate) => send({ type: 'candidate', leg: 'send', candidate }),
    }
    const sending = new SendingLeg(this.iceServers, listener, this.#tracks)
    this.#sending = sending
    this.#downSince = { sending: Date.now(), receiving: Date.now() }
    this.#restartedAt = { sending: 0, receiving: 0 }
    this.#stopWatching = effect(() => this.#noteStates())
    void this.#step('send', async () => {
      await sending.send(this.#tracks)
      await sending.offer()
      await sending.limit(this.#limit)
    })
  }

  /** The last picture stays where it is shown. */
  drop(): void {
    this.#stopWatching()
    this.#sending?.close()
    this.#receiving?.close()
    this.#sending = undefined
    this.#receiving = undefined
    // What a closed connection was asked to do never settles.
    this.#last = { send: Promise.resolve(), receive: Promise.resolve() }
    this.#downSince = { sending: null, receiving: null }
    this.#isFlowing.value = false
  }

  /** After the page was away: what is down is not given time to mend itself. */
  mendNow(): void {
    for (const leg of ['sending', 'receiving'] as const) {
      if (this.#downSince[leg] !== null) this.#restart(leg)
    }
  }

  /** The connection stands and nothing comes through it: the gateway is asked for another. */
  renewReceiving(): void {
    this.#downSince.receiving ??= Date.now() - RESTART_AFTER_MS
  }

  share(tracks: SharedTracks): void {
    this.#tracks = tracks
    // Not queued behind a negotiation: this is what makes Accept fast.
    void this.#sending?.send(tracks).catch(() => undefined)
  }

  /** How much of the own picture is sent at most. */
  limit(limit: SendingLimit): void {
    this.#limit = limit
    void this.#sending?.limit(limit)
  }

  takeAnswer(sdp: string): Promise<void> {
    const sending = this.#sending
    return this.#step('send', async () => sending?.takeAnswer(sdp))
  }

  takeOffer(sdp: string, isNew: boolean): Promise<void> {
    return this.#step('receive', async () => {
      if (isNew || !this.#receiving) this.#makeReceiving()
      await this.#receiving?.takeOffer(sdp)
    })
  }

  takeCandidate(leg: 'send' | 'receive', candidate: RTCIceCandidateInit | null): Promise<void> {
    return this.#step(leg, async () => {
      const target = leg === 'send' ? this.#sending : this.#receiving
      // One that is late, for a connection that is gone, is no fault.
      await target?.takeCandidate(candidate).catch(() => undefined)
    })
  }

  /** Both connections' statistics, the own one first. */
  async getStats(): Promise<(RTCStatsReport | undefined)[]> {
    return Promise.all([this.#sending?.getStats(), this.#receiving?.getStats()])
  }

  close(): void {
    clearInterval(this.#timer)
    this.drop()
    this.#remote.value = null
  }

  #makeReceiving(): void {
    if (this.#hasVideo.peek()) this.#pictureChanges.value += 1
    this.#receiving?.close()
    const { send } = this.#options
    this.#receiving = new ReceivingLeg(this.iceServers, {
      onAnswer: (sdp) => send({ type: 'answer', sdp }),
      onCandidate: (candidate) => send({ type: 'candidate', leg: 'receive', candidate }),
      onTrack: (track) => this.#show(track),
    })
    this.#stopWatching()
    this.#stopWatching = effect(() => this.#noteStates())
  }

  #show(track: MediaStreamTrack): void {
    const stream = this.#remote.peek() ?? new MediaStream()
    for (const old of stream.getTracks()) {
      if (old.kind === track.kind && old !== track) stream.removeTrack(old)
    }
    stream.addTrack(track)
    this.#remote.value = stream
    if (track.kind === 'video') this.#hasVideo.value = true
  }

  #noteStates(): void {
    const states = {
      sending: this.#sending?.state.value ?? 'new',
      receiving: this.#receiving?.state.value ?? 'new',
    }
    for (const leg of ['sending', 'receiving'] as const) {
      if (states[leg] === 'connected') this.#downSince[leg] = null
      else this.#downSince[leg] ??= Date.now()
    }
    this.#isFlowing.value = states.sending === 'connected' && states.receiving === 'connected'
  }

  #watch(): void {
    if (!this.#sending) return
    this.#mend('sending')
    if (this.#options.isExpected()) this.#mend('receiving')
    else if (this.#downSince.receiving !== null) this.#downSince.receiving = Date.now()
  }

  #mend(leg: 'sending' | 'receiving'): void {
    const since = this.#downSince[leg]
    if (since === null) return
    const now = Date.now()
    const state = leg === 'sending' ? this.#sending?.state.peek() : this.#receiving?.state.peek()
    const isBeyond = leg === 'sending' && (state === 'failed' || state === 'closed')
    if (isBeyond || now > since + RESTART_AFTER_MS + BROKEN_AFTER_MS) {
      this.#downSince[leg] = now
      this.#options.onBroken()
    } else if (now > since + RESTART_AFTER_MS && this.#restartedAt[leg] < since) {
      this.#restart(leg)
    }
  }

  #restart(leg: 'sending' | 'receiving'): void {
    this.#restartedAt[leg] = Date.now()
    const { send } = this.#options
    if (leg === 'receiving') return send({ type: 'restart', leg: 'receive' })
    const sending = this.#sending
    void this.#step('send', async () => {
      send({ type: 'restart', leg: 'send' })
      await sending?.offer({ isRestart: true })
    })
  }

  #step(leg: 'send' | 'receive', step: () => Promise<void>): Promise<void> {
    const turn = this.#last[leg].then(step)
    // What a leg cannot read leaves it down, and being down is what is watched.
    this.#last[leg] = turn.catch(() => undefined)
    return this.#last[leg]
  }
}
