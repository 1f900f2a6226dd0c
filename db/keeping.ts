import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { isUuid } from './sessions.ts'

/**
 * What has been kept as long as its template says, oldest first: also what could never be stored,
 * or still is not. Its raw files lie beside a gateway until that hears of it.
 */
export async function listExpiredArtefacts(database: Database, limit: number) {
  return database
    .selectFrom('artefacts as a')
    .innerJoin('sessions as s', 's.id', 'a.sessionId')
    .innerJoin('templates as t', 't.id', 's.templateId')
    .select(['a.id', 'a.organisationId', 'a.sessionId', 'a.callNumber', 'a.kind', 'a.objectKey'])
    .select('a.state')
    .where('a.state', 'not in', ['deleted', 'none'])
    .where('a.createdAt', '<', sql<Date>`now() - t.keep_recordings_days * interval '1 day'`)
    .orderBy('a.createdAt')
    .limit(limit)
    .execute()
}

/** Of these calls, the ones whose recording was deleted: nothing of them may lie anywhere any more. */
export async function listDeletedRecordings(
  database: Database,
  sessionIds: readonly string[],
): Promise<{ sessionId: string; call: number }[]> {
  if (sessionIds.length === 0) return []
  return database
    .selectFrom('artefacts')
    .select(['sessionId', 'callNumber as call'])
    .where('sessionId', 'in', sessionIds)
    .where('kind', '=', 'recording')
    .where('state', '=', 'deleted')
    .execute()
}

export async function listOrganisationIds(database: Database): Promise<string[]> {
  const rows = await database.selectFrom('organisations').select('id').execute()
  return rows.map(({ id }) => id)
}

/** What is registered of this session; undefined where the database does not know it. */
export async function findRegistered(db: OrganisationDatabase, sessionId: string) {
  if (!isUuid(sessionId)) return undefined
  const session = await db
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .executeTakeFirst()
  if (!session) return undefined
  return db
    .selectFrom('artefacts')
    .select(['id', 'organisationId', 'sessionId', 'callNumber', 'kind', 'objectKey'])
    .where('sessionId', '=', sessionId)
    .execute()
}
