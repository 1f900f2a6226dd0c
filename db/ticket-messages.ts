import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

type Message = { ticketSystemId: string; messageId: string }

// Signatures are refused after five minutes: whoever kept a message for longer has nothing in hand.
const KEPT = sql<Date>`now() - interval '1 day'`

export async function isTicketMessageTaken(
  db: OrganisationDatabase,
  { ticketSystemId, messageId }: Message,
): Promise<boolean> {
  const taken = await db
    .selectFrom('takenTicketMessages')
    .select('messageId')
    .where('ticketSystemId', '=', ticketSystemId)
    .where('messageId', '=', messageId)
    .executeTakeFirst()
  return taken !== undefined
}

/** After its effect, so that one whose effect failed is taken when it comes again. */
export async function noteTicketMessage(db: OrganisationDatabase, message: Message): Promise<void> {
  await db
    .with('forgotten', (cte) => cte.deleteFrom('takenTicketMessages').where('takenAt', '<', KEPT))
    .insertInto('takenTicketMessages')
    .values({ ...message, organisationId: db.organisationId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
