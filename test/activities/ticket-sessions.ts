import { listComments } from '../../db/ticket-comments.ts'
import { insertTicketSystem } from '../../db/ticket-systems.ts'
import type { HistoryLine } from '../../domain/session-change.ts'
import type { SessionState } from '../../domain/session-state.ts'
import { after, commitNewSession, commitNext, makeCall, NOON } from '../db/world.ts'
import type { DeliveryStage } from './delivery-stage.ts'

/* Sessions of tickets, in an organisation whose ticket system is written to. */

const SYSTEM = 'rt.example'
const CLIENT = { kind: 'api_client', id: 'tickets' } as const

type TicketAccess = { kind: 'request_tracker' | 'signed_webhook'; url: string; credential: string }

export async function connectTickets(
  { world }: DeliveryStage,
  access: TicketAccess,
): Promise<string> {
  const inboundSecret = `whsec_${Buffer.from('said by the ticket system').toString('base64')}`
  return insertTicketSystem(world.db, { name: SYSTEM, inboundSecret, ...access })
}

/** As an API client creates it out of a ticket. */
export function sessionOf(
  { world }: DeliveryStage,
  key: string,
  name = 'one',
): Promise<SessionState> {
  const ticket = { system: SYSTEM, key }
  const line: HistoryLine = { kind: 'ticket_linked', actor: CLIENT, at: NOON, ticket }
  const state = { createdBy: CLIENT, status: 'confirmed', ticketLinks: [ticket] } as const
  return commitNewSession(world, name, {
    state: { ...state, ticketLinks: [ticket] },
    texts: { requester: 'Tomáš' },
    history: [line],
    joinLink: { number: 1, hash: `link of ${name}` },
  })
}

/** One call between Anna and Tomáš, a good quarter of an hour long. */
export async function callIn({ world }: DeliveryStage, state: SessionState): Promise<void> {
  const { db, employees } = world
  const startedBy = { kind: 'employee', id: employees.anna } as const
  const call = makeCall({ startedBy, phase: 'live', employees: [employees.anna] })
  const live = await commitNext(db, after(state, { status: 'in_progress', call }))
  const endedAt = NOON + 949_000
  await commitNext(db, after(live, { status: 'done', call: null, lastCall: 1 }), {
    history: [{ kind: 'call_ended', actor: startedBy, at: endedAt, call: 1, durationMs: 949_000 }],
    endedCall: {
      ...{ number: 1, startedAt: NOON, acceptedAt: NOON, endedAt, reason: 'employee_hangup' },
      ...{ startedBy, employees: [employees.anna], participants: [] },
    },
  })
}

export async function isWritten({ world }: DeliveryStage, sessionId: string, count: number) {
  const comments = await listComments(world.db, sessionId)
  return comments.length === count && comments.every(({ state }) => state === 'sent')
}
