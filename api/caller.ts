import type { FastifyRequest } from 'fastify'
import { writeAudit } from '../db/audit-log.ts'
import type { Database, OrganisationDatabase } from '../db/database.ts'
import type { ApiClientReader, EmployeeReader } from '../db/session-relation.ts'
import { notFound } from './problems.ts'

export type EmployeeCaller = EmployeeReader & {
  db: OrganisationDatabase
  loginId: string
  name: string
  email: string
  language: string | null
  departmentName: string | null
  isByProvider: boolean
  organisationName: string
}

export type ApiClientCaller = ApiClientReader & {
  db: OrganisationDatabase
  name: string
  scopes: readonly string[]
}

/** What one code gave this browser. */
export type Grant = {
  id: string
  organisationId: string
  codeId: string
  code: string
  deviceId: string
  templateId: string
}

/** A browser without a login: known by what its cookies prove, over all organisations. */
export type CodeUserCaller = {
  kind: 'code_user'
  database: Database
  grants: readonly Grant[]
  participants: readonly { sessionId: string; participantId: string }[]
}

/** Who sent a request, as the authentication found out. */
export type Caller = EmployeeCaller | ApiClientCaller | CodeUserCaller

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the handler of every route that is not open to everybody. */
    caller: Caller | null
  }
}

export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`${request.routeOptions.url} is open: it has no caller`)
  return request.caller
}

/** For routes that exist only for some: to others they look as if they did not. */
export function employeeOf(request: FastifyRequest): EmployeeCaller {
  const caller = callerOf(request)
  if (caller.kind !== 'employee') throw notFound()
  return caller
}

/** To everybody else it does not exist; that they tried is written down. */
export async function administratorOf(request: FastifyRequest): Promise<EmployeeCaller> {
  const employee = employeeOf(request)
  if (employee.role === 'administrator') return employee
  await noteDenied(request, employee)
  throw notFound()
}

export async function noteDenied(
  request: FastifyRequest,
  { kind, id, db }: EmployeeCaller | ApiClientCaller,
): Promise<void> {
  const details = { method: request.method, route: request.routeOptions.url ?? '' }
  await writeAudit(db, { actor: { kind, id }, action: 'denied', details, address: request.ip })
}

export function apiClientOf(request: FastifyRequest): ApiClientCaller {
  const caller = callerOf(request)
  if (caller.kind !== 'api_client') throw notFound()
  return caller
}

/** Employees, and programs that pick a device for a session. */
export function deviceReaderOf(request: FastifyRequest): EmployeeCaller | ApiClientCaller {
  const caller = callerOf(request)
  if (caller.kind === 'code_user') throw notFound()
  return caller
}

export function codeUserOf(request: FastifyRequest): CodeUserCaller {
  const caller = callerOf(request)
  if (caller.kind !== 'code_user') throw notFound()
  return caller
}
