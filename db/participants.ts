import type { Database, OrganisationDatabase } from './database.ts'

/** The participant a cookie names, whatever its organisation: the cookie's secret is checked first. */
export async function findParticipant(database: Database, id: string) {
  return database
    .selectFrom('participants')
    .select(['id', 'organisationId', 'sessionId', 'state', 'via', 'addedAt', 'admittedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function listParticipants(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('participants')
    .select(['id', 'state', 'via', 'addedAt', 'admittedAt'])
    .where('sessionId', '=', sessionId)
    .orderBy('addedAt')
    .orderBy('id')
    .execute()
}

/** Those of the participants a browser's cookies name that exist. */
export async function findParticipants(database: Database, ids: readonly string[]) {
  if (ids.length === 0) return []
  return database
    .selectFrom('participants')
    .select(['id', 'organisationId', 'sessionId'])
    .where('id', 'in', ids)
    .execute()
}
