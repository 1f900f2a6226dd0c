import type { ServerCallMessage } from '../contract/call-messages.ts'
import type { Actor } from '../domain/actor.ts'
import type { SessionState } from '../domain/session-state.ts'

/** What the media holder needs from outside; bin/api.ts joins it. */

export type Side = 'employee' | 'code_user'

/** Whom a call socket was let in for. Media is authorised by this alone from then on. */
export type Seat = {
  organisationId: string
  sessionId: string
  call: number
  side: Side
  /** The employee's or the participant's id. */
  id: string
  /** For the commands that the holder repeats on their behalf. */
  actor: Actor
}

export type CallKey = Pick<Seat, 'organisationId' | 'sessionId' | 'call'>

/** One call socket, as the holder sees it. */
export interface CallLine {
  readonly seat: Seat
  send(message: ServerCallMessage): void
  /** A frame of a screenshot's document. */
  sendFrame(frame: Uint8Array): void
  close(code: number, reason: string): void
}

export type StopWhat = 'call' | 'recording' | 'consent'

/** A stop with the command that makes it last; `key` is the page's Idempotency-Key. */
export type StopCommand = {
  seat: Seat
  what: StopWhat
  key: string
  recorded?: 'keep' | 'delete'
}

export interface HolderCommands {
  /**
   * Gives the session's workflow the command behind a stop: `endCall`, `stopRecording` or
   * `setConsent withdrawn`. Resolves when it is stored or refused; rejects when it should be
   * repeated.
   */
  send(stop: StopCommand): Promise<void>
}

/** Facts for the session's workflow; repeated by the holder until the row shows them. */
export interface HolderFacts {
  presence(
    call: CallKey,
    fact: { id: string; epoch: number; seq: number; present: boolean },
  ): Promise<void>
  gatewayLost(call: CallKey, gateway: string): Promise<void>
  mediaStopped(call: CallKey, at: number): Promise<void>
}

/** Reads of the installation's database; all reject while it is away. */
export interface HolderRows {
  findState(call: CallKey): Promise<SessionState | undefined>
  /** Calls that should be running on the gateway. */
  listRunningCalls(gateway: string): Promise<CallKey[]>
  /** Oldest first. `session` is the gateway's own id of what is kept. */
  listKept(gateway: string): Promise<(CallKey & { session: string; kept: unknown })[]>
  saveKept(call: CallKey, entry: { gateway: string; session: string; kept: object }): Promise<void>
  deleteKept(entry: { gateway: string; session: string }): Promise<void>
  /** Oldest first. */
  listScreenshotChanges(call: CallKey, id: string): Promise<{ seq: number; body: Uint8Array }[]>
  /** `closed`: the call is over, or it was deleted; `taken`: another holder wrote that number. */
  logScreenshotChange(
    call: CallKey,
    change: { id: string; seq: number; body: Uint8Array; actor: { kind: Side; id: string } },
  ): Promise<'logged' | 'closed' | 'taken'>
  /** A stroke drawn while the recorder was on; safe to repeat. */
  saveStroke(call: CallKey, stroke: DrawnStroke): Promise<void>
}

export type DrawnStroke = {
  by: Side
  actorId: string
  name: string
  /** When it began, ms since the epoch. */
  at: number
  /** ms since it began, then the points as they crossed the socket. */
  pieces: number[][]
}

/** The lease on a gateway: one api instance at a time holds its calls. */
export interface GatewayLeases {
  find(
    gateway: string,
  ): Promise<{ holder: string | null; epoch: number; isHeld: boolean } | undefined>
  /** The new epoch; undefined when somebody was quicker. */
  take(request: LeaseRequest): Promise<number | undefined>
  /** False when a higher epoch has been given out. */
  renew(request: Omit<LeaseRequest, 'holderUrl'>): Promise<boolean>
  release(lease: { id: string; epoch: number }): Promise<void>
}

export type LeaseRequest = {
  id: string
  holder: string
  holderUrl: string
  epoch: number
  leaseMs: number
}
