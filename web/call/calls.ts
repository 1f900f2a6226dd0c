import { signal, type ReadonlySignal } from '@preact/signals'
import { paths } from '../../contract/paths.ts'
import type { Api } from '../foundation/api-client.ts'
import { loadTexts } from '../foundation/language.ts'
import { callMark } from './call-mark.ts'
import type { CallSession, CallSessions } from './call-session.ts'
import { EarlyConnection } from './early-connection.ts'
import type { Intent, MediaAnswer, MediaProblemCause } from './media-problem.ts'
import type { CallFarewell, OngoingCall } from './ongoing-call.ts'
import type { OwnMedia } from './own-media.ts'
import type { Side } from './strokes.ts'

/** What the page shows of a call; `CallLayer` shows it. */
export type CallStage =
  | { name: 'none' }
  /** The browser is asking the person for microphone and camera. */
  | { name: 'asking'; intent: Intent; wantsCamera: boolean }
  /** It said no. */
  | {
      name: 'blocked'
      intent: Intent
      problem: MediaProblemCause
      session: CallSession | undefined
      answer: (answer: MediaAnswer) => void
    }
  | { name: 'on'; call: OngoingCall }

type Blocked = Extract<CallStage, { name: 'blocked' }>

export type CallPlace = { sessionId: string; call: number }
export type CallEndNote = CallPlace & { why: CallFarewell }

type Opened = { number: number; media: OwnMedia; admission?: Promise<CallSession> | undefined }
type Consent = { decision: 'given'; textVersion: number; language: string }
type Entry = {
  /** Idempotency key of START or Accept. */
  key: string
  consent?: Consent | undefined
  /** Whether the own camera is wanted; the code user's is, an employee's only when they say so. */
  camera?: boolean | undefined
}

type Opening = (media: OwnMedia) => Promise<void>
type Way = Pick<Entry, 'camera'> & { intent: Intent }

export type CallsOptions = { api: Api; side: Side; sessions: CallSessions }

/** What is there before Accept: a connection, and the session that the call screen shows. */
type Early = {
  place: CallPlace
  connection: EarlyConnection
  /** Whether the browser gives the voice alone, or both, without asking the person. */
  isGranted: { voice: Promise<boolean>; both: Promise<boolean> }
  unwatch: () => void
}

/** All that shows or carries a call; loaded when a call is near. */
export async function loadCallChunk() {
  const chunk = await import('./call-chunk.ts')
  await loadTexts()
  return chunk
}

/** The calls of one page: at most one at a time. Small, since the first load of both pages has it. */
export class Calls {
  readonly #options: CallsOptions
  readonly #stage = signal<CallStage>({ name: 'none' })
  readonly #lastEnd = signal<CallEndNote | null>(null)
  #early: Early | undefined

  constructor(options: CallsOptions) {
    this.#options = options
  }

  get sessions(): CallSessions {
    return this.#options.sessions
  }

  get stage(): ReadonlySignal<CallStage> {
    return this.#stage
  }

  /** The call that this page was in last, and why it is not any more. */
  get lastEnd(): ReadonlySignal<CallEndNote | null> {
    return this.#lastEnd
  }

  /** A call is likely soon: fetches what it needs. */
  prefetch(): void {
    void loadCallChunk().catch(() => undefined)
  }

  /**
   * START: asks for the microphone first, then lets the other side ring. Resolves once that was
   * answered, or the person has left the explanation of a problem. Throws ApiProblem.
   */
  async start(session: Pick<CallSession, 'id'>, entry: Entry): Promise<void> {
    await this.#enter(session.id, { ...entry, intent: 'start' }, async (media) => {
      await this.#take(await this.#post(paths.calls(session.id), entry), media)
    })
  }

  /**
   * Accept, in the same order; where the browser asks nobody, the devices start last. The call is
   * shown while it is being accepted, and gone again when somebody else was faster. Throws ApiProblem.
   */
  async accept(place: CallPlace, entry: Entry): Promise<void> {
    const { sessionId, call } = place
    const rung = this.#rung(place)
    const accept = async (media: OwnMedia) => {
      const admission = this.#post(paths.acceptance(sessionId, call), entry)
      if (!rung) return this.#take(await admission, media)
      await this.#open(rung, { number: call, media, admission })
      this.#options.sessions.put(await admission)
    }
    const camera = entry.camera ?? this.#isCameraUsual
    const granted = this.#earlyAt(place)?.isGranted
    const isAtOnce = await (camera ? granted?.both : granted?.voice)
    if (isAtOnce) await this.#enterAtOnce(camera, accept)
    else await this.#enter(sessionId, { camera, intent: 'accept' }, accept)
  }

  async decline({ sessionId, call }: CallPlace, key: string): Promise<void> {
    this.#release()
    const path = paths.decline(sessionId, call)
    this.#options.sessions.put(await this.#options.api.post<CallSession>(path, { key }))
  }

  /** Back into a call that goes on without this page. */
  async rejoin(session: CallSession, { camera }: Pick<Entry, 'camera'> = {}): Promise<void> {
    const wanted = camera ?? callMark.of(session)?.camera ?? this.#isCameraUsual
    await this.#enter(session.id, { intent: 'rejoin', camera: wanted }, (media) =>
      this.#take(session, media),
    )
  }

  /** After a reload: back by itself, where neither browser nor person has to be asked. */
  async resume(session: CallSession): Promise<void> {
    const marked = callMark.of(session)
    if (this.#stage.peek().name !== 'none' || !marked) return
    const { isGranted } = await loadCallChunk()
    if (await isGranted(marked.camera)) await this.rejoin(session)
  }

  /** While a call rings here: connects early, so that Accept is fast. Ends with `release`. */
  preconnect(place: CallPlace): void {
    if (this.#earlyAt(place)) return
    this.#release()
    if (this.#stage.peek().name === 'on') return
    const { api } = this.#options
    const address = api.socketAddressOf(paths.callSocket(place.sessionId))
    const connect = async () => {
      const { CallConnection } = await loadCallChunk()
      return new CallConnection({ address, call: place.call, wants: 'preconnect' })
    }
    const isGranted = (camera: boolean) =>
      loadCallChunk()
        .then((chunk) => chunk.isGranted(camera))
        .catch(() => false)
    const { unwatch } = this.#options.sessions.watch(place.sessionId)
    this.#early = {
      place,
      connection: new EarlyConnection(connect),
      isGranted: { voice: isGranted(false), both: isGranted(true) },
      unwatch,
    }
  }

  /** It rings no more. Whoever is accepting just now still needs the connection. */
  release(): void {
    if (this.#stage.peek().name === 'none') this.#release()
  }

  #release(): void {
    this.#early?.connection.close()
    this.#early?.unwatch()
    this.#early = undefined
  }

  #earlyAt({ sessionId, call }: CallPlace): Early | undefined {
    const early = this.#early
    return early?.place.sessionId === sessionId && early.place.call === call ? early : undefined
  }

  /** The session with its ringing call, where it is known. */
  #rung({ sessionId, call }: CallPlace): CallSession | undefined {
    const { session, unwatch } = this.#options.sessions.watch(sessionId)
    unwatch()
    const { value } = session.peek()
    return value?.call?.number === call ? value : undefined
  }

  get #isCameraUsual(): boolean {
    return this.#options.side === 'code_user'
  }

  #post(path: string, { key, consent }: Entry): Promise<CallSession> {
    const body = consent ? { consent } : {}
    return this.#options.api.post<CallSession>(path, { key, body })
  }

  async #enter(id: string, way: Way, open: Opening): Promise<void> {
    if (this.#stage.peek().name !== 'none') return
    const media = await this.#ask(id, way)
    if (media) await this.#openWith(media, open)
    else this.#leave()
  }

  /**
   * The devices start once the call is this page's: whoever was too slow never opened a microphone,
   * and nothing holds up the picture. One that does not start is told like one that is lost.
   */
  async #enterAtOnce(camera: boolean, open: Opening): Promise<void> {
    if (this.#stage.peek().name !== 'none') return
    const { makeOwnMedia } = await loadCallChunk()
    const media = makeOwnMedia(this.#options.side)
    await this.#openWith(media, open)
    void media.acquireInCall({ camera })
  }

  async #openWith(media: OwnMedia, open: Opening): Promise<void> {
    try {
      await open(media)
    } catch (error) {
      media.stop()
      this.#leave()
      throw error
    } finally {
      if (this.#stage.peek().name !== 'on') {
        this.#leave()
        this.#release()
      }
    }
  }

  async #take(session: CallSession, media: OwnMedia): Promise<void> {
    this.#options.sessions.put(session)
    if (session.call) await this.#open(session, { number: session.call.number, media })
    else media.stop()
  }

  async #ask(id: string, way: Way): Promise<OwnMedia | undefined> {
    const { intent, camera = this.#isCameraUsual } = way
    const show = (wantsCamera: boolean) =>
      (this.#stage.value = { name: 'asking', intent, wantsCamera })
    show(camera)
    const { askForMedia } = await loadCallChunk()
    return askForMedia({
      side: this.#options.side,
      wantsCamera: camera,
      explain: (problem) => this.#explain(id, { intent, problem }),
      onAgain: show,
    })
  }

  #explain(id: string, why: Pick<Blocked, 'intent' | 'problem'>): Promise<MediaAnswer> {
    const { session, unwatch } = this.#options.sessions.watch(id)
    unwatch()
    return new Promise((answer) => {
      this.#stage.value = { name: 'blocked', ...why, session: session.peek().value, answer }
    })
  }

  #leave(): void {
    this.#stage.value = { name: 'none' }
  }

  async #open(known: CallSession, { number, media, admission }: Opened): Promise<void> {
    const place = { sessionId: known.id, call: number }
    const { OngoingCall } = await loadCallChunk()
    const connection = await this.#earlyAt(place)?.connection.take()
    this.#lastEnd.value = null
    const call = new OngoingCall({
      ...this.#options,
      ...place,
      known,
      media,
      connection,
      admission,
      onFarewell: (why) => this.#end(place, why),
    })
    // Not before: the call goes on with the session that is watched here.
    this.#release()
    this.#stage.value = { name: 'on', call }
    // A call that this page has no place in is none to come back to.
    if (admission) void admission.then(() => this.#mark(call)).catch(() => undefined)
    else this.#mark(call)
  }

  #mark(call: OngoingCall): void {
    const stage = this.#stage.peek()
    if (stage.name === 'on' && stage.call === call) callMark.follow(call)
  }

  #end(place: CallPlace, why: CallFarewell): void {
    callMark.clear()
    this.#lastEnd.value = { ...place, why }
    this.#stage.value = { name: 'none' }
  }
}
