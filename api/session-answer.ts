import type { CodeUserSessionView, EmployeeSessionView } from '../contract/views.ts'
import type { GrantSessionView } from '../contract/code-views.ts'
import { findSessionFor } from '../db/sessions.ts'
import { hasScope } from '../domain/api-scope.ts'
import type { Caller } from './caller.ts'
import { notFound } from './problems.ts'
import type { AccessedSession } from './session-access.ts'
import { findSession } from './session-access.ts'
import { loadCodeUserSessionView, loadGrantSessionView } from './views/code-user-session-view.ts'
import { loadEmployeeSessionView, type LinkSettings } from './views/employee-session-view.ts'

export type SessionAnswer = EmployeeSessionView | CodeUserSessionView | GrantSessionView

/** The session as this caller reads it. */
export function sessionView(
  { db, session, actor, participantState, caller }: AccessedSession,
  settings: LinkSettings,
): Promise<SessionAnswer> {
  if (caller.kind !== 'code_user') {
    const canInvite = caller.kind === 'employee' || hasScope(caller.scopes, 'sessions')
    return loadEmployeeSessionView({ db, session, actor, canInvite }, settings)
  }
  if (participantState === 'admitted') {
    return loadCodeUserSessionView({ db, session, participantId: actor.id, caller })
  }
  return loadGrantSessionView(db, session, participantState === 'pending')
}

/** The session after a command, even one by which the caller gave it away. */
export async function viewAfter(
  { db, session, actor, participantState, caller }: AccessedSession,
  settings: LinkSettings,
): Promise<SessionAnswer> {
  const now = await findSession(caller, session.id)
  if (now) return sessionView(now, settings)
  const head = await findSessionFor(db, { kind: 'api_client', id: '' }, session.id)
  if (!head) throw notFound()
  return sessionView({ ...head, db, actor, participantState, caller }, settings)
}

/** The caller as they are once a cookie given in this answer counts. */
export function withParticipant(
  caller: Caller,
  own: { sessionId: string; participantId: string },
): Caller {
  if (caller.kind !== 'code_user') return caller
  const others = caller.participants.filter(({ sessionId }) => sessionId !== own.sessionId)
  return { ...caller, participants: [...others, own] }
}
