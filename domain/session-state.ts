import type { ActorRef } from './actor.ts'
import type { CallScreenshot } from './screenshot.ts'
import type { Status } from './status.ts'

/** What a template's video-session module allows and limits; copied into the session at creation. */
export type ModuleSettings = {
  requestsAllowed: boolean
  recordingAllowed: boolean
  codeUserScreenshots: boolean
  /** Missing in sessions from before there was a rating. */
  ratingAllowed?: boolean
  /** Time for a ring, from START to time-out. */
  ringSeconds: number
  maxCallSeconds: number
}

/** Why an employee received the request; shown in the Employees tab. */
export type RecipientReason = {
  rule: 'device_department' | 'template_department' | 'organisation' | 'assigned'
  departmentId?: string
}
export type Recipient = { id: string; because: RecipientReason }

export type ParticipantState = 'admitted' | 'pending'
export type Participant = {
  id: string
  state: ParticipantState
  via: 'request' | 'claim' | 'join_link'
}

export const CONSENT_DECISIONS = ['given', 'declined', 'withdrawn'] as const
export type ConsentDecision = (typeof CONSENT_DECISIONS)[number]

/** The agreement in force for one call; `call` is null until the first accepted call binds it. */
export type Consent = {
  call: number | null
  decision: ConsentDecision
  participant: string
  at: number
  textVersion: number
  language: string
}

/** Recorder on and off times, ms since the epoch. */
export type RecordingSegment = { startedAt: number; stoppedAt: number | null }

export type Presence = {
  /** Connection number given by the media holder; a lower (epoch, seq) is old news. */
  epoch: number
  seq: number
  present: boolean
  /** When this became so, ms since the epoch. */
  since: number
}

export type Call = {
  number: number
  gateway: string
  phase: 'ringing' | 'live'
  startedBy: ActorRef
  startedAt: number
  acceptedAt: number | null
  /** Which side is being called. */
  rings: 'employees' | 'code_user'
  /** Employees or participants whose pages ring now. */
  rung: string[]
  declined: string[]
  /** Set while only the responsible is rung: when all recipients are. */
  widensAt: number | null
  ringsUntil: number
  /** The employees and participants in the call; lists, though one to one ships. */
  employees: string[]
  participants: string[]
  presence: Record<string, Presence>
  recording: 'off' | 'asked' | 'on'
  askedUntil: number | null
  segments: RecordingSegment[]
  /** Left out until there is one. */
  screenshots?: CallScreenshot[]
}

/** Screenshots of a call that is over, still to be composed and stored; artefact ids. */
export type PendingScreenshots = { call: number; ids: string[] }

/** A recorded call that is over and whose media is still being stored. */
export type PendingMedia = {
  call: number
  artefactId: string
  gateway: string
  segments: RecordingSegment[]
  employees: string[]
  participants: string[]
  isGatewayLost: boolean
  /** Consent was taken back: nothing is stored before the code user says keep. */
  isHeld: boolean
}

/** A call whose recording has been stored; found again when consent is taken back later. */
export type StoredRecording = { call: number; artefactId: string; gateway: string }

/** After consent was taken back: the code user is asked whether to delete what was recorded. */
export type DeletionQuestion = { call: number; until: number }

export type TicketLink = { system: string; key: string; textId?: string }

export const VISIBILITIES = ['public', 'internal'] as const
/** `internal`: a code alone shows nothing of the session; who takes part in it still does. */
export type Visibility = (typeof VISIBILITIES)[number]

/** What the code user thought of it, 1 to 5; the last word counts. */
export type Rating = { stars: number; participant: string; at: number }

/** The code user's data is being erased; these calls may have left files beside their gateways. */
export type Erasure = { since: number; calls: { call: number; gateway: string }[] }

/** A command already done: repeated ones get the same revision again. */
export type SeenCommand = { commandId: string; bodyHash: string; rev: number; extra?: CommandExtra }
/** What a command's result says beside revision and status. */
export type CommandExtra = { call?: number; participantId?: string; screenshot?: number }

/** Durations come with the state, so that tests use milliseconds. */
export type Timings = {
  /** Only the responsible rings this long. */
  widenRingMs: number
  consentQuestionMs: number
  deletionQuestionMs: number
  /** How long a place in the call is kept after the connection was lost. */
  absenceGraceMs: number
  /** How long an over session stays in memory before its run completes. */
  passivateMs: number
}

/** Everything needed to decide; ids only, no personal text. */
export type SessionState = {
  sessionId: string
  organisationId: string
  number: number | null
  rev: number
  status: Status
  statusSince: number
  createdAt: number
  createdBy: ActorRef
  deviceId: string
  templateId: string
  recipients: Recipient[]
  responsible: string | null
  participants: Participant[]
  consents: Consent[]
  call: Call | null
  lastCall: number
  media: PendingMedia[]
  recordings: StoredRecording[]
  /** Left out while there is nothing to store. */
  screenshots?: PendingScreenshots[]
  deletionQuestion: DeletionQuestion | null
  ticketLinks: TicketLink[]
  visibility: Visibility
  labels: string[]
  /** Missing in sessions from before there was a rating. */
  rating?: Rating | null
  /** Left out while nothing is being erased. */
  erasure?: Erasure
  /** When the code user's data was last erased; left out where it never was. */
  erasedAt?: number
  module: ModuleSettings
  timings: Timings
  seen: SeenCommand[]
}

export const DEFAULT_TIMINGS: Timings = {
  widenRingMs: 15_000,
  consentQuestionMs: 60_000,
  deletionQuestionMs: 60_000,
  absenceGraceMs: 60_000,
  passivateMs: 600_000,
}

/** The consent that counts for a call: its own, else the one from the request not yet bound. */
export function consentFor(
  state: Pick<SessionState, 'consents'>,
  call: number,
): Consent | undefined {
  return (
    state.consents.findLast((consent) => consent.call === call) ??
    state.consents.findLast((consent) => consent.call === null)
  )
}
