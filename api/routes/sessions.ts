import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { HistoryList } from '../../contract/answers.ts'
import { GrantSessionView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import { CreateSession, RequestSession, SessionsQuery } from '../../contract/requests.ts'
import { CodeUserSessionView, EmployeeSessionView, SessionPage } from '../../contract/views.ts'
import { markSeen } from '../../db/recipients.ts'
import { countSessions, listSessions, type SessionFilter } from '../../db/session-list.ts'
import { findSessionTexts } from '../../db/texts.ts'
import { parseStatus } from '../../domain/status.ts'
import type { App } from '../app-type.ts'
import { callerOf } from '../caller.ts'
import { languageOf } from '../language.ts'
import { notFound } from '../problems.ts'
import {
  CommandHeaders,
  keyOf,
  NoQuery,
  SessionParams,
  type RouteContext,
} from '../route-context.ts'
import { answering, named, oneOf } from '../schemas.ts'
import { loadSession } from '../session-access.ts'
import { sessionView, withParticipant, type SessionAnswer } from '../session-answer.ts'
import { createConfirmed } from '../session-creation.ts'
import { requestSession } from '../session-request.ts'
import { assertBody } from '../assert-body.ts'
import { loadHistoryView } from '../views/history-view.ts'
import { sessionRow } from '../views/lists.ts'

const TAGS = ['sessions']
const DEFAULT_LIMIT = 30

/** Creating, listing and reading sessions. */
export function sessionRoutes(app: App, context: RouteContext): void {
  registerCreation(app, context)
  registerList(app)
  registerReading(app, context)
}

function registerCreation(app: App, context: RouteContext): void {
  app.post(
    paths.sessions,
    {
      schema: {
        tags: TAGS,
        summary: 'Create a session, or request one as a code user',
        description:
          'An employee or an API client sends CreateSession, a code user RequestSession. ' +
          'Repeating it with the same Idempotency-Key, or the same externalKey, gives the same session.',
        headers: CommandHeaders,
        body: Type.Union([CreateSession, RequestSession]),
        response: answering({ 201: oneOf(EmployeeSessionView, CodeUserSessionView) }),
      },
      // Which of the two it must be depends on who asks: the handler checks it and can point at fields.
      validatorCompiler: allButBody,
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const key = keyOf(request.headers, caller)
      if (caller.kind === 'code_user') {
        const body = assertBody(RequestSession, request.body)
        return answerRequest(context, { request, reply, body, key })
      }
      const body = assertBody(CreateSession, request.body)
      const id = await createConfirmed(context, caller, { body, key })
      void reply.code(201)
      return sessionView(await loadSession(caller, id), context.settings)
    },
  )
}

const allButBody: FastifySchemaCompiler<TSchema> = (route) =>
  route.httpPart === 'body' ? (value: unknown) => ({ value }) : TypeBoxValidatorCompiler(route)

type Requesting = {
  request: FastifyRequest
  reply: FastifyReply
  body: RequestSession
  key: string
}

async function answerRequest(
  context: RouteContext,
  { request, reply, body, key }: Requesting,
): Promise<SessionAnswer> {
  const caller = callerOf(request)
  if (caller.kind !== 'code_user') throw notFound()
  const own = await requestSession(context, caller, { body, key, language: languageOf(request) })
  context.cookies.setParticipant(reply, own.sessionId, own.participantId)
  void reply.code(201)
  const session = await loadSession(withParticipant(caller, own), own.sessionId)
  return sessionView(session, context.settings)
}

function registerList(app: App): void {
  app.get(
    paths.sessions,
    {
      schema: {
        tags: TAGS,
        summary: 'Sessions the reader may see, newest first',
        querystring: SessionsQuery,
        response: answering({ 200: named(SessionPage) }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      if (caller.kind === 'code_user') throw notFound()
      const { after, limit = DEFAULT_LIMIT } = request.query
      const filter = filterOf(request.query)
      const [page, counts] = await Promise.all([
        listSessions(caller.db, caller, { ...filter, after, limit }),
        countSessions(caller.db, caller, filter),
      ])
      return { items: page.items.map(sessionRow), next: page.next, counts }
    },
  )
}

function filterOf({ status, q, device, responsible, label }: SessionsQuery): SessionFilter {
  return {
    status: status === undefined ? undefined : parseStatus(status),
    q,
    deviceId: device,
    responsibleId: responsible === 'nobody' ? null : responsible,
    labelId: label,
  }
}

function registerReading(app: App, context: RouteContext): void {
  app.get(
    paths.session(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'One session',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({
          200: oneOf(EmployeeSessionView, CodeUserSessionView, GrantSessionView),
        }),
      },
    },
    async (request) => {
      const access = await loadSession(callerOf(request), request.params.id)
      const { caller, db, session } = access
      if (caller.kind === 'employee') {
        await markSeen(db, { sessionId: session.id, employeeId: caller.id })
      }
      return sessionView(access, context.settings)
    },
  )

  app.get(
    paths.history(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Who did what, when and why',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({ 200: named(HistoryList) }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      if (caller.kind === 'code_user') throw notFound()
      const { db, session } = await loadSession(caller, request.params.id)
      const texts = await findSessionTexts(db, session.id)
      return { items: await loadHistoryView(db, session.id, texts.requester ?? null) }
    },
  )
}
