import type { Database, OrganisationDatabase } from './database.ts'

export type NewOrigin = {
  sessionId: string
  /** Of the person at the machine: mails to them are written in it. */
  language: string
  codeId?: string | null
  deviceGrantId?: string | null
  requestFlowId?: string | null
  actionButtonId?: string | null
  /** What an assistant had prepared. */
  draftId?: string | null
}

/** Stores where a session comes from, before the command that creates it. Harmless when repeated. */
export async function insertOrigin(db: OrganisationDatabase, origin: NewOrigin): Promise<void> {
  await db
    .insertInto('sessionOrigins')
    .values({ ...origin, organisationId: db.organisationId })
    .onConflict((conflict) => conflict.column('sessionId').doNothing())
    .execute()
}

export async function findOrigin(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessionOrigins')
    .selectAll()
    .where('sessionId', '=', sessionId)
    .executeTakeFirst()
}

/** Origins of sessions that were never created; returns how many are gone. */
export async function deleteUnusedOrigins(database: Database, before: Date): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom('sessionOrigins')
    .where('createdAt', '<', before)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('sessions')
            .select('sessions.id')
            .whereRef('sessions.id', '=', 'sessionOrigins.sessionId'),
        ),
      ),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
