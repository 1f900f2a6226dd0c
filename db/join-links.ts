import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'

// Nobody joins an old session by a link that was forwarded: new ones are made on demand.
const VALID_AFTER_OVER = sql<Date>`now() - interval '7 days'`

/** The session a join secret opens, if the link is the newest, not revoked, and not too old. */
export async function findSessionByJoinHash(database: Database, hash: string) {
  return selectValidLinks(database)
    .innerJoin('sessionOrigins as origin', 'origin.sessionId', 'link.sessionId')
    .select(['link.organisationId', 'link.sessionId', 'link.number', 'origin.language'])
    .where('link.hash', '=', hash)
    .executeTakeFirst()
}

/** Number of the valid link, from which its secret can be derived; undefined without a valid one. */
export async function findJoinLinkNumber(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<number | undefined> {
  const row = await selectValidLinks(db)
    .select('link.number')
    .where('link.sessionId', '=', sessionId)
    .executeTakeFirst()
  return row?.number
}

/** The number the next link will have; issuing it ends all earlier ones. */
export async function nextJoinLinkNumber(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<number> {
  const { last } = await db
    .selectFrom('joinLinks')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('sessionId', '=', sessionId)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

/** False when somebody else issued this number at the same moment: theirs counts, it is the same. */
export async function issueJoinLink(
  db: OrganisationDatabase,
  link: { sessionId: string; number: number; hash: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('joinLinks')
    .values({ ...link, organisationId: db.organisationId })
    .onConflict((conflict) => conflict.columns(['sessionId', 'number']).doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows) === 1
}

export async function revokeJoinLinks(db: OrganisationDatabase, sessionId: string): Promise<void> {
  await db
    .updateTable('joinLinks')
    .set({ revokedAt: sql<Date>`now()` })
    .where('sessionId', '=', sessionId)
    .where('revokedAt', 'is', null)
    .execute()
}

function selectValidLinks(db: Database | OrganisationDatabase) {
  return db
    .selectFrom('joinLinks as link')
    .innerJoin('sessions as s', 's.id', 'link.sessionId')
    .where('link.revokedAt', 'is', null)
    .where((eb) => eb.or([eb('s.overAt', 'is', null), eb('s.overAt', '>', VALID_AFTER_OVER)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('joinLinks as newer')
            .select('newer.number')
            .whereRef('newer.sessionId', '=', 'link.sessionId')
            .whereRef('newer.number', '>', 'link.number'),
        ),
      ),
    )
}
