import type { Generated } from 'kysely'
import type { Role } from '../../domain/actor.ts'

export interface OrganisationsTable {
  id: Generated<string>
  name: string
  createdAt: Generated<Date>
}

export interface SessionCountersTable {
  organisationId: string
  lastNumber: Generated<number>
}

export interface DepartmentsTable {
  id: Generated<string>
  organisationId: string
  name: string
  createdAt: Generated<Date>
}

export interface EmployeesTable {
  id: Generated<string>
  organisationId: string
  departmentId: string | null
  name: string
  email: string
  role: Role
  language: string | null
  passwordHash: string | null
  slackUserId: string | null
  foldedName: Generated<string>
  createdAt: Generated<Date>
  disabledAt: Date | null
  erasedAt: Date | null
}

export interface OneTimeLinksTable {
  hash: string
  organisationId: string
  employeeId: string
  createdAt: Generated<Date>
  expiresAt: Date
  usedAt: Date | null
}

export interface LoginsTable {
  id: Generated<string>
  organisationId: string
  employeeId: string
  hash: string
  userAgent: string | null
  createdAt: Generated<Date>
  seenAt: Generated<Date>
  expiresAt: Date
  endedAt: Date | null
  isByProvider: Generated<boolean>
}

export interface IdentitiesTable {
  issuer: string
  subject: string
  organisationId: string
  employeeId: string
  createdAt: Generated<Date>
}

export interface SignInAttemptsTable {
  hash: string
  organisationId: string
  state: string
  nonce: string
  verifier: string
  returnTo: string
  expiresAt: Date
}

export interface ApiKeysTable {
  id: Generated<string>
  organisationId: string
  name: string
  hash: string
  prefix: string
  scopes: string[]
  createdBy: string | null
  createdAt: Generated<Date>
  usedAt: Date | null
  expiresAt: Date | null
  previousHash: string | null
  previousUntil: Date | null
  revokedAt: Date | null
}

export interface AuditLogTable {
  id: Generated<number>
  organisationId: string | null
  at: Generated<Date>
  actorKind: string
  actorId: string
  action: string
  targetKind: string | null
  targetId: string | null
  details: Generated<Record<string, unknown>>
  address: string | null
}

export interface AuditSealsTable {
  lastId: number
  firstId: number
  hash: string
  sealedAt: Generated<Date>
}
