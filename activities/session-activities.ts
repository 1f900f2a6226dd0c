import type { NotificationEvent } from '../domain/notification.ts'
import type { RecordingSegment } from '../domain/session-state.ts'
import type { CommitOutcome, SessionChange } from '../domain/session-change.ts'

/** What a session's workflow asks of the world. Ids only; every activity is idempotent. */

export type NotifyInput = {
  organisationId: string
  sessionId: string
  /** Revision that caused it; part of the delivery's key. */
  rev: number
  event: NotificationEvent
  /** Employees to tell. */
  employees: string[]
  /** Whether the code user is told, where an address was left. */
  codeUser: boolean
  /** Employee who confirmed, took, cancelled; for the text. */
  by?: string
  call?: number
}

export type CallRoom = { organisationId: string; sessionId: string; call: number; gateway: string }

export type StoreRecordingInput = CallRoom & {
  artefactId: string
  segments: RecordingSegment[]
  codeUsers: string[]
  employees: string[]
  /** Known damage: the gateway went away in the call. */
  isGatewayLost: boolean
}
export type StoreRecordingResult = {
  /** `none`: the recorder ran but no media came, or it never ran. */
  state: 'ready' | 'partial' | 'none' | 'failed'
  durationMs?: number
  reason?: string
}

export type DeleteRecordedInput = CallRoom & {
  /**
   * While the call goes on, ms since the epoch: what is recorded later, with a new consent, stays.
   * Left out, all of the call goes.
   */
  recordedUntil?: number
}

export type StoreScreenshotsInput = Omit<CallRoom, 'gateway'> & { ids: string[] }
/** How many are there afterwards, and how many could not be kept; those deleted count as neither. */
export type StoreScreenshotsResult = { stored: number; failed: number }

export type SessionActivities = {
  commitSession(change: SessionChange): Promise<CommitOutcome>
  notify(input: NotifyInput): Promise<{ sent: number; failed: number }>
  /** Opens the room on the gateway of whoever takes the task. */
  openRoom(input: Omit<CallRoom, 'gateway'>): Promise<{ gateway: string }>
  /** Recorder on, now or not at all. */
  startRecorder(input: CallRoom): Promise<void>
  /** Recorder off, however long it takes; a closed room counts as off. */
  stopRecorder(input: CallRoom): Promise<void>
  /** Recorder off, room closed. */
  finishCall(input: CallRoom): Promise<void>
  storeRecording(input: StoreRecordingInput): Promise<StoreRecordingResult>
  /** Composes what both sides made of them; their originals and their changes are gone afterwards. */
  storeScreenshots(input: StoreScreenshotsInput): Promise<StoreScreenshotsResult>
  /** The code user's data in database and object store. */
  eraseSession(input: Pick<CallRoom, 'organisationId' | 'sessionId'>): Promise<void>
  /** Objects, raw files and strokes of a call. */
  deleteRecorded(input: DeleteRecordedInput): Promise<void>
}
