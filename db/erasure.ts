import { sql } from 'kysely'
import { SKIPPED_BECAUSE } from '../domain/notification-setting.ts'
import type { OrganisationDatabase } from './database.ts'
import { accessChanged } from './feed-messages.ts'
import { revokeJoinLinks } from './join-links.ts'
import type { DeliveryState } from './tables/notifications.ts'
import { inTransaction } from './transaction.ts'

/** Stands for the name of an employee whose data was erased; the same in every language. */
export const ERASED_NAME = 'N. N.'

/**
 * Everything in the database that the code user of a session said, wrote or drew, and where they
 * could be reached. What is left says when something happened, and what was decided, by id. What
 * others have read before comes too late to be written. Harmless when repeated.
 */
export async function eraseCodeUser(db: OrganisationDatabase, sessionId: string): Promise<void> {
  await inTransaction(db, async (db) => {
    const ofSession = { sessionId }
    // First: waits for those who write what they read, so that all below finds it.
    await fence(db, ofSession)
    await db.deleteFrom('sessionTexts').where('sessionId', '=', sessionId).execute()
    await db.deleteFrom('strokes').where('sessionId', '=', sessionId).execute()
    await deleteByParent(db, ofSession)
    await forgetInDeliveries(db, ofSession)
    await revokeJoinLinks(db, sessionId)
  })
}

type OfSession = { sessionId: string }

/** To the millisecond, which is what a reader can give back. */
async function fence(db: OrganisationDatabase, { sessionId }: OfSession): Promise<void> {
  await db
    .updateTable('sessionOrigins')
    .set({ erasedAt: sql<Date>`date_trunc('milliseconds', clock_timestamp())` })
    .where('sessionId', '=', sessionId)
    .execute()
}

async function deleteByParent(db: OrganisationDatabase, { sessionId }: OfSession): Promise<void> {
  const artefacts = db.selectFrom('artefacts').select('id').where('sessionId', '=', sessionId)
  await db.deleteFrom('screenshotUpdates').where('artefactId', 'in', artefacts).execute()
  const participants = db.selectFrom('participants').select('id').where('sessionId', '=', sessionId)
  await db.deleteFrom('pushSubscriptions').where('participantId', 'in', participants).execute()
  const drafts = db
    .selectFrom('sessionOrigins')
    .select('draftId')
    .where('sessionId', '=', sessionId)
    .where('draftId', 'is not', null)
    .$narrowType<{ draftId: string }>()
  await db.deleteFrom('drafts').where('id', 'in', drafts).execute()
}

/**
 * What a server said of an address it did not like. What is still to be sent is not: whoever sends
 * it at this moment finds it settled, and keeps no answer.
 */
const FORGOTTEN = {
  state: sql<DeliveryState>`case state when 'claimed' then 'skipped' else state end`,
  error: sql<string | null>`case state when 'claimed' then ${SKIPPED_BECAUSE.erased} end`,
}

async function forgetInDeliveries(
  db: OrganisationDatabase,
  { sessionId }: OfSession,
): Promise<void> {
  await db.updateTable('deliveries').set(FORGOTTEN).where('sessionId', '=', sessionId).execute()
  const answered = ['webhookDeliveries', 'ticketComments'] as const
  for (const table of answered) {
    await db.updateTable(table).set({ error: null }).where('sessionId', '=', sessionId).execute()
  }
}

/**
 * Name, address, logins, browsers and choices of an employee, who can never sign in again; the id
 * stays where histories name it. False when there is no such employee. Harmless when repeated.
 */
export async function eraseEmployee(db: OrganisationDatabase, id: string): Promise<boolean> {
  const employee = await db
    .selectFrom('employees')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!employee) return false
  // First: waits for those who write something of them, so that all below finds it.
  await anonymise(db, id)
  for (const table of OF_EMPLOYEE) await db.deleteFrom(table).where('employeeId', '=', id).execute()
  await db
    .updateTable('deliveries')
    .set({ ...FORGOTTEN, receipt: null })
    .where('recipientKind', '=', 'employee')
    .where('recipientId', '=', id)
    .execute()
  return true
}

/** Whatever is written for an erased employee later is refused by triggers of these tables. */
const OF_EMPLOYEE = [
  ...(['logins', 'oneTimeLinks', 'identities'] as const),
  ...(['notificationSettings', 'pushSubscriptions'] as const),
]

async function anonymise(db: OrganisationDatabase, id: string): Promise<void> {
  const nobody = {
    name: ERASED_NAME,
    // Addresses are unique, and none of this domain can ever be reached.
    email: `${id}@erased.invalid`,
    language: null,
    passwordHash: null,
    slackUserId: null,
    departmentId: null,
    role: 'member' as const,
    disabledAt: sql<Date>`coalesce(disabled_at, now())`,
    erasedAt: sql<Date>`now()`,
  }
  await db
    .with('erased', (cte) =>
      cte
        .updateTable('employees')
        .set(nobody)
        .where('id', '=', id)
        .where('erasedAt', 'is', null)
        .returning('id'),
    )
    .selectFrom('erased')
    .select(accessChanged(db, { kind: 'employee', id }))
    .execute()
}
