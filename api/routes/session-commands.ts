import Type, { type TSchema } from 'typebox'
import { GrantSessionView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import {
  Admission,
  Cancellation,
  Nothing,
  Responsible,
  TicketDetails,
  TicketInput,
} from '../../contract/requests.ts'
import { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import { announceJoined } from '../../db/device-grants.ts'
import { findEmployee } from '../../db/employees.ts'
import { ticketText } from '../../db/ticket-links.ts'
import type { Command } from '../../domain/command.ts'
import type { App } from '../app-type.ts'
import { callerOf } from '../caller.ts'
import { commandId, idFrom } from '../command-ids.ts'
import { invalidField, notFound, ProblemError } from '../problems.ts'
import { CommandHeaders, keyOf, SessionParams, type RouteContext } from '../route-context.ts'
import { answering, oneOf } from '../schemas.ts'
import { loadSession, type AccessedSession } from '../session-access.ts'
import { viewAfter, withParticipant } from '../session-answer.ts'
import type { CommandRequest } from '../session-commands.ts'

const TAGS = ['commands']
const ID = ':id'

/** What every command answers: the session as it is now. */
export const SESSION_ANSWER = answering({
  200: oneOf(EmployeeSessionView, CodeUserSessionView, GrantSessionView),
})

const TicketParams = Type.Object({
  ...SessionParams.properties,
  system: TicketInput.properties.system,
  key: TicketInput.properties.key,
})

/** Everything that changes a session, but its calls. */
export function sessionCommandRoutes(app: App, context: RouteContext): void {
  plain(app, context, { path: paths.confirmation(ID), command: 'confirm', summary: 'Confirm' })
  plain(app, context, { path: paths.completion(ID), command: 'complete', summary: 'Close' })
  plain(app, context, { path: paths.reopening(ID), command: 'reopen', summary: 'Reopen' })
  cancellation(app, context)
  admission(app, context)
  responsible(app, context)
  claim(app, context)
  ticketLinks(app, context)
}

/** What the documentation says of a command. */
export function commandSchema<B extends TSchema>(summary: string, body: B) {
  return {
    tags: TAGS,
    summary,
    params: SessionParams,
    headers: CommandHeaders,
    body,
    response: SESSION_ANSWER,
  }
}

type PlainCommand = 'confirm' | 'complete' | 'reopen'

function plain(
  app: App,
  context: RouteContext,
  { path, command, summary }: { path: string; command: PlainCommand; summary: string },
): void {
  app.post(path, { schema: commandSchema(`${summary} a session`, Nothing) }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const key = keyOf(request.headers, access.caller)
    return give(context, access, { command, key, body: {}, input: () => ({}) })
  })
}

function cancellation(app: App, context: RouteContext): void {
  const schema = commandSchema('Cancel a session; the message reaches the code user', Cancellation)
  app.post(paths.cancellation(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const key = keyOf(request.headers, access.caller)
    const { message } = request.body
    return give(context, access, {
      command: 'cancel',
      key,
      body: request.body,
      texts: message ? [{ kind: 'message', body: message }] : [],
      input: ({ textIds: [textId] }) => (textId ? { textId } : {}),
    })
  })
}

function admission(app: App, context: RouteContext): void {
  const schema = commandSchema('Admit a browser that waits to take part', Admission)
  app.post(paths.admission(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const key = keyOf(request.headers, access.caller)
    const { participantId } = request.body
    return give(context, access, {
      command: 'admit',
      key,
      body: request.body,
      input: () => ({ participantId }),
    })
  })
}

function responsible(app: App, context: RouteContext): void {
  const schema = commandSchema('Take a session over, or assign it as a moderator', Responsible)
  app.put(paths.responsible(ID), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const key = keyOf(request.headers, access.caller)
    const { employeeId } = request.body
    const common = { key, body: request.body }
    if (isTakingOver(access, employeeId)) {
      return give(context, access, { ...common, command: 'takeOver', input: () => ({}) })
    }
    const employee = await findEmployee(access.db, employeeId)
    if (!employee || employee.disabledAt) throw invalidField('/employeeId', 'is not an employee')
    return give(context, access, { ...common, command: 'assign', input: () => ({ employeeId }) })
  })
}

/** A moderator may already assign what nobody can take over yet. */
function isTakingOver({ actor, session }: AccessedSession, employeeId: string): boolean {
  if (actor.kind !== 'employee' || actor.id !== employeeId) return false
  return actor.role === 'member' || session.status !== 'requested'
}

/** `That is me` and `Join from this phone`: the first one is in, any other waits for `Admit`. */
function claim(app: App, context: RouteContext): void {
  const schema = commandSchema('Take part in a session of a machine whose code was opened', Nothing)
  app.post(paths.claim(ID), { schema }, async (request, reply) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const key = keyOf(request.headers, access.caller)
    const { session, db, actor, caller, participantState } = access
    if (caller.kind !== 'code_user') throw new ProblemError('not_participant')
    if (participantState !== null) return viewAfter(access, context.settings)
    const { id: sessionId } = session
    const { organisationId } = db
    const by = `grant:${actor.id}`
    const command = commandId({ organisationId, actor: by, command: 'claim', sessionId, key })
    const participantId = idFrom(command, 'participant')
    await context.commands.run({
      db,
      sessionId,
      command: 'claim',
      actor: { kind: 'code_user', id: participantId, relation: 'device' },
      by,
      key,
      body: {},
      input: () => ({ participantId, via: 'claim' as const }),
    })
    context.cookies.setParticipant(reply, sessionId, participantId)
    await announceJoined(db, { grantId: actor.id, participantId, sessionId })
    const own = withParticipant(caller, { sessionId, participantId })
    return viewAfter(await loadSession(own, sessionId), context.settings)
  })
}

function ticketLinks(app: App, context: RouteContext): void {
  // The builder would encode the colons of the placeholders.
  const path = `${paths.session(ID)}/ticket-links/:system/:key`

  app.put(
    path,
    { schema: { ...commandSchema('Link a ticket', TicketDetails), params: TicketParams } },
    async (request) => {
      const access = await loadSession(callerOf(request), request.params.id)
      const { system, key } = request.params
      return give(context, access, {
        command: 'linkTicket',
        key: keyOf(request.headers, access.caller),
        body: { ...request.body, system, key },
        texts: [{ kind: 'ticket', body: ticketText(request.body) }],
        input: ({ textIds: [textId] }) => ({
          ticket: { system, key, ...(textId ? { textId } : {}) },
        }),
      })
    },
  )

  app.delete(
    path,
    { schema: { ...commandSchema('Unlink a ticket', Nothing), params: TicketParams } },
    async (request) => {
      const access = await loadSession(callerOf(request), request.params.id)
      const { system, key } = request.params
      return give(context, access, {
        command: 'unlinkTicket',
        key: keyOf(request.headers, access.caller),
        body: { system, key },
        input: () => ({ ticket: { system, key } }),
      })
    },
  )
}

/** Gives a command about a loaded session and answers with what became of it. */
export async function give<C extends Command>(
  context: RouteContext,
  access: AccessedSession,
  request: Omit<CommandRequest<C>, 'db' | 'sessionId' | 'actor' | 'erasedAt'>,
) {
  const { db, session, actor } = access
  if (actor.kind === 'employee' && actor.relation === 'none') throw notFound()
  const of = { db, sessionId: session.id, actor, erasedAt: session.erasedAt }
  await context.commands.run<C>({ ...request, ...of })
  return viewAfter(access, context.settings)
}
