import type { SessionActivities } from '../activities/session-activities.ts'
import type { HistoryLine } from '../domain/session-change.ts'
import type { SessionState } from '../domain/session-state.ts'

/** What later versions do besides; a run that was recorded without one goes on without it. */
export type Addition = 'tell-of-screenshots' | 'first-participant-admits'

/** Everything outside that a session needs; the workflow gives the durable one, tests a plain one. */
export type World = {
  activities: SessionActivities
  /** ms since the epoch */
  now(): number
  /** A new UUID, the same one again on replay. */
  newId(): string
  /** Calls `onSlow` once when the work takes longer than `ms`. */
  watch<T>(work: Promise<T>, ms: number, onSlow: () => Promise<void>): Promise<T>
  onChange(state: SessionState, recent: HistoryLine[]): void
  /** False only while a life from before the addition is replayed. */
  has(addition: Addition): boolean
}
