import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

/** What messages say about a session beside its texts. */
export async function loadNotificationFacts(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('organisations as o', 'o.id', 's.organisationId')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .leftJoin('sessionOrigins as origin', 'origin.sessionId', 's.id')
    .select([
      's.number',
      's.status',
      's.responsibleId',
      'e.name as responsibleName',
      'o.name as organisationName',
      'd.label as deviceLabel',
      'd.location as deviceLocation',
      'origin.language',
      'origin.erasedAt',
    ])
    .where('s.id', '=', sessionId)
    .executeTakeFirstOrThrow()
}

/** What was written to the code user with the last cancellation. */
export async function findCancellationMessage(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('sessionHistory as h')
    .leftJoin('sessionTexts as t', (join) =>
      join.on(sql<boolean>`t.id::text = h.details ->> 'textId'`),
    )
    .select('t.body')
    .where('h.sessionId', '=', sessionId)
    .where('h.kind', '=', 'cancelled')
    .orderBy('h.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.body ?? undefined
}

/** The employees a message goes to, without those who have left. */
export async function listEmployeesToTell(db: OrganisationDatabase, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('employees')
    .select(['id', 'name', 'email', 'language', 'slackUserId'])
    .where('id', 'in', ids)
    .where('disabledAt', 'is', null)
    .execute()
}
