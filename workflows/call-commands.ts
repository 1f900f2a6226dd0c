import type { SessionActivities } from '../activities/session-activities.ts'
import type { Actor } from '../domain/actor.ts'
import { refuse } from '../domain/refusal.ts'
import type { HistoryBecause } from '../domain/session-change.ts'
import type { Call, SessionState } from '../domain/session-state.ts'
import { endCallWith } from './call-ending.ts'
import { concerned, note, recordConsent, setStatus, type Decision } from './decision.ts'
import type { AcceptCallInput, CallInput, ConsentInput, StartCallInput } from './messages.ts'
import { Refused } from './refused.ts'

/** START: opens the room first, since without one there is no call. */
export async function startCall(
  decision: Decision,
  input: StartCallInput,
  activities: Pick<SessionActivities, 'openRoom'>,
): Promise<void> {
  const { next, now } = decision
  if (next.call) return answer(decision, input, 'both_pressed_start')
  const number = next.lastCall + 1
  const { sessionId, organisationId } = next
  const { gateway } = await activities.openRoom({ sessionId, organisationId, call: number })
  const ring = input.actor.kind === 'code_user' ? ringEmployees(next, input) : ringCodeUser(next)
  const call: Call = {
    number,
    gateway,
    phase: 'ringing',
    startedBy: decision.actor,
    startedAt: now,
    acceptedAt: null,
    rings: ring.rings,
    rung: ring.rung,
    declined: [],
    widensAt: ring.isWide ? null : now + next.timings.widenRingMs,
    ringsUntil: now + next.module.ringSeconds * 1000,
    employees: input.actor.kind === 'employee' ? [input.actor.id] : [],
    participants: input.actor.kind === 'code_user' ? [input.actor.id] : [],
    presence: {},
    recording: 'off',
    askedUntil: null,
    segments: [],
  }
  decision.undo.push({ kind: 'closeRoom', call: number, gateway })
  next.call = call
  next.lastCall = number
  decision.extra.call = number
  if (input.actor.kind === 'employee') next.responsible ??= input.actor.id
  setStatus(decision, 'in_progress')
  note(decision, 'call_started', {
    call: number,
    status: 'in_progress',
    employees: ring.rings === 'employees' ? ring.rung : [],
    ...(ring.because ? { because: ring.because } : {}),
  })
  agree(decision, input.actor, input.consent)
  tellRung(decision, call)
}

type Ring = {
  rings: Call['rings']
  rung: string[]
  isWide: boolean
  because?: HistoryBecause
}

/** The responsible alone while that can work; everybody at once where it cannot. */
function ringEmployees(state: SessionState, input: StartCallInput): Ring {
  const { responsible } = state
  const everybody: Ring = { rings: 'employees', rung: concerned(state), isWide: true }
  if (responsible === null) return everybody
  if (!input.atScreen.includes(responsible)) return { ...everybody, because: 'nobody_at_a_screen' }
  if (input.busy.includes(responsible)) return { ...everybody, because: 'responsible_busy' }
  return { rings: 'employees', rung: [responsible], isWide: false }
}

function ringCodeUser(state: SessionState): Ring {
  const admitted = state.participants.filter((participant) => participant.state === 'admitted')
  return { rings: 'code_user', rung: admitted.map(({ id }) => id), isWide: true }
}

function tellRung(decision: Decision, call: Call): void {
  decision.effects.push({
    kind: 'notify',
    event: 'ringing',
    employees: call.rings === 'employees' ? call.rung : [],
    codeUser: call.rings === 'code_user',
    call: call.number,
  })
}

export function acceptCall(decision: Decision, input: AcceptCallInput): void {
  expectCall(decision.next, input.call)
  answer(decision, input, undefined)
}

/** The first accept wins; a second START is one. */
function answer(
  decision: Decision,
  input: { actor: Actor; consent: ConsentInput | null },
  because: HistoryBecause | undefined,
): void {
  const { next, now } = decision
  const call = expectCall(next, next.call?.number)
  const { actor } = input
  const others = call.rung.filter((id) => id !== actor.id)
  call.phase = 'live'
  call.acceptedAt = now
  call.rung = []
  call.widensAt = null
  decision.extra.call = call.number
  if (actor.kind === 'code_user') call.participants.push(actor.id)
  else call.employees.push(actor.id)
  const isNewlyResponsible = actor.kind === 'employee' && next.responsible !== actor.id
  if (isNewlyResponsible) next.responsible = actor.id
  const why = because ?? (isNewlyResponsible ? 'first_accept_wins' : undefined)
  note(decision, 'call_accepted', { call: call.number, ...(why ? { because: why } : {}) })
  agree(decision, actor, input.consent)
  bindConsent(next, call)
  if (call.rings !== 'employees' || others.length === 0) return
  decision.effects.push({
    kind: 'notify',
    event: 'taken',
    employees: others,
    codeUser: false,
    by: actor.id,
    call: call.number,
  })
}

/** What the code user said beside their own START or Accept. */
function agree(decision: Decision, actor: Actor, consent: ConsentInput | null): void {
  const { call, module } = decision.next
  if (actor.kind !== 'code_user' || !consent || !call) return
  if (consent.decision === 'given' && !module.recordingAllowed) {
    throw new Refused(refuse('recording_off'))
  }
  recordConsent(decision, { call: call.number, participant: actor.id, ...consent })
  note(decision, consent.decision === 'given' ? 'consent_given' : 'consent_declined', {
    call: call.number,
  })
}

/** Consent from the request covers the first accepted call, in the browser that gave it. */
function bindConsent(state: SessionState, call: Call): void {
  const unbound = state.consents.find((consent) => consent.call === null)
  if (!unbound) return
  const isOwn = call.participants.includes(unbound.participant)
  const isDecided = state.consents.some((consent) => consent.call === call.number)
  if (isOwn && !isDecided) unbound.call = call.number
  else state.consents = state.consents.filter((consent) => consent !== unbound)
}

export function declineCall(decision: Decision, input: CallInput): void {
  const { next } = decision
  const call = expectCall(next, input.call)
  const { id, kind } = input.actor
  call.rung = call.rung.filter((each) => each !== id)
  call.declined.push(id)
  note(decision, 'call_declined', { call: call.number })
  if (kind === 'code_user') return endCallWith(decision, 'declined')
  if (call.widensAt !== null) widenRing(decision, 'responsible_declined')
  if (call.rung.length === 0) endCallWith(decision, 'declined')
}

/** From the responsible to all recipients who have not declined. */
export function widenRing(decision: Decision, because: HistoryBecause): void {
  const { next } = decision
  const { call } = next
  if (!call) return
  const before = call.rung
  call.widensAt = null
  call.rung = concerned(next).filter((id) => !call.declined.includes(id))
  const added = call.rung.filter((id) => !before.includes(id))
  note(decision, 'ring_widened', { call: call.number, employees: call.rung, because })
  if (added.length === 0) return
  decision.effects.push({
    kind: 'notify',
    event: 'ringing',
    employees: added,
    codeUser: false,
    call: call.number,
  })
}

export function endCall(decision: Decision, input: CallInput): void {
  const call = expectCall(decision.next, input.call)
  const isCodeUser = input.actor.kind === 'code_user'
  if (call.phase === 'live') {
    return endCallWith(decision, isCodeUser ? 'code_user_hangup' : 'employee_hangup')
  }
  const isCaller = call.startedBy.kind === input.actor.kind
  endCallWith(decision, isCaller ? 'caller_hangup' : 'declined')
}

/** The running call, which must be the one that the command speaks of. */
export function expectCall(state: SessionState, number: number | undefined): Call {
  if (!state.call || state.call.number !== number) throw new Refused(refuse('no_call'))
  return state.call
}
