import type { FastifyBaseLogger } from 'fastify'
import type { ServerCallMessage } from '../contract/call-messages.ts'
import type { Call, SessionState } from '../domain/session-state.ts'
import { CallMarks } from './call-marks.ts'
import { EarlyGrants } from './media-holder-grants.ts'
import { KeptConnections } from './media-holder-kept.ts'
import { CallPlaces, membersOf, type Devices } from './media-holder-places.ts'
import type { CallKey, CallLine, HolderRows, Seat, Side } from './media-holder-ports.ts'
import type { MediaEvent, MediaRoom, MediaSignalling } from './media-signalling.ts'
import { HeldScreenshots } from './media-holder-screenshots.ts'
import { StrokeLog, type StrokePiece } from './media-holder-strokes.ts'
import { ProblemError } from './problems.ts'

export type HeldCallDependencies = {
  gateway: string
  signalling: MediaSignalling
  rows: HolderRows
  /** Who is present, or how long the call is held, may have changed. */
  onChange: (call: HeldCall) => void
  onLost: (call: HeldCall) => void
  log: FastifyBaseLogger
}

/** One running call: its sockets, who has a place in it, and its media. */
export class HeldCall {
  readonly key: CallKey
  readonly marks = new CallMarks()
  #dependencies: HeldCallDependencies
  #state: SessionState
  #places = new CallPlaces((id) => ({
    isFlowing: this.#room?.isFlowing(id) ?? false,
    isSilent: this.#room?.isSilent(id) ?? false,
  }))
  #grants = new EarlyGrants({
    places: this.#places,
    mayConnect: (id) => this.#mayConnectEarly(id),
    openRoom: () => this.#openRoom(),
  })
  #room: MediaRoom | undefined
  #opening: Promise<MediaRoom> | undefined
  readonly screenshots: HeldScreenshots
  #kept: KeptConnections
  #strokes: StrokeLog
  #isOver = false
  #endedWhy: 'over' | 'gateway_lost' = 'over'
  /** After a takeover everybody gets time to come back before they count as absent. */
  absentNotBefore = 0

  constructor(key: CallKey, state: SessionState, dependencies: HeldCallDependencies) {
    this.key = key
    this.#state = state
    this.#dependencies = dependencies
    this.screenshots = new HeldScreenshots(this, dependencies.rows)
    this.#kept = new KeptConnections(key, dependencies)
    this.#strokes = new StrokeLog(key, dependencies)
  }

  get state(): SessionState {
    return this.#state
  }

  /** The call as the row has it; undefined once it is over there. */
  get call(): Call | undefined {
    const { call } = this.#state
    return call?.number === this.key.call ? call : undefined
  }

  get isOver(): boolean {
    return this.#isOver
  }

  isPresent(id: string): boolean {
    return this.#places.isPresent(id)
  }

  /** Goes on with what another process carried; false when the gateway has lost it. */
  async resume(kept: unknown): Promise<boolean> {
    const { signalling } = this.#dependencies
    const room = await signalling.resume(this.key, kept, (event) => this.hear(event))
    if (!room) return false
    this.#room = room
    this.#opening = Promise.resolve(room)
    this.absentNotBefore = Date.now() + TAKEOVER_GRACE_MS
    this.#kept.save(() => room.kept())
    for (const id of membersOf(this.call)) {
      const side = this.call?.employees.includes(id) ? 'employee' : 'code_user'
      this.#places.set(id, { line: undefined, side, stage: 'joined' })
    }
    return true
  }

  addLine(line: CallLine): void {
    this.#places.lines.add(line)
    if (this.#isOver) line.send({ type: 'ended', why: this.#endedWhy })
  }

  async removeLine(line: CallLine): Promise<void> {
    this.#places.lines.delete(line)
    this.screenshots.removeLine(line)
    this.#grants.forget(line)
    const { id } = line.seat
    const place = this.#places.get(id)
    if (place?.line !== line) return
    if (place.stage === 'granted') return this.#grants.end(id)
    place.line = undefined
    this.#presenceChanged(place.side)
  }

  /** Connects one rung page early, so that Accept only has to put its media in. */
  async preconnect(line: CallLine, { isAccepting }: { isAccepting: boolean }): Promise<void> {
    const { id } = line.seat
    const mayConnect = await this.#stands(() => this.#mayConnectEarly(id))
    if (mayConnect) return this.#grants.ask(line, { isAccepting })
    line.send({ type: 'busy' })
  }

  /** Gives the page its place; `isKept` when its connections go on as they are. */
  async join(line: CallLine, hasMedia: boolean): Promise<void> {
    const { id, side } = line.seat
    if (!(await this.#stands(() => membersOf(this.call).includes(id)))) {
      throw new ProblemError('not_participant')
    }
    const room = await this.#openRoom()
    // The caller may come after the page that is kept ready for them.
    await this.#grants.endOf(
      (granted) => granted !== id && this.#places.get(granted)?.side === side,
    )
    if (this.#isOver || !this.#places.lines.has(line)) return
    const before = this.#places.get(id)
    if (before?.line && before.line !== line) before.line.send({ type: 'replaced' })
    const isOwnGrant = before?.stage === 'granted' && before.line === line
    this.#places.set(id, { line, side, stage: 'joined' })
    const isKept = (isOwnGrant || hasMedia) && (await room.resume(id, { isNew: isOwnGrant }))
    if (!isKept) await room.join(id)
    line.send({ type: 'joined', isKept })
    line.send({ type: 'recorder', isOn: room.isRecording })
    line.send({ type: 'marks', marks: this.marks.all })
    this.#places.tellAbout(side === 'employee' ? 'code_user' : 'employee', line)
    this.#presenceChanged(side)
  }

  /** The page's media; only for whoever has a place, from the page that holds it. */
  async media(line: CallLine): Promise<MediaRoom> {
    const place = this.#places.get(line.seat.id)
    if (place?.line !== line || !this.#room) throw new ProblemError('not_participant')
    return this.#room
  }

  setDevices(line: CallLine, devices: Devices): void {
    const place = this.#places.get(line.seat.id)
    if (place?.line !== line) return
    place.devices = devices
    this.#places.tellOthers(place.side)
  }

  /** To every other page in the call. */
  relay(from: CallLine, message: ServerCallMessage): void {
    if (!this.#places.isJoined(from)) throw new ProblemError('not_participant')
    this.#places.sendToJoined(message, from)
  }

  /** While the recorder really runs, what is drawn belongs to the recording. */
  keepStroke({ seat }: CallLine, piece: StrokePiece): void {
    if (this.#room?.isRecording) this.#strokes.add(seat, piece)
  }

  readonly isJoined = (line: CallLine): boolean => this.#places.isJoined(line)

  /** Rung or in the call: their socket is let in. */
  isExpected(seat: Seat): boolean {
    return this.isMember(seat) || this.#isRung(seat.id)
  }

  /** Who may act in the call: known here since they joined, whatever else is away. */
  isMember({ id }: Seat): boolean {
    return membersOf(this.call).includes(id) || this.#places.get(id)?.stage === 'joined'
  }

  hear(event: MediaEvent): void {
    switch (event.type) {
      case 'kept':
        return this.#kept.save(() => this.#room?.kept())
      case 'recorder':
        if (!event.isOn) this.#strokes.finishAll()
        return this.#places.sendToJoined(event)
      case 'closed':
        return this.end('over')
      case 'lost':
        this.end('gateway_lost')
        return this.#dependencies.onLost(this)
      case 'flow':
        return this.#presenceChanged(this.#places.get(event.member)?.side)
      case 'quality': {
        const uplink = event.lost >= POOR_FROM_LOST ? 'poor' : 'fair'
        return this.#places.sendTo(event.member, { type: 'quality', uplink })
      }
      case 'offer':
      case 'candidate': {
        const { member, ...message } = event
        return this.#places.sendTo(member, message)
      }
    }
  }

  /** Reads the row again; rejects while the database is away. */
  async refresh(): Promise<void> {
    const state = await this.#dependencies.rows.findState(this.key)
    if (state) await this.#follow(state)
  }

  /** Tells every page that the call is over; idempotent. */
  end(why: 'over' | 'gateway_lost'): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#endedWhy = why
    this.#strokes.finishAll()
    for (const line of this.#places.lines) line.send({ type: 'ended', why })
  }

  /** Lets go of a call that is over everywhere. */
  async forget(): Promise<void> {
    for (const line of this.#places.lines) line.close(1000, 'the call is over')
    await this.#dependencies.signalling.forget(this.key)
    await this.#kept.remove()
  }

  /** Another instance holds the call now: the pages come back and find it. */
  async abandon(): Promise<void> {
    for (const line of this.#places.lines) line.close(1012, 'another instance holds the call')
    await this.#strokes.close()
  }

  async #follow(state: SessionState): Promise<void> {
    if (state.rev < this.#state.rev) return
    const wasRinging = this.call?.phase === 'ringing'
    this.#state = state
    if (!this.call) return this.end('over')
    if (wasRinging && this.call.phase === 'live') this.#places.sendToJoined({ type: 'answered' })
    await this.#grants.endOf((id) => !this.#isRung(id) && !membersOf(this.call).includes(id))
  }

  /** What was known suffices; else the row is read, since the right may be moments old. */
  async #stands(check: () => boolean): Promise<boolean> {
    if (check()) return true
    await this.refresh()
    return check()
  }

  #isRung(id: string): boolean {
    return this.call?.phase === 'ringing' && this.call.rung.includes(id)
  }

  /** Also who has accepted just now, and whose page is not told yet. */
  #mayConnectEarly(id: string): boolean {
    if (this.call?.phase !== 'live') return this.#isRung(id)
    return membersOf(this.call).includes(id) && !this.#places.get(id)
  }

  #openRoom(): Promise<MediaRoom> {
    if (this.#opening) return this.#opening
    const opening = this.#dependencies.signalling.open(this.key, (event) => this.hear(event))
    this.#opening = opening
    opening.then(
      (room) => (this.#room = room),
      () => (this.#opening = undefined),
    )
    return opening
  }

  #presenceChanged(side: Side | undefined): void {
    if (side) this.#places.tellOthers(side)
    this.#dependencies.onChange(this)
  }
}

const TAKEOVER_GRACE_MS = 10_000
/** Packets lost in a second from which a picture breaks up. */
const POOR_FROM_LOST = 30
