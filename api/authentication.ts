import type { FastifyRequest } from 'fastify'
import { ACTOR_HEADER, PAGE_ACTORS, paths, type PageActor } from '../contract/paths.ts'
import { findApiKey, touchApiKey } from '../db/api-keys.ts'
import { forOrganisation, type Database } from '../db/database.ts'
import { secretHash } from '../db/derived-secrets.ts'
import { findDeviceGrants } from '../db/device-grants.ts'
import { findLogin, touchLogin } from '../db/logins.ts'
import { hasScope, type ApiScope } from '../domain/api-scope.ts'
import {
  noteDenied,
  type ApiClientCaller,
  type Caller,
  type CodeUserCaller,
  type EmployeeCaller,
} from './caller.ts'
import { LOGIN_DAYS, type Cookies } from './cookies.ts'
import { notFound, ProblemError, signInNeeded } from './problems.ts'
import type { RateLimits } from './rate-limits.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export type AuthenticationDependencies = {
  database: Database
  cookies: Cookies
  limits: RateLimits
}

/**
 * Whom a request speaks for. Console and code page share an origin and so their cookies: every
 * request says as whom, and only that cookie is read. An API key needs neither.
 */
export function declaredActor(request: FastifyRequest): PageActor | 'api-client' {
  if (request.headers.authorization !== undefined) return 'api-client'
  const header = request.headers[ACTOR_HEADER]
  const declared = header ?? declaredInAddress(request)
  const actor = PAGE_ACTORS.find((each) => each === declared)
  if (!actor) throw new ProblemError('actor_required')
  return actor
}

// An address can be made by anybody; a header of this name only by a page of this origin.
function declaredInAddress(request: FastifyRequest): unknown {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  const { searchParams } = new URL(request.url, 'http://localhost')
  return searchParams.get('as') ?? undefined
}

export async function authenticate(
  dependencies: AuthenticationDependencies,
  request: FastifyRequest,
): Promise<Caller> {
  switch (declaredActor(request)) {
    case 'employee':
      return authenticateEmployee(dependencies, request)
    case 'code-user':
      return authenticateCodeUser(dependencies, request)
    case 'api-client':
      return authenticateApiClient(dependencies, request)
  }
}

async function authenticateEmployee(
  { database, cookies }: AuthenticationDependencies,
  request: FastifyRequest,
): Promise<EmployeeCaller> {
  const secret = cookies.login(request)
  const login = secret ? await findLogin(database, secretHash(secret)) : undefined
  if (!login) throw signInNeeded()
  const { organisationId, employeeId, seenAt, expiresAt, ...known } = login
  const db = forOrganisation(database, organisationId)
  if (Date.now() - seenAt.getTime() > HOUR_MS) {
    const longer = new Date(Date.now() + LOGIN_DAYS * DAY_MS)
    await touchLogin(db, login.loginId, login.isByProvider ? expiresAt : longer)
  }
  return { kind: 'employee', db, id: employeeId, ...known }
}

/** Always somebody: a browser that holds nothing sees nothing. */
async function authenticateCodeUser(
  { database, cookies }: AuthenticationDependencies,
  request: FastifyRequest,
): Promise<CodeUserCaller> {
  const grants = await findDeviceGrants(database, cookies.grants(request).map(secretHash))
  return { kind: 'code_user', database, grants, participants: cookies.participants(request) }
}

async function authenticateApiClient(
  { database, limits }: AuthenticationDependencies,
  request: FastifyRequest,
): Promise<ApiClientCaller> {
  const [, secret] = /^Bearer +(\S{20,200})$/i.exec(request.headers.authorization ?? '') ?? []
  const key = secret ? await findApiKey(database, secretHash(secret)) : undefined
  if (!key) throw signInNeeded()
  limits.apiKey.take(key.id)
  const { id, name, scopes, organisationId, usedAt } = key
  const db = forOrganisation(database, organisationId)
  if (!usedAt || Date.now() - usedAt.getTime() > MINUTE_MS) await touchApiKey(db, id)
  return { kind: 'api_client', id, name, scopes, db }
}

/**
 * A key is told what it lacks: its scopes are no secret to who holds it. What no scope allows does not
 * exist for keys.
 */
export async function assertScope(request: FastifyRequest): Promise<void> {
  const { caller } = request
  if (caller?.kind !== 'api_client') return
  const wanted = scopeFor(request)
  if (wanted && hasScope(caller.scopes, wanted)) return
  await noteDenied(request, caller)
  throw wanted ? new ProblemError('scope_missing') : notFound()
}

/** Sessions are what keys are for; any other route for them names its scope. */
function scopeFor({ method, routeOptions }: FastifyRequest): ApiScope | undefined {
  const { config, url = '' } = routeOptions
  if (config.scope) return config.scope
  const isAboutSessions = url === paths.sessions || url.startsWith(`${paths.sessions}/`)
  if (!isAboutSessions) return undefined
  return method === 'GET' || method === 'HEAD' ? 'sessions:read' : 'sessions'
}
