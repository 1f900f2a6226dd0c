import {
  sql,
  type AliasableExpression,
  type Expression,
  type ExpressionBuilder,
  type SqlBool,
} from 'kysely'
import type { Relation, Role } from '../domain/actor.ts'
import type { Tables } from './tables.ts'

/** An employee who reads, as the login knows them. */
export type EmployeeReader = {
  kind: 'employee'
  id: string
  role: Role
  departmentId: string | null
}

/** Sees every session of the organisation. */
export type ApiClientReader = { kind: 'api_client'; id: string }

/** A browser with whatever cookies it holds for this session and its device. */
export type CodeUserReader = {
  kind: 'code_user'
  participantId: string | null
  grants: readonly { id: string; deviceId: string }[]
}

export type SessionReader = EmployeeReader | ApiClientReader | CodeUserReader

export type SessionsQuery = ExpressionBuilder<Tables & { s: Tables['sessions'] }, 's'>

/** How the employee is related to the session `s`. */
export function relationTo(
  eb: SessionsQuery,
  employee: EmployeeReader,
): AliasableExpression<Relation> {
  return eb
    .case()
    .when('s.responsibleId', '=', employee.id)
    .then(sql<Relation>`'responsible'`)
    .when(isRecipient(eb, employee))
    .then(sql<Relation>`'recipient'`)
    .when(isOverseer(eb, employee))
    .then(sql<Relation>`'overseer'`)
    .else(sql<Relation>`'none'`)
    .end()
}

/** Whether the session `s` is visible at all; cheaper than the relation, for lists. */
export function isVisible(
  eb: SessionsQuery,
  reader: EmployeeReader | ApiClientReader,
): Expression<SqlBool> {
  if (reader.kind === 'api_client' || overseesAll(reader)) return sql<boolean>`true`
  const offered = eb
    .selectFrom('sessionRecipients')
    .select('sessionRecipients.sessionId')
    .where('sessionRecipients.employeeId', '=', reader.id)
  return eb.or([
    eb('s.responsibleId', '=', reader.id),
    // Uncorrelated, so that Postgres reads the employee's sessions once, not once per session.
    eb('s.id', 'in', offered),
    isOverseer(eb, reader),
  ])
}

function isRecipient(eb: SessionsQuery, employee: EmployeeReader): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('sessionRecipients')
      .select('sessionRecipients.employeeId')
      .whereRef('sessionRecipients.sessionId', '=', 's.id')
      .where('sessionRecipients.employeeId', '=', employee.id),
  )
}

function isOverseer(eb: SessionsQuery, employee: EmployeeReader): Expression<SqlBool> {
  if (overseesAll(employee)) return sql<boolean>`true`
  if (employee.role === 'moderator') return eb('s.departmentId', '=', employee.departmentId)
  return sql<boolean>`false`
}

function overseesAll({ departmentId, role }: EmployeeReader): boolean {
  return departmentId === null || role === 'administrator'
}
