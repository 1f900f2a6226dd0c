import type { ActorRef } from './actor.ts'
import type { EndReason } from './call-ending.ts'
import type { ConsentDecision, SessionState, Visibility } from './session-state.ts'
import type { Status } from './status.ts'

/** Kinds of history lines. Each has a sentence in every language on the pages. */
export const HISTORY_KINDS = [
  'created',
  'recipients_told',
  'confirmed',
  'assigned',
  'taken_over',
  'cancelled',
  'completed',
  'reopened',
  'participant_admitted',
  'participant_waiting',
  'call_started',
  'ring_widened',
  'call_accepted',
  'call_declined',
  'call_ended',
  'call_missed',
  'connection_lost',
  'connection_back',
  'status_changed',
  'consent_asked',
  'consent_given',
  'consent_declined',
  'consent_withdrawn',
  'recording_started',
  'recording_stopped',
  'recording_stored',
  'recording_failed',
  'recording_deleted',
  'recording_kept',
  'screenshot_taken',
  'screenshots_stored',
  'screenshot_failed',
  'ticket_linked',
  'ticket_unlinked',
  'ticket_changed',
  'visibility_changed',
  'labels_changed',
  'rated',
  'erasure_started',
  'data_erased',
  'upload_slow',
  'notification_failed',
] as const
export type HistoryKind = (typeof HISTORY_KINDS)[number]

/** Why something happened when no person did it, or which rule applied. */
export const HISTORY_BECAUSE = [
  'call_end_closes_session',
  'no_answer_in_time',
  'nobody_at_a_screen',
  'responsible_busy',
  'responsible_declined',
  'first_accept_wins',
  'both_pressed_start',
  'question_unanswered',
  'limit_reached',
  'module_on_and_consent_given',
  'uploaded_after_call',
  'asked_by_operations',
  'gateway_stopped',
  'connection_not_back',
  'consent_withdrawn',
  'requested_by_code_user',
] as const
export type HistoryBecause = (typeof HISTORY_BECAUSE)[number]

export type HistoryLine = {
  kind: HistoryKind
  actor: ActorRef
  /** ms since the epoch */
  at: number
  because?: HistoryBecause
  call?: number
  status?: Status
  reason?: EndReason
  employees?: string[]
  participantId?: string
  ticket?: { system: string; key: string }
  /** Free text (a cancellation's message) lives in session_texts. */
  textId?: string
  artefactId?: string
  artefactState?: 'ready' | 'partial' | 'failed' | 'deleted' | 'none'
  durationMs?: number
  visibility?: Visibility
  /** Label ids. */
  added?: string[]
  removed?: string[]
  stars?: number
}

/** Evidence of one decision about recording; append-only. */
export type ConsentRecord = {
  call: number | null
  decision: ConsentDecision
  participant: string
  at: number
  textVersion: number
  language: string
}

/** How a call ended; the row of a running call is derived from the state. */
export type EndedCall = {
  number: number
  startedAt: number
  acceptedAt: number | null
  endedAt: number
  reason: EndReason
  startedBy: ActorRef
  employees: string[]
  participants: string[]
}

/** An artefact row that this change creates; storing it later changes its state. */
export type NewArtefact =
  | { id: string; kind: 'recording'; call: number }
  /** `position` counts within the call. */
  | { id: string; kind: 'screenshot'; call: number; position: number }

/** Everything one commit writes, in one statement; idempotent by (session, commandId). */
export type SessionChange = {
  commandId: string
  bodyHash: string
  /** Revision this change starts from; 0 for the first. */
  fromRev: number
  /** State after the change; `rev` is `fromRev + 1`, `number` null in the first commit. */
  next: SessionState
  history: HistoryLine[]
  /** Rows of session_texts that now belong to the session. */
  textIds: string[]
  consents: ConsentRecord[]
  endedCall: EndedCall | null
  newArtefacts: NewArtefact[]
  /** Only in the first commit: what the api client calls the session. */
  externalKey?: { apiClientId: string; key: string; bodyHash: string }
}

export type CommitOutcome =
  | { outcome: 'committed'; rev: number; number: number }
  /** The row was at another revision: the run adopts it and refuses the command. */
  | { outcome: 'conflict'; row: SessionState }
