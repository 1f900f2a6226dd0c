import type { OrganisationDatabase } from './database.ts'

/** What was known of a session's code user when their words were read, or taken from a request. */
export type AsRead = {
  sessionId: string
  /** Of the origin, read before the words. */
  erasedAt: Date | null
}

/**
 * Rows while the session's data was not erased since. To be named in the statement that writes such
 * words: the lock lets an erasure under way end first, and makes one that comes wait for the write.
 */
export function originAsRead(db: OrganisationDatabase, { sessionId, erasedAt }: AsRead) {
  return db
    .selectFrom('sessionOrigins')
    .select('sessionId')
    .where('sessionId', '=', sessionId)
    .where('erasedAt', 'is not distinct from', erasedAt)
    .forShare()
}

/** The same of an employee, who is erased once and for all. */
export function presentEmployee(db: OrganisationDatabase, id: string) {
  return db
    .selectFrom('employees')
    .select('id')
    .where('id', '=', id)
    .where('erasedAt', 'is', null)
    .forShare()
}
