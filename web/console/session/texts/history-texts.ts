import type { EndReason } from '../../../../domain/call-ending.ts'
import type { HistoryBecause, HistoryKind } from '../../../../domain/session-change.ts'

/** What a sentence can name, formatted already. `{who}`, `{people}` … are set off by the page. */
export type LineFacts = { call: string; duration: string; stars: string }
export type HistorySentence = (facts: LineFacts) => string

/** Forms of some kinds, where the line holds more, or no person did it. */
export const HISTORY_FORMS = [
  'requested',
  'taken_over_free',
  'recipients_none',
  'joined',
  'call_accepted_responsible',
  'call_ended_itself',
  'call_ended_itself_after',
  'call_ended_after',
  'call_missed_by_code_user',
  'consent_unanswered',
  'recording_started_itself',
  'recording_stopped_itself',
  'recording_partial',
  'recording_none',
  'recording_deleted_itself',
  'made_public',
  'labels_added',
  'labels_removed',
] as const
export type HistoryForm = HistoryKind | (typeof HISTORY_FORMS)[number]

export type HistoryTexts = {
  sentence: Record<HistoryForm, HistorySentence>
  because: Record<HistoryBecause | 'missed_call_keeps_session', string>
  /** Why a call ended. */
  reason: Record<EndReason, string>
  /** Who did something, where no name is known; always the subject. */
  somebody: Record<'employee' | 'code_user' | 'api_client' | 'system' | 'operations', string>
  manyPeople: (count: string) => string
  rang: (people: string) => string
  rangCodeUser: string
  message: (text: string) => string
}
