import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'
import { insertOrigin, type NewOrigin } from './session-origins.ts'
import { inTransaction } from './transaction.ts'

export type RequestOrigin = NewOrigin & { codeId: string; deviceGrantId: string }
export type OpenRequests = { ofCode: number; ofBrowser: number }

// Longer than a command takes; what failed meanwhile counts no more.
const UNDER_WAY = sql<Date>`now() - interval '1 minute'`

/**
 * Stores the origin of a request if `check` lets what else is open by its code pass; it throws what
 * the person is to be told. One after the other per code, on whichever api instance they arrive:
 * all of many at once would be counted before the first of them is there.
 */
export async function claimRequest(
  db: OrganisationDatabase,
  origin: RequestOrigin,
  check: (open: OpenRequests) => void,
): Promise<void> {
  await inTransaction(db, async (db) => {
    await db
      .selectFrom('codes')
      .select('id')
      .where('id', '=', origin.codeId)
      .forNoKeyUpdate()
      .execute()
    check(await countOpenRequests(db, origin))
    await insertOrigin(db, origin)
  })
}

/** All but this one: requested, or just about to be. */
function countOpenRequests(
  db: OrganisationDatabase,
  { sessionId, codeId, deviceGrantId }: RequestOrigin,
): Promise<OpenRequests> {
  return db
    .selectFrom('sessionOrigins as origin')
    .leftJoin('sessions as s', 's.id', 'origin.sessionId')
    .where('origin.codeId', '=', codeId)
    .where('origin.sessionId', '<>', sessionId)
    .where((eb) =>
      eb.or([
        eb('s.status', '=', 'requested'),
        eb.and([eb('s.id', 'is', null), eb('origin.createdAt', '>', UNDER_WAY)]),
      ]),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as('ofCode'),
      eb.fn
        .countAll<number>()
        .filterWhere('origin.deviceGrantId', '=', deviceGrantId)
        .as('ofBrowser'),
    ])
    .executeTakeFirstOrThrow()
}
