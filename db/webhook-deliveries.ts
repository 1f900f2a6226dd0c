import { sql } from 'kysely'
import type { ActorRef } from '../domain/actor.ts'
import { WEBHOOK_TEST } from '../domain/webhook-events.ts'
import type { OrganisationDatabase } from './database.ts'
import { deliveriesWaiting } from './feed-messages.ts'
import { failed, SENT, type Failure } from './outbox.ts'

export type DueWebhook = {
  id: string
  event: string
  attempts: number
  waitingSince: Date
  createdAt: Date
  /** Null for a test. */
  line: {
    sessionId: string
    number: number
    seq: number
    at: Date
    actorKind: ActorRef['kind']
    actorId: string
    details: Record<string, unknown>
  } | null
}

/** The first waiting row of each session, where it is due. */
export async function listDueWebhooks(
  db: OrganisationDatabase,
  endpointId: string,
  limit: number,
): Promise<DueWebhook[]> {
  const rows = await heads(db, endpointId)
    .where('head.nextAt', '<=', sql<Date>`now()`)
    .leftJoin('sessions as s', 's.id', 'head.sessionId')
    .leftJoin('sessionHistory as h', (join) =>
      join.onRef('h.sessionId', '=', 'head.sessionId').onRef('h.seq', '=', 'head.seq'),
    )
    .select(['head.id', 'head.event', 'head.attempts', 'head.waitingSince', 'head.createdAt'])
    .select([
      'head.sessionId',
      's.number',
      'h.seq',
      'h.at',
      'h.actorKind',
      'h.actorId',
      'h.details',
    ])
    .orderBy('head.nextAt')
    .limit(limit)
    .execute()
  return rows.map(({ id, event, attempts, waitingSince, createdAt, ...rest }) => {
    return { id, event, attempts, waitingSince, createdAt, line: lineOf(rest) }
  })
}

type LineColumns = { [K in keyof NonNullable<DueWebhook['line']>]: unknown }

function lineOf(columns: LineColumns): DueWebhook['line'] {
  // Joined by the foreign key of the row: all of them are there, or none.
  return columns.number === null || columns.seq === null ? null : (columns as DueWebhook['line'])
}

export async function findNextWebhook(
  db: OrganisationDatabase,
  endpointId: string,
): Promise<Date | null> {
  const row = await heads(db, endpointId)
    .select((eb) => eb.fn.min('head.nextAt').as('nextAt'))
    .executeTakeFirst()
  return row?.nextAt ?? null
}

/** Makes everything that waits due at once. */
export async function hurryWebhooks(db: OrganisationDatabase, endpointId: string): Promise<void> {
  await db
    .updateTable('webhookDeliveries')
    .set({ nextAt: sql<Date>`now()` })
    .where('endpointId', '=', endpointId)
    .where('state', '=', 'waiting')
    .where('nextAt', '>', sql<Date>`now()`)
    .execute()
}

function heads(db: OrganisationDatabase, endpointId: string) {
  return db
    .with('head', (cte) =>
      cte
        .selectFrom('webhookDeliveries')
        .distinctOn('sessionId')
        .selectAll()
        .where('endpointId', '=', endpointId)
        .where('state', '=', 'waiting')
        .orderBy('sessionId')
        .orderBy('seq')
        .orderBy('createdAt'),
    )
    .selectFrom('head')
}

export async function markWebhookSent(
  db: OrganisationDatabase,
  id: string,
  answered: number,
): Promise<void> {
  await db
    .updateTable('webhookDeliveries')
    .set({ ...SENT, answered })
    .where('id', '=', id)
    .execute()
}

export async function markWebhookFailed(
  db: OrganisationDatabase,
  id: string,
  failure: Failure,
): Promise<void> {
  await db.updateTable('webhookDeliveries').set(failed(failure)).where('id', '=', id).execute()
}

/** What was sent to an endpoint, or waits, newest first. */
export async function listWebhookLog(
  db: OrganisationDatabase,
  endpointId: string,
  { limit, before }: { limit: number; before?: Date | undefined },
) {
  return db
    .selectFrom('webhookDeliveries as w')
    .leftJoin('sessions as s', 's.id', 'w.sessionId')
    .select(['w.id', 'w.event', 'w.seq', 'w.state', 'w.attempts', 'w.answered', 'w.error'])
    .select(['w.createdAt', 'w.sentAt', 'w.nextAt', 'w.sessionId', 's.number'])
    .where('w.endpointId', '=', endpointId)
    .$if(before !== undefined, (query) => query.where('w.createdAt', '<', before ?? new Date()))
    .orderBy('w.createdAt', 'desc')
    .orderBy('w.seq', 'desc')
    .limit(limit)
    .execute()
}

/** Sends it again, from its first attempt on. False when there is no such row. */
export async function replayWebhook(
  db: OrganisationDatabase,
  { endpointId, id }: { endpointId: string; id: string },
): Promise<boolean> {
  const now = sql<Date>`now()`
  const row = await db
    .with('again', (cte) =>
      cte
        .updateTable('webhookDeliveries')
        .set({ state: 'waiting', attempts: 0, error: null, nextAt: now, waitingSince: now })
        .where('id', '=', id)
        .where('endpointId', '=', endpointId)
        .returning('id'),
    )
    .selectFrom('again')
    .select(['again.id', deliveriesWaiting(db, { kind: 'webhooks', endpointId })])
    .executeTakeFirst()
  return row !== undefined
}

export async function insertTestWebhook(
  db: OrganisationDatabase,
  endpointId: string,
): Promise<string> {
  const { organisationId } = db
  const { id } = await db
    .with('test', (cte) =>
      cte
        .insertInto('webhookDeliveries')
        .values({ organisationId, endpointId, event: WEBHOOK_TEST })
        .returning('id'),
    )
    .selectFrom('test')
    .select(['test.id', deliveriesWaiting(db, { kind: 'webhooks', endpointId })])
    .executeTakeFirstOrThrow()
  return id
}
