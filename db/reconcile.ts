import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Sessions that should have a run: open ones, and over ones with something left to store or to erase. */
export async function listSessionsNeedingRun(
  database: Database,
  { after = '00000000-0000-0000-0000-000000000000', limit = 500 } = {},
) {
  return database
    .selectFrom('sessions')
    .select(['id', 'organisationId', 'number', 'rev', 'status', 'changedAt'])
    .where((eb) =>
      eb.or([
        eb('status', 'not in', ['done', 'cancelled']),
        sql<boolean>`jsonb_array_length(state -> 'media') > 0`,
        sql<boolean>`state ? 'screenshots'`,
        sql<boolean>`state ? 'erasure'`,
      ]),
    )
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Artefacts that have been uploading for too long: lost, or waiting for a disk that is away. */
export async function listSlowArtefacts(database: Database, before: Date) {
  return database
    .selectFrom('artefacts')
    .select(['id', 'organisationId', 'sessionId', 'callNumber', 'kind', 'createdAt'])
    .where('state', '=', 'uploading')
    .where('createdAt', '<', before)
    .orderBy('createdAt')
    .execute()
}

/** Keys of objects that should be in the store; whatever else lies there belongs to nobody. */
export async function listObjectKeys(
  database: Database,
  { after = '', limit = 1000 } = {},
): Promise<string[]> {
  const rows = await database
    .selectFrom('artefacts')
    .select('objectKey')
    .where('state', 'in', ['ready', 'partial'])
    .where('objectKey', '>', after)
    .orderBy('objectKey')
    .limit(limit)
    .execute()
  return rows.flatMap(({ objectKey }) => objectKey ?? [])
}

/** Calls that Postgres believes to be running: each should have a room. */
export async function listCallsInProgress(database: Database) {
  return database
    .selectFrom('calls')
    .select(['organisationId', 'sessionId', 'number', 'gatewayId', 'startedAt'])
    .where('phase', '<>', 'over')
    .orderBy('startedAt')
    .execute()
}

/**
 * Deliveries that were begun and never settled: no worker was there until the time for it was over.
 * Returns how many are shown as failed from now on.
 */
export async function failAbandonedDeliveries(database: Database, before: Date): Promise<number> {
  const { numUpdatedRows } = await database
    .updateTable('deliveries')
    .set({ state: 'failed', error: sql<string>`coalesce(error, 'nobody finished it in time')` })
    .where('state', '=', 'claimed')
    .where('createdAt', '<', before)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
