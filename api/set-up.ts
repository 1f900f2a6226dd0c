import type { FastifyRequest } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { Created } from '../contract/set-up-views.ts'
import { Id } from '../contract/scalars.ts'
import { writeAudit } from '../db/audit-log.ts'
import { isForeignKeyViolation, isOfErasedEmployee, isUniqueViolation } from '../db/connection.ts'
import type { OrganisationDatabase } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { administratorOf, type EmployeeCaller } from './caller.ts'
import { invalidField, notFound, ProblemError } from './problems.ts'
import { answering, named } from './schemas.ts'

export const SET_UP_TAGS = ['set-up']
export const IdParams = Type.Object({ id: Id })

type Change = {
  /** Past tense, for the audit log. */
  action: string
  kind: string
  /** Unknown before something new is made. */
  id?: string
  /** No personal text, no secrets. */
  details?: Record<string, unknown>
  /** Index that a name or address can meet → the field that holds it. */
  unique?: Readonly<Record<string, string>>
  /** Foreign key that an id in the body can miss → the field that holds it. */
  references?: Readonly<Record<string, string>>
}

/**
 * A change of the set-up by an administrator, and its line in the audit log: both or neither.
 * `act` returns the id of what it made, or whether there was anything to change.
 */
export async function changeSetUp(
  request: FastifyRequest,
  change: Change,
  act: (db: OrganisationDatabase, administrator: EmployeeCaller) => Promise<string | boolean>,
): Promise<{ id: string }> {
  const administrator = await administratorOf(request)
  try {
    return await inTransaction(administrator.db, async (db) => {
      const done = await act(db, administrator)
      const id = typeof done === 'string' ? done : change.id
      if (done === false || id === undefined) throw notFound()
      const { action, kind, details = {} } = change
      const actor = { kind: 'employee', id: administrator.id } as const
      await writeAudit(db, {
        ...{ actor, action, details, address: request.ip },
        target: { kind, id },
      })
      return { id }
    })
  } catch (error) {
    throw asProblem(error, change)
  }
}

function asProblem(error: unknown, { unique = {}, references = {} }: Change): unknown {
  for (const [constraint, pointer] of Object.entries(unique)) {
    if (isUniqueViolation(error, constraint)) return invalidField(pointer, 'is taken')
  }
  for (const [constraint, pointer] of Object.entries(references)) {
    if (isForeignKeyViolation(error, constraint)) return invalidField(pointer, 'does not exist')
  }
  if (isOfErasedEmployee(error)) return notFound()
  return isForeignKeyViolation(error) ? new ProblemError('in_use') : error
}

/** What the document says of a route that makes something. */
export function makes<const T extends TSchema>(summary: string, body: T) {
  return { tags: SET_UP_TAGS, summary, body, response: answering({ 201: named(Created) }) }
}

/** … and of one that changes something and has nothing to answer. */
export function changes<const T extends TSchema>(summary: string, body: T) {
  return { tags: SET_UP_TAGS, summary, params: IdParams, body, response: answering({}) }
}
