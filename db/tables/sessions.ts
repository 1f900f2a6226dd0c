import type { Generated } from 'kysely'
import type { ActorRef } from '../../domain/actor.ts'
import type { HistoryKind, HistoryLine } from '../../domain/session-change.ts'
import type {
  ParticipantState,
  RecipientReason,
  SessionState,
  Participant,
} from '../../domain/session-state.ts'
import type { Status } from '../../domain/status.ts'

export interface SessionsTable {
  id: string
  organisationId: string
  number: number
  rev: number
  status: Status
  statusSince: Date
  /** ms since the epoch, when each status was reached last */
  statusTimes: Partial<Record<Status, number>>
  state: SessionState
  deviceId: string
  templateId: string
  departmentId: string | null
  responsibleId: string | null
  visibility: SessionState['visibility']
  createdByKind: ActorRef['kind']
  createdById: string
  apiKeyId: string | null
  externalKey: string | null
  externalBodyHash: string | null
  lastSeq: number
  createdAt: Date
  changedAt: Generated<Date>
  overAt: Date | null
}

export interface SessionCommitsTable {
  organisationId: string
  sessionId: string
  commandId: string
  rev: number
  bodyHash: string
  committedAt: Generated<Date>
}

/** Kinds of free text a session can have; bodies of `answers`, `assistant` and `ticket` are JSON. */
export const TEXT_KINDS = [
  'reason',
  'requester',
  'email',
  'answers',
  'assistant',
  'ticket',
  'message',
] as const
export type TextKind = (typeof TEXT_KINDS)[number]

export interface SessionTextsTable {
  id: string
  organisationId: string
  sessionId: string
  commandId: string
  kind: TextKind
  body: string
  folded: Generated<string>
  createdAt: Generated<Date>
  linkedAt: Date | null
}

export interface SessionOriginsTable {
  sessionId: string
  organisationId: string
  language: string
  codeId: string | null
  deviceGrantId: string | null
  requestFlowId: string | null
  actionButtonId: string | null
  draftId: string | null
  createdAt: Generated<Date>
  /** When what the code user left was erased last, to the millisecond. */
  erasedAt: Date | null
}

export interface SessionHistoryTable {
  organisationId: string
  sessionId: string
  seq: number
  rev: number
  at: Date
  kind: HistoryKind
  actorKind: ActorRef['kind']
  actorId: string
  details: Omit<HistoryLine, 'kind' | 'actor' | 'at'>
}

export interface SessionRecipientsTable {
  organisationId: string
  sessionId: string
  employeeId: string
  rule: RecipientReason['rule']
  departmentId: string | null
  addedAt: Generated<Date>
}

export interface SessionSeenTable {
  organisationId: string
  sessionId: string
  employeeId: string
  firstSeenAt: Generated<Date>
  lastSeenAt: Generated<Date>
}

export interface ParticipantsTable {
  id: string
  organisationId: string
  sessionId: string
  state: ParticipantState
  via: Participant['via']
  addedAt: Generated<Date>
  admittedAt: Date | null
}

export interface JoinLinksTable {
  organisationId: string
  sessionId: string
  number: number
  hash: string
  createdAt: Generated<Date>
  revokedAt: Date | null
}

export interface TicketLinksTable {
  organisationId: string
  sessionId: string
  system: string
  key: string
  textId: string | null
  state: string | null
  folded: Generated<string>
  linkedAt: Generated<Date>
}

export interface SessionLabelsTable {
  organisationId: string
  sessionId: string
  labelId: string
}

export interface RatingsTable {
  sessionId: string
  organisationId: string
  participantId: string
  stars: number
  ratedAt: Generated<Date>
}
