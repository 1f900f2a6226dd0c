import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import type { Static } from 'typebox'
import { JoinAccessView } from '../../contract/answers.ts'
import { CodeView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import { CodeAccess, JoinAccess } from '../../contract/requests.ts'
import { findCode } from '../../db/codes.ts'
import { forOrganisation } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { findDeviceGrants, insertDeviceGrant } from '../../db/device-grants.ts'
import { findSessionByJoinHash } from '../../db/join-links.ts'
import { findParticipant } from '../../db/participants.ts'
import { findSessionFor } from '../../db/sessions.ts'
import type { App } from '../app-type.ts'
import { commandId, idFrom } from '../command-ids.ts'
import { GRANT_DAYS } from '../cookies.ts'
import { languageOf } from '../language.ts'
import { isPassword } from '../passwords.ts'
import { invalidField, notFound, ProblemError } from '../problems.ts'
import { CommandHeaders, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadCodeView } from '../views/code-view.ts'

const DAY_MS = 86_400_000
const TAGS = ['access']

/** How a browser without a login comes in: by a machine's code, or by a join link. */
export function codeAccessRoutes(app: App, context: RouteContext): void {
  app.post(
    paths.codeAccess,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Open a code: gives this browser a device grant',
        body: CodeAccess,
        response: answering({ 200: named(CodeView) }),
      },
    },
    (request, reply) => openCode(context, { request, reply, body: request.body }),
  )

  app.post(
    paths.joinAccess,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Open a join link: makes this browser a participant of its session',
        headers: CommandHeaders,
        body: JoinAccess,
        response: answering({ 200: named(JoinAccessView) }),
      },
    },
    (request, reply) => {
      const key = request.headers['idempotency-key']
      if (key === undefined) throw invalidField('/headers/idempotency-key', 'is required')
      return openJoinLink(context, { request, reply, secret: request.body.secret, key })
    },
  )
}

type Exchange = { request: FastifyRequest; reply: FastifyReply }

async function openCode(
  context: RouteContext,
  { request, reply, body }: Exchange & { body: Static<typeof CodeAccess> },
): Promise<CodeView> {
  const { database, cookies, limits } = context
  limits.guess.check(request.ip)
  const code = await findCode(database, body.code)
  if (!code) {
    limits.guess.take(request.ip)
    throw notFound()
  }
  limits.code.take(code.id)
  if (!code.isUsable) throw new ProblemError('code_disabled')
  const db = forOrganisation(database, code.organisationId)
  if (!(await holdsGrant(context, request, code.id))) {
    await checkPin(context, { code, pin: body.pin, address: request.ip })
    const secret = randomBytes(32).toString('base64url')
    const expiresAt = new Date(Date.now() + GRANT_DAYS * DAY_MS)
    const { id: codeId, deviceId } = code
    await insertDeviceGrant(db, { codeId, deviceId, hash: secretHash(secret), expiresAt })
    cookies.setGrant(reply, codeId, secret)
  }
  const own = new Set(cookies.participants(request).map(({ sessionId }) => sessionId))
  return loadCodeView({ db, code, own, language: languageOf(request) })
}

async function holdsGrant(
  { database, cookies }: RouteContext,
  request: FastifyRequest,
  codeId: string,
): Promise<boolean> {
  const secret = cookies.grant(request, codeId)
  const grants = secret ? await findDeviceGrants(database, [secretHash(secret)]) : []
  return grants.some((grant) => grant.codeId === codeId)
}

type PinCheck = {
  code: { id: string; pinHash: string | null }
  pin: string | undefined
  address: string
}

async function checkPin({ limits }: RouteContext, { code, pin, address }: PinCheck): Promise<void> {
  if (code.pinHash === null) return
  if (pin === undefined) throw new ProblemError('pin_required')
  const who = `${code.id} ${address}`
  limits.pin.check(who)
  if (await isPassword(pin, code.pinHash)) return
  limits.pin.take(who)
  throw new ProblemError('pin_wrong')
}

async function openJoinLink(
  context: RouteContext,
  { request, reply, secret, key }: Exchange & { secret: string; key: string },
): Promise<JoinAccessView> {
  const { database, cookies, commands, limits } = context
  limits.guess.check(request.ip)
  const link = await findSessionByJoinHash(database, secretHash(secret))
  if (!link) {
    limits.guess.take(request.ip)
    throw new ProblemError('link_expired')
  }
  const { organisationId, sessionId, language } = link
  const db = forOrganisation(database, organisationId)
  const known = await ownParticipant(context, request, sessionId)
  const by = `join:${link.number}`
  const id = commandId({ organisationId, actor: by, command: 'claim', sessionId, key })
  const participantId = known ?? idFrom(id, 'participant')
  if (known === null) {
    await commands.run({
      db,
      sessionId,
      command: 'claim',
      by,
      key,
      body: {},
      actor: { kind: 'code_user', id: participantId, relation: 'device' },
      input: () => ({ participantId, via: 'join_link' as const }),
    })
  }
  cookies.setParticipant(reply, sessionId, participantId)
  const reader = { kind: 'code_user', participantId, grants: [] } as const
  const found = await findSessionFor(db, reader, sessionId)
  if (!found) throw notFound()
  return { id: sessionId, number: found.session.number, language }
}

async function ownParticipant(
  { database, cookies }: RouteContext,
  request: FastifyRequest,
  sessionId: string,
): Promise<string | null> {
  const id = cookies.participant(request, sessionId)
  const row = id === null ? undefined : await findParticipant(database, id)
  return row?.sessionId === sessionId && row.state === 'admitted' ? row.id : null
}
