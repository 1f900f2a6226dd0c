import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { paths } from '../../contract/paths.ts'
import type { Api } from '../foundation/api-client.ts'
import { CallCommands, textRead } from './call-commands.ts'
import { CallConnection, type CallEnd, type Message } from './call-connection.ts'
import { CallScreenshots } from './call-screenshots.ts'
import type { CallSession, CallSessions } from './call-session.ts'
import { CallTimes } from './call-times.ts'
import { DarkPicture } from './dark-picture.ts'
import { firstPicture } from './first-picture.ts'
import { Marks } from './marks.ts'
import type { OwnMedia } from './own-media.ts'
import { worseOf, qualityOf, type Quality } from './quality.ts'
import { saveBandwidth } from './sending-limits.ts'
import { CallStatistics } from './statistics.ts'
import { beginStop, stopWasHeard } from './stop-command.ts'
import { Strokes, unpackPoints, type Side } from './strokes.ts'
import { keepAwake } from './wake-lock.ts'

/** `hung_up`: by this page. */
export type CallFarewell = CallEnd | 'hung_up'
/** `calling`: the other side is rung. `connecting`: it has answered, and nothing has arrived yet. */
export type CallPhase = 'calling' | 'connecting' | 'live' | 'reconnecting'

export type OngoingCallOptions = {
  api: Api
  sessions: CallSessions
  side: Side
  sessionId: string
  call: number
  media: OwnMedia
  /** As START or Accept was answered; with an admission, as it rang. */
  known: CallSession
  /** The answer to Accept, where the call is opened before it is there. */
  admission?: Promise<CallSession> | undefined
  /** Made while it rang. */
  connection?: CallConnection | undefined
  onFarewell: (why: CallFarewell) => void
}

/** Nothing has come for this long although it should: the connection is made anew. */
const SILENT_TOO_LONG_MS = 6_000

/** One call that this page takes part in, from START or Accept to its end. */
export class OngoingCall {
  readonly side: Side
  readonly sessionId: string
  readonly number: number
  readonly media: OwnMedia
  readonly api: Api
  readonly connection: CallConnection
  readonly statistics: CallStatistics
  readonly strokes = new Strokes()
  /** Grows with each piece of a stroke. */
  readonly strokesChanged = signal(0)
  readonly marks: Marks
  readonly screenshots: CallScreenshots
  readonly commands: CallCommands
  readonly session: ReadonlySignal<CallSession>
  readonly phase: ReadonlySignal<CallPhase>
  readonly quality: ReadonlySignal<Quality>
  /** Less than good: over a thin line less of the own picture is sent. */
  readonly sending: ReadonlySignal<Quality>
  readonly isRecording: ReadonlySignal<boolean>
  readonly times = new CallTimes()
  readonly #options: OngoingCallOptions
  readonly #wasLive = signal(false)
  readonly #isAdmitted = signal(false)
  readonly #ends: (() => void)[] = []
  #isOver = false

  constructor(options: OngoingCallOptions) {
    const { api, sessions, side, sessionId, call, media, known } = options
    this.#options = options
    this.side = side
    this.sessionId = sessionId
    this.number = call
    this.media = media
    this.api = api
    const watched = sessions.watch(sessionId)
    this.session = computed(() => {
      const { value } = watched.session.value
      // What is kept of it may be from before the call.
      return value && value.rev >= known.rev ? value : known
    })
    this.connection = options.connection ?? connect(options)
    this.commands = new CallCommands({ ...options, session: this.session })
    this.marks = new Marks({ side, send: (message) => this.connection.send(message) })
    this.screenshots = new CallScreenshots({
      side,
      connection: this.connection,
      list: computed(() => this.call?.screenshots ?? []),
    })
    this.connection.listener = {
      ...this.screenshots.listener,
      onEnd: (why) => this.#finish(why),
      onStroke: (stroke) => this.#takeStroke(stroke),
      onMarks: (news) => this.marks.hear(news),
      onStopped: stopWasHeard,
    }
    this.statistics = new CallStatistics(() => this.connection.media.getStats())
    this.phase = computed(() => this.#phaseNow())
    this.quality = computed(() => this.#qualityNow())
    this.isRecording = computed(() => this.#isRecordingNow())
    if (options.admission) this.#await(options.admission)
    else this.#admit()
    this.#ends.push(watched.unwatch, keepAwake(), () => this.statistics.stop())
    this.#ends.push(() => this.marks.close())
    const { media: own, uplink } = this.connection
    const limit = own.limit.bind(own)
    const saving = saveBandwidth({ figures: this.statistics.figures, uplink, limit })
    this.sending = saving.kept
    this.#ends.push(saving.stop)
    this.#follow()
  }

  /** The call as the session has it; undefined once it is over there. */
  get call(): CallSession['call'] | undefined {
    const call = this.session.value.call
    return call?.number === this.number ? call : undefined
  }

  /** Own microphone, camera and media end now; that the call is over is told until it was heard. */
  hangUp(): void {
    if (this.#isOver) return
    this.#leave()
    this.connection.media.close()
    beginStop({
      what: 'call',
      say: (message) => this.connection.send(message),
      command: (key) =>
        this.commands.take(this.api.post(paths.end(this.sessionId, this.number), { key })),
      onDone: () => this.connection.close(),
    })
    this.#options.onFarewell('hung_up')
  }

  /** The recorder is off at once. */
  stopRecording(): void {
    const path = paths.recording(this.sessionId, this.number)
    beginStop({
      what: 'recording',
      say: (message) => this.connection.send(message),
      command: (key) => this.commands.take(this.api.delete(path, { key })),
    })
  }

  /** Recorder off at once; what becomes of the recording is asked afterwards. */
  takeBackConsent(): void {
    const path = paths.recordingConsent(this.sessionId, this.number)
    beginStop({
      what: 'consent',
      say: (message) => this.connection.send(message),
      command: (key) => {
        const body = { decision: 'withdrawn', ...textRead(this.session.peek()) }
        return this.commands.take(this.api.put(path, { key, body }))
      },
    })
  }

  drawn(): void {
    this.strokesChanged.value += 1
  }

  #takeStroke({ id, by, points, isLast }: Message<'stroke'>): void {
    this.strokes.add({ id, by, points: unpackPoints(points), isLast }, performance.now())
    this.drawn()
  }

  /** What holds while the call lasts. */
  #follow(): void {
    const { connection, media } = this
    const dark = new DarkPicture()
    const first = firstPicture({
      isFirst: this.#options.known.call?.phase === 'ringing',
      isSeen: () => this.#isOpen() && connection.other.value?.isPresent === true,
    })
    this.#ends.push(
      first.stop,
      effect(() => {
        if (!this.call && this.#isAdmitted.value) this.#finish('over')
      }),
      // Before somebody has answered nobody is seen or heard.
      effect(() => {
        const tracks = media.tracks.value
        const isSmall = first.isSmall.value
        if (!this.#isOpen()) {
          return connection.share({ audio: null, video: dark.of(tracks.video), isSmall })
        }
        connection.share({ ...tracks, isSmall })
        dark.end()
      }),
      () => dark.end(),
      effect(() => {
        const camera = media.camera.value
        const isHidden = camera === 'on' && isPageHidden.value
        connection.tellDevices({
          microphone: media.microphone.value,
          camera: isHidden ? 'hidden' : camera,
        })
      }),
      effect(() => {
        if (this.phase.value === 'live') this.#wasLive.value = true
      }),
      effect(() => {
        const phase = this.phase.value
        const [isLive, isRinging] = [phase === 'live', phase === 'calling']
        this.times.note({ call: this.call, isLive, isRinging, isRecording: this.isRecording.value })
      }),
      effect(() => {
        const since = this.statistics.figures.value?.silentSince
        const isExpected = this.phase.value === 'live' && connection.other.peek()?.isPresent
        if (since && isExpected && Date.now() > since + SILENT_TOO_LONG_MS) {
          connection.media.renewReceiving()
        }
      }),
    )
  }

  /** Both sides have said yes. */
  #isOpen(): boolean {
    return this.#isAnswered() && this.#isAdmitted.value
  }

  #isAnswered(): boolean {
    const { isAnswered, other } = this.connection
    if (this.#options.admission) return true
    return isAnswered.value || other.value !== null || this.call?.phase === 'live'
  }

  #phaseNow(): CallPhase {
    const { other, media } = this.connection
    if (!this.#isAnswered()) return 'calling'
    const isHere = other.value?.isPresent !== false
    if (media.isFlowing.value && isHere && this.#isAdmitted.value) return 'live'
    return this.#wasLive.value ? 'reconnecting' : 'connecting'
  }

  #qualityNow(): Quality {
    const figures = this.statistics.figures.value
    const own = figures ? qualityOf(figures) : 'good'
    return worseOf(own, this.connection.uplink.value)
  }

  /** The gateway knows best; while it cannot be heard, what is stored. */
  #isRecordingNow(): boolean {
    const told = this.connection.isRecording.value
    const stored = this.call?.recording === 'on'
    return told ?? stored
  }

  /** The way is made meanwhile; nothing goes over it before the answer. */
  #await(admission: Promise<CallSession>): void {
    this.connection.accept()
    void admission.then(
      () => this.#admit(),
      () => this.#refuse(),
    )
  }

  #admit(): void {
    if (this.#isOver) return
    this.#isAdmitted.value = true
    this.connection.join()
  }

  /** Who asked for the call tells why it is none. */
  #refuse(): void {
    if (this.#isOver) return
    this.#leave()
    this.connection.close()
  }

  #finish(why: CallEnd): void {
    // The answer to Accept is on its way, and says more.
    if (this.#isOver || !this.#isAdmitted.peek()) return
    this.#leave()
    this.connection.close()
    this.#options.onFarewell(why)
  }

  #leave(): void {
    this.#isOver = true
    this.media.stop()
    for (const end of this.#ends) end()
    this.screenshots.close()
  }
}

const isPageHidden = signal(document.visibilityState === 'hidden')
document.addEventListener('visibilitychange', () => {
  isPageHidden.value = document.visibilityState === 'hidden'
})

function connect({ api, sessionId, call, admission }: OngoingCallOptions): CallConnection {
  const address = api.socketAddressOf(paths.callSocket(sessionId))
  return new CallConnection({ address, call, wants: admission ? 'accept' : 'place' })
}
