import type { Participant } from '../domain/session-state.ts'
import { refuse } from '../domain/refusal.ts'
import { isOver } from '../domain/status.ts'
import { endCallWith } from './call-ending.ts'
import { concerned, decide, note, recordConsent, setStatus, type Decision } from './decision.ts'
import type {
  AdmitInput,
  AssignInput,
  CancelInput,
  ClaimInput,
  CommandInput,
  CreateInput,
  TicketInput,
} from './messages.ts'
import { Refused } from './refused.ts'
import type { World } from './world.ts'

/** Creates the first state; there is none to copy. */
export function create(
  sessionId: string,
  input: CreateInput,
  world: Pick<World, 'now' | 'newId'>,
): Decision {
  const now = world.now()
  const { actor, organisationId, deviceId, templateId, status, responsible } = input
  const decision = decide(
    {
      sessionId,
      organisationId,
      number: null,
      rev: 0,
      status,
      statusSince: now,
      createdAt: now,
      createdBy: { kind: actor.kind, id: actor.id },
      deviceId,
      templateId,
      recipients: input.recipients,
      responsible,
      participants: input.participants,
      consents: [],
      call: null,
      lastCall: 0,
      media: [],
      recordings: [],
      deletionQuestion: null,
      ticketLinks: input.ticketLinks,
      visibility: 'public',
      labels: input.labels ?? [],
      rating: null,
      module: input.module,
      timings: input.timings,
      seen: [],
    },
    actor,
    world,
  )
  decision.textIds = [...input.textIds, ...input.ticketLinks.flatMap(({ textId }) => textId ?? [])]
  if (input.externalKey) decision.externalKey = input.externalKey
  const [participant] = input.participants
  if (input.consent && participant) {
    recordConsent(decision, { call: null, participant: participant.id, ...input.consent })
  }
  if (participant) decision.extra.participantId = participant.id
  noteCreation(decision)
  return decision
}

function noteCreation(decision: Decision): void {
  const { next, actor } = decision
  note(decision, 'created', { status: next.status })
  for (const { system, key } of next.ticketLinks) {
    note(decision, 'ticket_linked', { ticket: { system, key } })
  }
  const told = concerned(next, actor.id)
  if (next.status === 'requested') {
    note(decision, 'recipients_told', { employees: told })
    tell(decision, { event: 'requested', employees: told, codeUser: false })
    return
  }
  const others = next.responsible && next.responsible !== actor.id ? [next.responsible] : []
  tell(decision, { event: 'assigned', employees: others, codeUser: true })
}

function tell(
  decision: Decision,
  notice: Omit<Extract<Decision['effects'][number], { kind: 'notify' }>, 'kind'>,
): void {
  if (notice.employees.length === 0 && !notice.codeUser) return
  decision.effects.push({ kind: 'notify', ...notice })
}

export function confirm(decision: Decision, { actor }: CommandInput): void {
  decision.next.responsible = actor.id
  setStatus(decision, 'confirmed')
  note(decision, 'confirmed', { status: 'confirmed' })
  const others = concerned(decision.next, actor.id)
  tell(decision, { event: 'confirmed', employees: others, codeUser: true, by: actor.id })
}

export function assign(decision: Decision, { actor, employeeId }: AssignInput): void {
  const { next } = decision
  next.responsible = employeeId
  if (!next.recipients.some((recipient) => recipient.id === employeeId)) {
    next.recipients.push({ id: employeeId, because: { rule: 'assigned' } })
  }
  note(decision, 'assigned', { employees: [employeeId] })
  if (employeeId === actor.id) return
  tell(decision, { event: 'assigned', employees: [employeeId], codeUser: false, by: actor.id })
}

export function takeOver(decision: Decision, { actor }: CommandInput): void {
  const before = decision.next.responsible
  decision.next.responsible = actor.id
  note(decision, 'taken_over', before ? { employees: [before] } : {})
  if (before === null || before === actor.id) return
  tell(decision, { event: 'taken', employees: [before], codeUser: false, by: actor.id })
}

export function cancel(decision: Decision, { actor, textId }: CancelInput): void {
  const isCodeUser = actor.kind === 'code_user'
  if (textId) decision.textIds.push(textId)
  const because =
    actor.kind === 'system' ? ({ because: 'asked_by_operations' } as const) : ({} as const)
  if (decision.next.call) endCallWith(decision, 'cancelled_by_employee', because)
  else setStatus(decision, 'cancelled')
  note(decision, 'cancelled', { status: 'cancelled', ...because, ...(textId ? { textId } : {}) })
  const told = concerned(decision.next, actor.id)
  tell(decision, {
    event: 'cancelled',
    employees: told,
    codeUser: !isCodeUser,
    ...(actor.kind === 'employee' ? { by: actor.id } : {}),
  })
}

export function complete(decision: Decision): void {
  if (decision.next.call) return endCallWith(decision, 'completed_by_employee')
  setStatus(decision, 'done')
  note(decision, 'completed', { status: 'done' })
}

export function reopen(decision: Decision, { actor }: CommandInput): void {
  decision.next.responsible ??= actor.id
  setStatus(decision, 'confirmed')
  note(decision, 'reopened', { status: 'confirmed' })
  tell(decision, { event: 'confirmed', employees: [], codeUser: true, by: actor.id })
}

export function claim(decision: Decision, { participantId, via }: ClaimInput): void {
  const { participants, status } = decision.next
  // A join link opens what was recorded, also when the session is over; a code does not.
  if (via === 'claim' && isOver(status)) {
    throw new Refused(refuse('status_not_allowed', { from: status }))
  }
  decision.extra.participantId = participantId
  const isFirst = !participants.some((each) => each.state === 'admitted')
  const state = via === 'join_link' || isFirst ? 'admitted' : 'pending'
  const known = participants.find((each) => each.id === participantId)
  if (known) return
  const newcomer: Participant = { id: participantId, state, via }
  participants.push(newcomer)
  note(decision, state === 'admitted' ? 'participant_admitted' : 'participant_waiting', {
    participantId,
  })
  if (state === 'admitted') ringToo(decision, participantId)
}

export function admit(decision: Decision, { participantId }: AdmitInput): void {
  const waiting = decision.next.participants.find((each) => each.id === participantId)
  if (!waiting) throw new Refused(refuse('not_found'))
  if (waiting.state === 'admitted') return
  waiting.state = 'admitted'
  note(decision, 'participant_admitted', { participantId })
  ringToo(decision, participantId)
}

/** Whoever comes in while the employee calls is rung as well. */
function ringToo(decision: Decision, participantId: string): void {
  const { call } = decision.next
  if (call?.phase === 'ringing' && call.rings === 'code_user') call.rung.push(participantId)
}

export function linkTicket(decision: Decision, { ticket }: TicketInput): void {
  const { next } = decision
  next.ticketLinks = [...next.ticketLinks.filter((each) => !isSame(each, ticket)), ticket]
  if (ticket.textId) decision.textIds.push(ticket.textId)
  note(decision, 'ticket_linked', { ticket: { system: ticket.system, key: ticket.key } })
}

export function unlinkTicket(decision: Decision, { ticket }: TicketInput): void {
  const { next } = decision
  if (!next.ticketLinks.some((each) => isSame(each, ticket))) throw new Refused(refuse('not_found'))
  next.ticketLinks = next.ticketLinks.filter((each) => !isSame(each, ticket))
  note(decision, 'ticket_unlinked', { ticket: { system: ticket.system, key: ticket.key } })
}

function isSame(a: { system: string; key: string }, b: { system: string; key: string }): boolean {
  return a.system === b.system && a.key === b.key
}
