import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'
import { failed, SENT, type Failure } from './outbox.ts'

export type DueComment = Awaited<ReturnType<typeof listDueComments>>[number]

/** The first waiting comment of each session, where it is due. */
export async function listDueComments(db: OrganisationDatabase, endpointId: string, limit: number) {
  return heads(db, endpointId)
    .select(['id', 'sessionId', 'key', 'kind', 'callNumber', 'attempts', 'waitingSince'])
    .where('nextAt', '<=', sql<Date>`now()`)
    .orderBy('nextAt')
    .limit(limit)
    .execute()
}

export async function findNextComment(
  db: OrganisationDatabase,
  endpointId: string,
): Promise<Date | null> {
  const row = await heads(db, endpointId)
    .select((eb) => eb.fn.min('head.nextAt').as('nextAt'))
    .executeTakeFirst()
  return row?.nextAt ?? null
}

function heads(db: OrganisationDatabase, endpointId: string) {
  return db
    .with('head', (cte) =>
      cte
        .selectFrom('ticketComments')
        .distinctOn('sessionId')
        .selectAll()
        .where('endpointId', '=', endpointId)
        .where('state', '=', 'waiting')
        .orderBy('sessionId')
        .orderBy('seq')
        .orderBy('key'),
    )
    .selectFrom('head')
}

/**
 * Before it is written: nobody else writes it for `forMs`, whatever becomes of us. Undefined where
 * somebody else has it.
 */
export async function claimComment(
  db: OrganisationDatabase,
  id: string,
  forMs: number,
): Promise<Date | undefined> {
  const row = await db
    .updateTable('ticketComments')
    .set({ nextAt: sql<Date>`now() + make_interval(secs => ${forMs / 1000})` })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('nextAt', '<=', sql<Date>`now()`)
    .returning('nextAt')
    .executeTakeFirst()
  return row?.nextAt
}

export async function markCommentSent(db: OrganisationDatabase, id: string): Promise<void> {
  await db.updateTable('ticketComments').set(SENT).where('id', '=', id).execute()
}

export async function markCommentFailed(
  db: OrganisationDatabase,
  id: string,
  failure: Failure,
): Promise<void> {
  await db.updateTable('ticketComments').set(failed(failure)).where('id', '=', id).execute()
}

/** What was written into a session's tickets, or waits, for its page. */
export async function listComments(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('ticketComments as c')
    .innerJoin('ticketSystems as t', 't.id', 'c.endpointId')
    .select(['c.id', 't.name as system', 'c.key', 'c.kind', 'c.callNumber', 'c.state'])
    .select(['c.attempts', 'c.error', 'c.createdAt', 'c.sentAt'])
    .where('c.sessionId', '=', sessionId)
    .orderBy('c.seq')
    .orderBy('c.key')
    .execute()
}
