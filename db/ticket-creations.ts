import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

type Creation = { id: string; ticketSystemId: string; forMs: number }

// Long settled: whoever asks again finds the ticket, or makes it.
const KEPT = sql<Date>`now() - interval '1 day'`

/**
 * Before a ticket is made: nobody else makes it for `forMs`, whatever becomes of us. False where
 * somebody has begun, and it may still be made.
 */
export async function claimTicketCreation(
  db: OrganisationDatabase,
  { id, ticketSystemId, forMs }: Creation,
): Promise<boolean> {
  const claimedUntil = sql<Date>`now() + make_interval(secs => ${forMs / 1000})`
  const row = await db
    .with('forgotten', (cte) => cte.deleteFrom('ticketCreations').where('claimedUntil', '<', KEPT))
    .insertInto('ticketCreations')
    .values({ id, organisationId: db.organisationId, ticketSystemId, claimedUntil })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ claimedUntil })
        .where('ticketCreations.claimedUntil', '<=', sql<Date>`now()`),
    )
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** It was certainly not made: whoever asks again need not wait. */
export async function releaseTicketCreation(db: OrganisationDatabase, id: string): Promise<void> {
  await db.deleteFrom('ticketCreations').where('id', '=', id).execute()
}
