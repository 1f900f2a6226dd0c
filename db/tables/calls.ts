import type { Generated } from 'kysely'
import type { ActorRef } from '../../domain/actor.ts'
import type { EndReason } from '../../domain/call-ending.ts'
import type { Call, ConsentDecision } from '../../domain/session-state.ts'

export interface GatewaysTable {
  id: string
  url: string
  holder: string | null
  holderUrl: string | null
  epoch: Generated<number>
  until: Date | null
  createdAt: Generated<Date>
}

export type CallPhase = Call['phase'] | 'over'

export interface CallsTable {
  organisationId: string
  sessionId: string
  number: number
  gatewayId: string
  phase: CallPhase
  startedByKind: ActorRef['kind']
  startedById: string
  startedAt: Date
  acceptedAt: Date | null
  endedAt: Date | null
  endReason: EndReason | null
  recording: Generated<Call['recording']>
  employees: Generated<string[]>
  participants: Generated<string[]>
}

export interface GatewaySessionsTable {
  gatewayId: string
  gatewaySession: string
  organisationId: string
  sessionId: string
  callNumber: number
  handles: Generated<Record<string, unknown>>
  openedAt: Generated<Date>
}

export interface ConsentsTable {
  organisationId: string
  sessionId: string
  rev: number
  position: number
  callNumber: number | null
  decision: ConsentDecision
  participantId: string
  at: Date
  textVersion: number
  language: string
}

export const ARTEFACT_KINDS = ['recording', 'screenshot'] as const
export type ArtefactKind = (typeof ARTEFACT_KINDS)[number]

/** `none`: the call ended without any media worth keeping; never shown. */
export const ARTEFACT_STATES = [
  'uploading',
  'ready',
  'partial',
  'failed',
  'deleted',
  'none',
] as const
export type ArtefactState = (typeof ARTEFACT_STATES)[number]

export interface ArtefactsTable {
  id: string
  organisationId: string
  sessionId: string
  callNumber: number
  kind: ArtefactKind
  position: Generated<number>
  state: ArtefactState
  reason: string | null
  contentType: string | null
  bytes: number | null
  durationMs: number | null
  sha256: string | null
  objectKey: string | null
  /** Pairs of ms in the file and ms since the epoch, one per stretch. */
  timeIndex: [number, number][] | null
  createdAt: Generated<Date>
  storedAt: Date | null
  deletedAt: Date | null
}

export interface RecordingSegmentsTable {
  organisationId: string
  sessionId: string
  callNumber: number
  position: number
  startedAt: Date
  stoppedAt: Date | null
}

export interface ScreenshotUpdatesTable {
  artefactId: string
  organisationId: string
  seq: number
  body: Uint8Array
  actorKind: ActorRef['kind']
  actorId: string
  at: Generated<Date>
}

export interface StrokesTable {
  organisationId: string
  sessionId: string
  callNumber: number
  id: Generated<number>
  actorKind: ActorRef['kind']
  actorId: string
  /** As the page that drew it calls it. */
  name: string
  at: Date
  body: Uint8Array
}
