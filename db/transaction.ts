import type { OrganisationDatabase } from './database.ts'

/**
 * What has to be true together or not at all. For rare work such as the set-up, never for what
 * every session does: it holds a connection for several round trips. Joins a transaction that is open.
 */
export function inTransaction<T>(
  db: OrganisationDatabase,
  act: (db: OrganisationDatabase) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return act(db)
  const { organisationId, connection } = db
  return db
    .transaction()
    .execute((transaction) =>
      act(Object.assign(transaction, { organisationId, connection, isBound: true as const })),
    )
}
