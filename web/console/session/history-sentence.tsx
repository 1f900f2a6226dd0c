import type { ComponentChild } from 'preact'
import type { HistoryLineView } from '../../../contract/history-view.ts'
import { fill } from '../../foundation/fill.tsx'
import { formatDuration, formatList, formatNumber } from '../../foundation/formatting.ts'
import { labelName } from '../../foundation/label-name.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import type { HistoryForm } from './texts/history-texts.ts'
import { historyTexts } from './texts/texts.ts'

/** Who did what, with the names set off. */
export function historySentence(line: HistoryLineView): ComponentChild[] {
  const sentence = historyTexts.value.sentence[formOf(line)]
  const facts = {
    call: String(line.call ?? ''),
    stars: String(line.stars ?? ''),
    duration: line.durationMs === undefined ? '' : formatDuration(line.durationMs),
  }
  return fill(sentence(facts), {
    who: whoDid(line),
    people: peopleIn(line),
    status: line.status ? common.value.statusWord[line.status] : '',
    ticket: line.ticket?.key ?? '',
    added: formatList((line.added ?? []).map(labelName)),
    removed: formatList((line.removed ?? []).map(labelName)),
  })
}

/** Which sentence tells it: some kinds have another one when no person did it. */
function formOf(line: HistoryLineView): HistoryForm {
  const { kind, actor, employees = [], durationMs, artefactState, status, because } = line
  const isItself = actor.kind === 'system'
  switch (kind) {
    case 'created':
      return status === 'requested' ? 'requested' : 'created'
    case 'recipients_told':
      return employees.length > 0 ? 'recipients_told' : 'recipients_none'
    case 'taken_over':
      return employees.length > 0 ? 'taken_over' : 'taken_over_free'
    case 'participant_admitted':
      return actor.kind === 'code_user' ? 'joined' : 'participant_admitted'
    case 'call_accepted':
      return because === 'first_accept_wins' ? 'call_accepted_responsible' : 'call_accepted'
    case 'call_ended':
      if (isItself)
        return durationMs === undefined ? 'call_ended_itself' : 'call_ended_itself_after'
      return durationMs === undefined ? 'call_ended' : 'call_ended_after'
    case 'call_missed':
      return employees.length > 0 ? 'call_missed' : 'call_missed_by_code_user'
    case 'consent_declined':
      return because === 'question_unanswered' ? 'consent_unanswered' : 'consent_declined'
    case 'recording_started':
      return actor.kind === 'employee' ? 'recording_started' : 'recording_started_itself'
    case 'recording_stopped':
      return isItself ? 'recording_stopped_itself' : 'recording_stopped'
    case 'recording_stored':
      return artefactState === 'partial' ? 'recording_partial' : 'recording_stored'
    case 'recording_failed':
      return artefactState === 'none' ? 'recording_none' : 'recording_failed'
    case 'recording_deleted':
      return isItself ? 'recording_deleted_itself' : 'recording_deleted'
    case 'visibility_changed':
      return line.visibility === 'public' ? 'made_public' : kind
    case 'labels_changed':
      return formOfLabels(line)
    default:
      return kind
  }
}

function formOfLabels({ added = [], removed = [] }: HistoryLineView): HistoryForm {
  if (removed.length === 0) return 'labels_added'
  return added.length === 0 ? 'labels_removed' : 'labels_changed'
}

/** Why: the rule, the timer, the reason or the words that stand behind it. */
export function historyReason(line: HistoryLineView): string | undefined {
  const { kind, actor, reason, text, employees = [] } = line
  const { because, message, rang, rangCodeUser } = historyTexts.value
  if (text) return message(text)
  if (reason) return historyTexts.value.reason[reason]
  // Only a question that nobody answered ends like this without a person.
  if (kind === 'recording_deleted' && actor.kind === 'system') return because.question_unanswered
  const rule = ruleOf(line)
  if (rule) return because[rule]
  if (kind === 'recipients_told' && employees.length > NAMED_AT_MOST) return namesOf(employees)
  if (kind !== 'call_started') return undefined
  return employees.length > 0 ? rang(peopleIn(line)) : rangCodeUser
}

function ruleOf({ kind, because, status }: HistoryLineView) {
  if (kind === 'recording_failed') return undefined
  const isOpenAgain = because === 'call_end_closes_session' && status !== 'done'
  return isOpenAgain ? 'missed_call_keeps_session' : because
}

function whoDid({ actor }: HistoryLineView): string {
  if (actor.name) return actor.name
  const { somebody } = historyTexts.value
  switch (actor.kind) {
    case 'code_user':
      return somebody.code_user
    case 'api_client':
      return somebody.api_client
    case 'system':
      return actor.id === 'operations' ? somebody.operations : somebody.system
    default:
      return somebody.employee
  }
}

const NAMED_AT_MOST = 3

function peopleIn({ employees = [] }: HistoryLineView): string {
  if (employees.length <= NAMED_AT_MOST) return namesOf(employees)
  return historyTexts.value.manyPeople(formatNumber(employees.length))
}

function namesOf(people: readonly { name: string }[]): string {
  return formatList(people.map(({ name }) => name))
}
