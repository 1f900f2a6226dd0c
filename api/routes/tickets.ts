import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { CommentList, TicketCreation, TicketEvent } from '../../contract/ticket-systems.ts'
import { EmployeeSessionView } from '../../contract/views.ts'
import { paths } from '../../contract/paths.ts'
import { forOrganisation } from '../../db/database.ts'
import { listComments } from '../../db/ticket-comments.ts'
import { setTicketState, ticketText } from '../../db/ticket-links.ts'
import { isTicketMessageTaken, noteTicketMessage } from '../../db/ticket-messages.ts'
import { findInboundTicketSystem } from '../../db/ticket-systems.ts'
import { refusalFor } from '../../domain/session-rules.ts'
import { ruleState } from '../../domain/rule-state.ts'
import type { App } from '../app-type.ts'
import { assertBody } from '../assert-body.ts'
import { callerOf, employeeOf } from '../caller.ts'
import { notFound, signInNeeded } from '../problems.ts'
import {
  CommandHeaders,
  keyOf,
  NoQuery,
  SessionParams,
  type RouteContext,
} from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession, type AccessedSession } from '../session-access.ts'
import { problemFor } from '../session-commands.ts'
import { IdParams } from '../set-up.ts'
import { createTicket } from '../ticket-creation.ts'
import { give } from './session-commands.ts'

const TAGS = ['tickets']

/** Tickets made out of sessions, what was written into them, and what their systems tell. */
export function ticketRoutes(app: App, context: RouteContext): void {
  creation(app, context)
  comments(app)
  void app.register(async (scope: App) => events(scope, context))
}

function creation(app: App, context: RouteContext): void {
  app.post(
    paths.tickets(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Make a ticket out of a session and link it',
        params: SessionParams,
        headers: CommandHeaders,
        body: TicketCreation,
        response: answering({ 200: named(EmployeeSessionView) }),
      },
    },
    async (request) => {
      const access = await loadSession(callerOf(request), request.params.id)
      const key = keyOf(request.headers, access.caller)
      const { system, title } = request.body
      await assertMayLink(access)
      const ticket = await createTicket(context, access, { system, title, key })
      const link = { system, key: ticket.key }
      return give(context, access, {
        command: 'linkTicket',
        key,
        body: { ...request.body, ...link },
        texts: [{ kind: 'ticket', body: ticketText({ url: ticket.url, title: ticket.title }) }],
        input: ({ textIds: [textId] }) => ({ ticket: { ...link, ...(textId ? { textId } : {}) } }),
      })
    },
  )
}

/** Before the ticket system is asked for anything; the workflow decides again. */
async function assertMayLink({ db, actor, session }: AccessedSession): Promise<void> {
  const refusal = refusalFor(ruleState(session.state), actor, 'linkTicket')
  if (refusal) throw await problemFor(db, refusal)
}

function comments(app: App): void {
  app.get(
    paths.ticketComments(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'What was written into the tickets of a session, or waits to be',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({ 200: named(CommentList) }),
      },
    },
    async (request) => {
      const { db, session } = await loadSession(employeeOf(request), request.params.id)
      const rows = await listComments(db, session.id)
      const items = rows.map(({ callNumber, createdAt, sentAt, ...row }) => ({
        ...row,
        call: callNumber,
        createdAt: createdAt.getTime(),
        sentAt: sentAt?.getTime() ?? null,
      }))
      return { items }
    },
  )
}

/** Open to everybody, and worth nothing without the right signature. */
function events(scope: App, { database, tickets, limits }: RouteContext): void {
  // The signature is over the bytes as they came.
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  scope.post(
    paths.ticketEvents(':id'),
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'A ticket system says that a ticket has changed, signed after Standard Webhooks',
        params: IdParams,
        body: TicketEvent,
        response: answering({}),
      },
      // The body is looked at once its signature is known to be right.
      validatorCompiler: (part: Parameters<typeof TypeBoxValidatorCompiler>[0]) =>
        part.httpPart === 'body' ? (value: unknown) => ({ value }) : TypeBoxValidatorCompiler(part),
    },
    async (request, reply) => {
      const { id } = request.params
      const system = await findInboundTicketSystem(database, String(id))
      if (!system) throw notFound()
      limits.apiKey.take(`ticket system ${id}`)
      const message = signedMessage(request)
      const said = tickets.read(system.inboundSecret, message)
      if (said === undefined) throw signInNeeded()
      const { data } = assertBody(TicketEvent, said)
      const db = forOrganisation(database, system.organisationId)
      const taken = { ticketSystemId: id, messageId: message.id }
      if (await isTicketMessageTaken(db, taken)) return reply.code(204).send()
      const ticket = { system: system.name, key: data.key, state: data.state }
      const sessions = await setTicketState(db, ticket)
      const { organisationId } = system
      const fact = { ...ticket, deliveryId: message.id }
      await Promise.all(
        sessions.map((sessionId) => tickets.changed({ organisationId, sessionId }, fact)),
      )
      await noteTicketMessage(db, taken)
      return reply.code(204).send()
    },
  )
}

function signedMessage({ headers, body }: Pick<FastifyRequest, 'headers' | 'body'>) {
  const header = (name: string) => String(headers[name] ?? '')
  return {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
    body: String(body),
  }
}
