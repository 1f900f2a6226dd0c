import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { entryFor, pages, paths } from '../../contract/paths.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { forOrganisation, type OrganisationDatabase } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { insertSignInAttempt, takeSignInAttempt } from '../../db/identities.ts'
import type { Identity, SignInProblem } from '../../domain/identity.ts'
import type { App } from '../app-type.ts'
import type { IdentityProvider } from '../dependencies.ts'
import { admitIdentity } from '../identity-admission.ts'
import { notFound, ProblemError } from '../problems.ts'
import type { RouteContext } from '../route-context.ts'
import { answering } from '../schemas.ts'
import { signIn } from '../sign-in.ts'

const ATTEMPT_MINUTES = 10
const TAGS = ['access']
const SEEN_BY_PEOPLE = answering({ 303: Type.Unsafe<void>({ type: 'null' }) })

type Ask = {
  context: RouteContext
  provider: IdentityProvider
  db: OrganisationDatabase
  request: FastifyRequest
  reply: FastifyReply
}

/**
 * Signing in by the identity provider. A browser navigates here, so that everything that goes wrong
 * leads to the sign-in page, which says what it was.
 */
export function identityProviderRoutes(app: App, context: RouteContext): void {
  const asked = (request: FastifyRequest, reply: FastifyReply): Ask => {
    const { identityProvider: provider, database } = context
    if (!provider) throw notFound()
    const db = forOrganisation(database, provider.organisationId)
    return { context, provider, db, request, reply }
  }

  app.get(
    paths.oidcSignIn,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Sends a browser on to the identity provider',
        querystring: Type.Object(
          { to: Type.Optional(Type.String({ maxLength: 500, description: 'Page to show then' })) },
          { additionalProperties: false },
        ),
        response: SEEN_BY_PEOPLE,
      },
    },
    (request, reply) => begin(asked(request, reply), request.query.to),
  )

  // Whatever a provider adds to its answer is its own: no schema for the query.
  app.get(
    paths.oidcCallback,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Where the identity provider sends the browser back to',
        response: SEEN_BY_PEOPLE,
      },
    },
    (request, reply) => finish(asked(request, reply)),
  )
}

async function begin(ask: Ask, to: string | undefined): Promise<FastifyReply> {
  const { context, provider, db, request, reply } = ask
  if (isTooMany(() => context.limits.identityProvider.take(request.ip))) {
    return refuse(ask, 'too_many')
  }
  const begun = await provider.begin()
  if ('problem' in begun) return refuse(ask, begun.problem, begun.reason)
  const secret = randomBytes(32).toString('base64url')
  await insertSignInAttempt(db, {
    ...begun.checks,
    hash: secretHash(secret),
    returnTo: ownPage(to, context.settings.publicUrl),
    expiresAt: new Date(Date.now() + ATTEMPT_MINUTES * 60_000),
  })
  context.cookies.setAttempt(reply, secret, ATTEMPT_MINUTES)
  return reply.redirect(begun.url, 303)
}

async function finish(ask: Ask): Promise<FastifyReply> {
  const { context, provider, db, request, reply } = ask
  if (isTooMany(() => context.limits.identityProvider.take(request.ip))) {
    return refuse(ask, 'too_many')
  }
  const secret = context.cookies.attempt(request)
  context.cookies.clearAttempt(reply)
  const attempt = secret ? await takeSignInAttempt(db, secretHash(secret)) : undefined
  const { search, searchParams } = new URL(request.url, 'http://localhost')
  // Another browser's address, an old one, or that of another window of this one.
  if (attempt?.state !== searchParams.get('state') || !attempt) {
    return refuse(ask, 'sign_in_expired')
  }
  const finished = await provider.finish(search, attempt)
  if ('problem' in finished) return refuse(ask, finished.problem, finished.reason)
  const admitted = await admitIdentity({ database: context.database, db, request }, finished)
  if ('problem' in admitted) {
    await noteRefused(ask, admitted.problem, finished.identity)
    return refuse(ask, admitted.problem)
  }
  const employee = { id: admitted.employeeId, organisationId: db.organisationId }
  await signIn(context, { request, reply, employee, isByProvider: true })
  return reply.redirect(attempt.returnTo, 303)
}

/** Only what the provider vouched for: what anybody can send must not fill a log that never shrinks. */
async function noteRefused(
  { db, request }: Ask,
  problem: SignInProblem,
  { issuer, subject }: Identity,
): Promise<void> {
  const actor = { kind: 'anonymous', id: request.ip } as const
  const target = { kind: 'identity', id: subject }
  const details = { problem, issuer }
  await writeAudit(db, { actor, action: 'sign_in_failed', target, details, address: request.ip })
}

function refuse({ request, reply }: Ask, problem: SignInProblem, reason?: string): FastifyReply {
  request.log.warn({ problem, reason }, 'nobody was signed in by the identity provider')
  return reply.redirect(`${pages.signIn}?problem=${problem}`, 303)
}

/** A page of the console, whatever the address says: nobody is led elsewhere by signing in. */
function ownPage(to: string | undefined, publicUrl: string): string {
  if (!to?.startsWith('/') || !URL.canParse(to, publicUrl)) return pages.sessions
  const { origin, pathname, search } = new URL(to, publicUrl)
  const isOwn = origin === new URL(publicUrl).origin && entryFor(pathname) === 'console'
  return isOwn ? `${pathname}${search}` : pages.sessions
}

function isTooMany(take: () => void): boolean {
  try {
    take()
    return false
  } catch (error) {
    if (error instanceof ProblemError) return true
    throw error
  }
}
