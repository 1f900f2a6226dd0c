import { isMissedCall, statusAfter, type EndReason } from '../domain/call-ending.ts'
import type { HistoryLine } from '../domain/session-change.ts'
import type { Call } from '../domain/session-state.ts'
import { concerned, note, setStatus, type Decision } from './decision.ts'

/** Ends the running call: status, evidence, media to store, who is told. */
export function endCallWith(
  decision: Decision,
  reason: EndReason,
  details: Pick<HistoryLine, 'because'> = {},
): void {
  const { next, now, actor } = decision
  const { call } = next
  if (!call) return
  closeSegment(call, now)
  decision.endedCall = {
    number: call.number,
    startedAt: call.startedAt,
    acceptedAt: call.acceptedAt,
    endedAt: now,
    reason,
    startedBy: call.startedBy,
    employees: call.employees,
    participants: call.participants,
  }
  const duration = call.acceptedAt === null ? {} : { durationMs: now - call.acceptedAt }
  note(decision, 'call_ended', { call: call.number, reason, ...duration, ...details })
  next.call = null
  const after = statusAfter(reason)
  setStatus(decision, after)
  if (after !== 'cancelled') {
    note(decision, 'status_changed', { status: after, because: 'call_end_closes_session' })
  }
  const isStored = keepMedia(decision, call, reason)
  if (!isStored)
    decision.effects.push({ kind: 'closeRoom', call: call.number, gateway: call.gateway })
  keepScreenshots(decision, call)
  if (isMissedCall(reason)) tellMissed(decision, call, actor.id)
}

/** A recording becomes an artefact at once, so that both sides see that it is coming. */
function keepMedia(decision: Decision, call: Call, reason: EndReason): boolean {
  if (call.segments.length === 0) return false
  const { next } = decision
  const isHeld = next.deletionQuestion?.call === call.number
  const artefactId = decision.newId()
  next.media.push({
    call: call.number,
    artefactId,
    gateway: call.gateway,
    segments: call.segments,
    employees: call.employees,
    participants: call.participants,
    isGatewayLost: reason === 'gateway_lost',
    isHeld,
  })
  if (isHeld) return false
  decision.newArtefacts.push({ id: artefactId, kind: 'recording', call: call.number })
  decision.effects.push({ kind: 'storeRecording', call: call.number })
  return true
}

/** Editing ends with the call; what it left is composed and stored. */
function keepScreenshots(decision: Decision, { number, screenshots }: Call): void {
  if (!screenshots) return
  const { next } = decision
  const ids = screenshots.map(({ id }) => id)
  next.screenshots = [...(next.screenshots ?? []), { call: number, ids }]
  decision.effects.push({ kind: 'storeScreenshots', call: number })
}

export function closeSegment(call: Call, now: number): void {
  const last = call.segments.at(-1)
  if (last?.stoppedAt === null) last.stoppedAt = now
  call.recording = 'off'
  call.askedUntil = null
}

function tellMissed(decision: Decision, call: Call, by: string): void {
  const isForEmployees = call.rings === 'employees'
  note(decision, 'call_missed', { call: call.number, employees: isForEmployees ? call.rung : [] })
  decision.effects.push({
    kind: 'notify',
    event: 'missed_call',
    call: call.number,
    employees: isForEmployees ? concerned(decision.next, by) : [],
    codeUser: !isForEmployees,
  })
}
