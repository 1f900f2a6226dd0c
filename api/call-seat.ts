import type { FastifyRequest } from 'fastify'
import { callerOf } from './caller.ts'
import type { Seat } from './media-holder-ports.ts'
import { notFound, ProblemError } from './problems.ts'
import { loadSession } from './session-access.ts'

/** For whom a call socket is let in: an employee of the session, or one of its participants. */
export async function findSeat(request: FastifyRequest): Promise<Seat> {
  const { id } = request.params as { id: string } // the route's path has it
  const { db, session, actor, participantState } = await loadSession(callerOf(request), id)
  const { call } = session.state
  const isEmployee = actor.kind === 'employee'
  if (!isEmployee && actor.kind !== 'code_user') throw notFound()
  if (!isEmployee && participantState !== 'admitted') throw new ProblemError('not_participant')
  if (!call) throw new ProblemError('no_call')
  return {
    organisationId: db.organisationId,
    sessionId: session.id,
    call: call.number,
    side: isEmployee ? 'employee' : 'code_user',
    id: actor.id,
    actor,
  }
}
