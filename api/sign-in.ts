import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MeView } from '../contract/views.ts'
import { writeAudit } from '../db/audit-log.ts'
import { forOrganisation } from '../db/database.ts'
import { secretHash } from '../db/derived-secrets.ts'
import { findLogin, insertLogin } from '../db/logins.ts'
import { LOGIN_DAYS, PROVIDER_LOGIN_DAYS } from './cookies.ts'
import { signInNeeded } from './problems.ts'
import type { RouteContext } from './route-context.ts'
import { meView } from './views/lists.ts'

const DAY_MS = 86_400_000

export type SigningIn = {
  request: FastifyRequest
  reply: FastifyReply
  employee: { id: string; organisationId: string }
  isByProvider?: boolean
}

/** A new login with a secret of its own: whatever cookie the browser had before is worth nothing now. */
export async function signIn(
  { database, cookies, identityProvider }: RouteContext,
  { request, reply, employee, isByProvider = false }: SigningIn,
): Promise<MeView> {
  const db = forOrganisation(database, employee.organisationId)
  const secret = randomBytes(32).toString('base64url')
  const hash = secretHash(secret)
  const days = isByProvider ? PROVIDER_LOGIN_DAYS : LOGIN_DAYS
  await insertLogin(db, {
    ...{ employeeId: employee.id, hash, isByProvider },
    expiresAt: new Date(Date.now() + days * DAY_MS),
    userAgent: request.headers['user-agent']?.slice(0, 300) ?? null,
  })
  const actor = { kind: 'employee', id: employee.id } as const
  const details = { by: isByProvider ? 'provider' : 'password' }
  await writeAudit(db, { actor, action: 'signed_in', details, address: request.ip })
  const login = await findLogin(database, hash)
  if (!login) throw signInNeeded()
  cookies.setLogin(reply, secret, days)
  const signOutUrl = identityProvider?.signOutUrl() ?? null
  return meView({ kind: 'employee', db, id: employee.id, ...login }, signOutUrl)
}
