import type { FastifyBaseLogger } from 'fastify'
import type { ServerCallMessage } from '../contract/call-messages.ts'
import type { CallMessage } from './call-socket-messages.ts'
import type { MediaStop, MediaStops } from './dependencies.ts'
import { HeldCall } from './media-holder-call.ts'
import { GatewayLease } from './media-holder-lease.ts'
import { handleCallMessage } from './media-holder-messages.ts'
import type {
  CallKey,
  CallLine,
  GatewayLeases,
  HolderCommands,
  HolderFacts,
  HolderRows,
  Seat,
} from './media-holder-ports.ts'
import { PresenceReports } from './media-holder-presence.ts'
import { Stops } from './media-holder-stops.ts'
import { isPagesFault, type MediaSignalling } from './media-signalling.ts'
import { invalidField, ProblemError, problemOf } from './problems.ts'

type IceServers = Extract<ServerCallMessage, { type: 'welcome' }>['iceServers']

export type MediaHolderOptions = {
  gateway: string
  /** This instance's lasting name, and where other instances reach it. */
  holder: string
  holderUrl: string
  signalling: MediaSignalling
  rows: HolderRows
  leases: GatewayLeases
  facts: HolderFacts
  commands: HolderCommands
  log: FastifyBaseLogger
  iceServers: (seat: Seat) => IceServers
}

const TICK_MS = 1_000
const LOOK_FOR_LOST_EVERY_MS = 2_000
const REFRESH_AFTER_MS = 3_000

/**
 * Holds the calls of one gateway: their sockets, their media, who is present. Everything it does in
 * a running call works without Postgres and Temporal; what they should know is told until they do.
 */
export class MediaHolder implements MediaStops {
  #options: MediaHolderOptions
  #lease: GatewayLease
  #presence: PresenceReports
  #stops: Stops
  #calls = new Map<string, HeldCall>()
  #refreshedAt = new Map<HeldCall, number>()
  /** Calls whose connections are gone although their room may still be there. */
  #lost = new Set<string>()
  #taking: Promise<void> = Promise.resolve()
  #tick: NodeJS.Timeout | undefined
  #lookedForLostAt = 0

  constructor(options: MediaHolderOptions) {
    this.#options = options
    const { leases, gateway, holder, holderUrl } = options
    const onTaken = () => void (this.#taking = this.#takeOver())
    const onLost = () => void this.#abandonAll()
    this.#lease = new GatewayLease({ leases, gateway, holder, holderUrl, onTaken, onLost })
    this.#presence = new PresenceReports(options.facts)
    this.#stops = new Stops(options)
  }

  start(): void {
    this.#lease.start()
    this.#tick = setInterval(() => this.#lookAfterAll(), TICK_MS)
  }

  /** Leaves the calls to the next holder; media goes on. */
  async close(): Promise<void> {
    clearInterval(this.#tick)
    this.#stops.close()
    await this.#lease.stop()
    await this.#abandonAll()
  }

  /** Before a socket is let in: whether this instance holds the call and they belong into it. */
  async admit(seat: Seat): Promise<void> {
    if (this.#lease.epoch === undefined) throw new ProblemError('unavailable')
    await this.#taking
    const held = this.#calls.get(nameOf(seat)) ?? (await this.#hold(seat))
    if (held.isExpected(seat)) return
    await held.refresh().catch(() => undefined)
    if (!held.isExpected(seat)) throw new ProblemError('not_participant')
  }

  connect(line: CallLine): void {
    const { seat } = line
    const { side, id, call } = seat
    const iceServers = this.#options.iceServers(seat)
    line.send({ type: 'welcome', side, participant: id, call, iceServers })
    this.#calls.get(nameOf(seat))?.addLine(line)
  }

  async receive(line: CallLine, message: CallMessage): Promise<void> {
    const held = this.#calls.get(nameOf(line.seat))
    if (!held) return line.send({ type: 'ended', why: 'over' })
    // They have been told; only a stop still has to be acknowledged.
    if (held.isOver && message.type !== 'stop' && message.type !== 'ping') return
    try {
      const beginStop = this.#stops.begin.bind(this.#stops)
      await handleCallMessage({ held, line, beginStop }, message)
    } catch (error) {
      const problem = problemOf(this.#problemFor(error, line, message))
      const about = message.type === 'screenshot' ? { screenshot: message.frame.screenshot } : {}
      line.send({ type: 'problem', problem, ...about })
    }
  }

  async disconnect(line: CallLine): Promise<void> {
    await this.#calls
      .get(nameOf(line.seat))
      ?.removeLine(line)
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'a place was not freed'))
  }

  /** For the HTTP routes, which give the command themselves. */
  async stop({ organisationId, sessionId, call, what }: MediaStop): Promise<void> {
    try {
      await this.#stops.begin({ organisationId, sessionId, call, what })
    } catch (error) {
      this.#options.log.error({ sessionId, call, what, err: error }, 'the gateway does not stop')
      throw new ProblemError('gateway_unavailable')
    }
  }

  /** The feed says that a session's row has changed. */
  sessionChanged(sessionId: string): void {
    this.#stops.wake(sessionId)
    for (const held of this.#calls.values()) {
      if (held.key.sessionId === sessionId) void this.#refresh(held)
    }
  }

  async #hold(key: CallKey): Promise<HeldCall> {
    const state = await this.#options.rows.findState(key)
    const call = state?.call
    if (!state || call?.number !== key.call || call.gateway !== this.#options.gateway) {
      throw new ProblemError('no_call')
    }
    const known = this.#calls.get(nameOf(key))
    if (known) return known
    const { organisationId, sessionId } = key
    const held = new HeldCall({ organisationId, sessionId, call: key.call }, state, {
      ...this.#options,
      onChange: (changed) => this.#lookAfter(changed),
      onLost: (lost) => this.#markLost(lost.key),
    })
    this.#calls.set(nameOf(key), held)
    return held
  }

  /** Goes on with the calls of the holder before; whose gateway has lost them, ends. */
  async #takeOver(): Promise<void> {
    const { rows, gateway, log } = this.#options
    const kept = await rows.listKept(gateway).catch((err: unknown) => {
      log.error({ gateway, err }, 'the calls to take over cannot be read')
      return []
    })
    const newest = new Map(kept.map((entry) => [nameOf(entry), entry]))
    for (const entry of kept) {
      const isNewest = newest.get(nameOf(entry)) === entry
      await this.#takeOverCall(entry, isNewest).catch((err: unknown) => {
        const { sessionId, call } = entry
        log.error({ sessionId, call, err }, 'a call could not be taken over')
      })
    }
  }

  async #takeOverCall(entry: KeptEntry, isNewest: boolean): Promise<void> {
    const { rows, gateway } = this.#options
    const held = isNewest ? await this.#hold(entry).catch(ignoreProblem) : undefined
    if (held && (await held.resume(entry.kept))) return this.#lookAfter(held)
    held?.end('gateway_lost')
    if (held) this.#markLost(held.key)
    await rows.deleteKept({ gateway, session: entry.session })
  }

  async #abandonAll(): Promise<void> {
    const abandoned = [...this.#calls.values()].map((held) => held.abandon())
    this.#calls.clear()
    await Promise.all([...abandoned, this.#options.signalling.release()])
  }

  #lookAfterAll(): void {
    if (this.#lease.epoch === undefined) return
    for (const held of this.#calls.values()) this.#lookAfter(held)
    if (Date.now() < this.#lookedForLostAt + LOOK_FOR_LOST_EVERY_MS) return
    this.#lookedForLostAt = Date.now()
    // Without the database nothing is known, and nothing told.
    void this.#lookForLost().catch(() => undefined)
  }

  #lookAfter(held: HeldCall): void {
    const epoch = this.#lease.epoch
    if (epoch === undefined) return
    if (!held.call) return this.#letGo(held)
    const isAgreed = this.#presence.check(held, epoch)
    const isStale = Date.now() > (this.#refreshedAt.get(held) ?? 0) + REFRESH_AFTER_MS
    if (isStale && (!isAgreed || held.isOver)) void this.#refresh(held)
  }

  async #refresh(held: HeldCall): Promise<void> {
    this.#refreshedAt.set(held, Date.now())
    await held.refresh().catch(() => undefined)
    this.#lookAfter(held)
  }

  /** Stays until the stops are shown: their pages wait for the answer. */
  #letGo(held: HeldCall): void {
    held.end('over')
    if (this.#stops.isRunning(held.key)) return
    if (!this.#calls.delete(nameOf(held.key))) return
    this.#refreshedAt.delete(held)
    this.#presence.forget(held)
    held.forget().catch((error: unknown) => {
      this.#options.log.warn(
        { ...held.key, err: error },
        'connections of a call were not forgotten',
      )
    })
  }

  /** Every call that should run here: a gateway that was started anew has none of its rooms. */
  async #lookForLost(): Promise<void> {
    const { rows, gateway } = this.#options
    const running = await rows.listRunningCalls(gateway)
    const names = new Set(running.map(nameOf))
    for (const name of this.#lost) if (!names.has(name)) this.#lost.delete(name)
    for (const key of running) {
      if (!(await this.#isLost(key))) continue
      this.#calls.get(nameOf(key))?.end('gateway_lost')
      await this.#tellLost(key)
    }
  }

  async #isLost(key: CallKey): Promise<boolean> {
    if (this.#lost.has(nameOf(key))) return true
    if (this.#stops.has({ ...key, what: 'call' })) return false
    // A gateway that does not answer may still have it.
    return this.#options.signalling.hasRoom(key).then(
      (hasRoom) => !hasRoom,
      () => false,
    )
  }

  #markLost(key: CallKey): void {
    this.#lost.add(nameOf(key))
    void this.#tellLost(key)
  }

  /** Told again by the next look, while the row says that the call runs. */
  async #tellLost(key: CallKey): Promise<void> {
    const { facts, gateway, log } = this.#options
    const { sessionId, call } = key
    log.error({ sessionId, call, gateway }, 'the gateway has lost a call')
    await facts.gatewayLost(key, gateway).catch(() => undefined)
  }

  #problemFor(error: unknown, { seat }: CallLine, { type }: CallMessage): ProblemError {
    if (error instanceof ProblemError) return error
    if (isPagesFault(error)) return invalidField(`/${type}`, 'The gateway cannot read it')
    const { sessionId, call } = seat
    this.#options.log.error({ sessionId, call, message: type, err: error }, 'a call message failed')
    return new ProblemError('gateway_unavailable')
  }
}

type KeptEntry = CallKey & { session: string; kept: unknown }

/** A call that is over needs nobody to take it over. */
function ignoreProblem(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error
}

function nameOf({ sessionId, call }: Pick<CallKey, 'sessionId' | 'call'>): string {
  return `${sessionId}-${call}`
}
