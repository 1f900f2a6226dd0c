import type { EndReason } from '../domain/call-ending.ts'
import type { Call, SessionState } from '../domain/session-state.ts'
import { endCallWith } from './call-ending.ts'
import { widenRing } from './call-commands.ts'
import { note, type Decision } from './decision.ts'
import { deleteRecorded } from './recording-commands.ts'

/** One thing that time does to a session; `id` makes its commit happen once. */
type Deadline = { at: number; id: string; expire: (decision: Decision) => void }

/** The next thing that time will do, or null. Only one timer is ever needed. */
export function nextDeadline(state: SessionState): Deadline | null {
  const all = [...callDeadlines(state), ...questionDeadlines(state)]
  return all.reduce<Deadline | null>(
    (first, each) => (first && first.at <= each.at ? first : each),
    null,
  )
}

function questionDeadlines({ deletionQuestion }: SessionState): Deadline[] {
  if (!deletionQuestion) return []
  const { call, until } = deletionQuestion
  const expire = (decision: Decision) => deleteRecorded(decision, call)
  return [{ at: until, id: `deletion-unanswered:${call}:${until}`, expire }]
}

function callDeadlines(state: SessionState): Deadline[] {
  const { call } = state
  if (!call) return []
  return call.phase === 'ringing' ? ringDeadlines(call) : liveDeadlines(state, call)
}

function ringDeadlines(call: Call): Deadline[] {
  const timeout: Deadline = {
    at: call.ringsUntil,
    id: `ring-timeout:${call.number}`,
    expire: (decision) => endCallWith(decision, 'ring_timeout', { because: 'no_answer_in_time' }),
  }
  if (call.widensAt === null) return [timeout]
  const widen: Deadline = {
    at: call.widensAt,
    id: `ring-widened:${call.number}`,
    expire: (decision) => widenRing(decision, 'no_answer_in_time'),
  }
  return [widen, timeout]
}

function liveDeadlines(state: SessionState, call: Call): Deadline[] {
  const acceptedAt = call.acceptedAt ?? call.startedAt
  const deadlines: Deadline[] = [
    {
      at: acceptedAt + state.module.maxCallSeconds * 1000,
      id: `max-duration:${call.number}`,
      expire: (decision) => endCallWith(decision, 'max_duration', { because: 'limit_reached' }),
    },
  ]
  const firstAbsence = Math.min(
    ...[...call.employees, ...call.participants].map((id) => absentSince(call, id)),
  )
  if (Number.isFinite(firstAbsence)) {
    deadlines.push({
      at: firstAbsence + state.timings.absenceGraceMs,
      id: `absent:${call.number}`,
      expire: (decision) =>
        endCallWith(decision, absenceReason(call), { because: 'connection_not_back' }),
    })
  }
  if (call.askedUntil !== null) {
    deadlines.push({
      at: call.askedUntil,
      id: `question-unanswered:${call.number}:${call.askedUntil}`,
      expire: leaveQuestion,
    })
  }
  return deadlines
}

/** Since when a person is away; who never came counts from the accept, who is here never. */
function absentSince(call: Call, id: string): number {
  const presence = call.presence[id]
  if (presence?.present) return Infinity
  return presence?.since ?? call.acceptedAt ?? call.startedAt
}

function absenceReason(call: Call): EndReason {
  const everCame = [...call.employees, ...call.participants].some((id) => call.presence[id])
  if (!everCame) return 'nobody_joined'
  const isGone = (id: string) => Number.isFinite(absentSince(call, id))
  const isEmployeeGone = call.employees.every(isGone)
  const isCodeUserGone = call.participants.every(isGone)
  if (isEmployeeGone && isCodeUserGone) return 'both_network_lost'
  return isEmployeeGone ? 'employee_network_lost' : 'code_user_network_lost'
}

/** No answer in time is a no, but no refusal: the employee may ask again. */
function leaveQuestion(decision: Decision): void {
  const { call } = decision.next
  if (!call) return
  call.recording = 'off'
  call.askedUntil = null
  note(decision, 'consent_declined', { call: call.number, because: 'question_unanswered' })
}
