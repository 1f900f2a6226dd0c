import { JoinLinkView } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { MailJoinLink, Nothing } from '../../contract/requests.ts'
import { joinSecret, secretHash } from '../../db/derived-secrets.ts'
import { findJoinLinkNumber, issueJoinLink, nextJoinLinkNumber } from '../../db/join-links.ts'
import { loadSessionDetails } from '../../db/sessions.ts'
import type { App } from '../app-type.ts'
import { callerOf, employeeOf } from '../caller.ts'
import { FALLBACK_LANGUAGE } from '../language.ts'
import { notFound, ProblemError } from '../problems.ts'
import { SessionParams, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession, type AccessedSession } from '../session-access.ts'
import { joinLink } from '../views/employee-session-view.ts'

const TAGS = ['sessions']
const ID = ':id'

/** The code user's way in by a link; employees hand it out. */
export function joinLinkRoutes(app: App, context: RouteContext): void {
  app.post(
    paths.joinLinks(ID),
    {
      schema: {
        tags: TAGS,
        summary: 'Make a new join link; the one before ends',
        params: SessionParams,
        body: Nothing,
        response: answering({ 201: named(JoinLinkView) }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      if (caller.kind === 'code_user') throw notFound()
      const access = await loadSession(caller, request.params.id)
      void reply.code(201)
      return { join: await newLink(context, access) }
    },
  )

  app.post(
    paths.joinLinkMail(ID),
    {
      schema: {
        tags: TAGS,
        summary: 'Send the join link by mail',
        params: SessionParams,
        body: MailJoinLink,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const employee = employeeOf(request)
      const access = await loadSession(employee, request.params.id)
      const { joinLinkMailer, limits } = context
      if (!joinLinkMailer) throw new ProblemError('unavailable')
      limits.mail.take(employee.id)
      const { db, session } = access
      const number = await findJoinLinkNumber(db, session.id)
      const url =
        number === undefined
          ? await newLink(context, access)
          : joinLink(context.settings, session.id, number)
      const { deviceLabel, organisationName } = await loadSessionDetails(db, session.id)
      const { email: to, language = FALLBACK_LANGUAGE } = request.body
      const about = { number: session.number, deviceLabel, organisationName }
      await joinLinkMailer.send({ to, language, url, ...about }).catch((err: unknown) => {
        request.log.warn({ err, sessionId: session.id }, 'join link was not mailed')
        throw new ProblemError('unavailable')
      })
      return reply.code(204).send()
    },
  )
}

async function newLink(
  { settings }: RouteContext,
  { db, session }: AccessedSession,
): Promise<string> {
  const number = await nextJoinLinkNumber(db, session.id)
  const hash = secretHash(joinSecret(settings.linkKey, session.id, number))
  await issueJoinLink(db, { sessionId: session.id, number, hash })
  // A session that has long been over is not joined any more, by whatever link.
  if ((await findJoinLinkNumber(db, session.id)) === undefined) {
    throw new ProblemError('link_expired')
  }
  return joinLink(settings, session.id, number)
}
