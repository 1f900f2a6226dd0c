import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'
import { deliveriesWaiting } from './feed-messages.ts'

export type NewWebhookEndpoint = { url: string; secret: string; events: readonly string[] }

export async function insertWebhookEndpoint(
  db: OrganisationDatabase,
  { events, ...endpoint }: NewWebhookEndpoint,
): Promise<string> {
  const { id } = await db
    .insertInto('webhookEndpoints')
    .values({ ...endpoint, events: [...events], organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Oldest first, without secrets; with what waits and how the last attempts went. */
export async function listWebhookEndpoints(db: OrganisationDatabase) {
  return select(db).orderBy('e.createdAt').orderBy('e.id').execute()
}

export async function findWebhookEndpoint(db: OrganisationDatabase, id: string) {
  return select(db).where('e.id', '=', id).executeTakeFirst()
}

function select(db: OrganisationDatabase) {
  return db.selectFrom('webhookEndpoints as e').select((eb) => [
    'e.id',
    'e.url',
    'e.events',
    'e.createdAt',
    'e.disabledAt',
    'e.disabledBecause',
    'e.failures',
    'e.resumeAt',
    'e.previousSecretUntil',
    eb
      .selectFrom('webhookDeliveries as w')
      .select((inner) => inner.fn.countAll<number>().as('waiting'))
      .whereRef('w.endpointId', '=', 'e.id')
      .where('w.state', '=', 'waiting')
      .as('waiting'),
  ])
}

/** What a delivery needs; undefined for an endpoint that is gone or switched off. */
export async function findActiveWebhookEndpoint(db: OrganisationDatabase, id: string) {
  const row = await db
    .selectFrom('webhookEndpoints')
    .select(['url', 'secret', 'previousSecret', 'previousSecretUntil', 'failures', 'resumeAt'])
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { secret, previousSecret, previousSecretUntil, ...endpoint } = row
  const isPreviousValid = previousSecretUntil !== null && previousSecretUntil > new Date()
  const previous = isPreviousValid && previousSecret !== null ? [previousSecret] : []
  return { ...endpoint, secrets: [secret, ...previous] }
}

export type WebhookChange = { url?: string; events?: readonly string[]; isActive?: boolean }

/** Switching it on again delivers what waited meanwhile. False when there is no such endpoint. */
export async function changeWebhookEndpoint(
  db: OrganisationDatabase,
  id: string,
  { url, events, isActive }: WebhookChange,
): Promise<boolean> {
  const active = { disabledAt: null, disabledBecause: null, failures: 0, resumeAt: null }
  const changed = await db
    .with('changed', (cte) =>
      cte
        .updateTable('webhookEndpoints')
        .set({
          id,
          ...(url === undefined ? {} : { url, failures: 0, resumeAt: null }),
          ...(events === undefined ? {} : { events: [...events] }),
          ...(isActive === true ? active : {}),
          ...(isActive === false ? { disabledAt: sql<Date>`now()`, disabledBecause: null } : {}),
        })
        .where('id', '=', id)
        .returning('id'),
    )
    .selectFrom('changed')
    .select(deliveriesWaiting(db, { kind: 'webhooks', endpointId: id }))
    .execute()
  return changed.length > 0
}

export async function disableWebhookEndpoint(
  db: OrganisationDatabase,
  id: string,
  disabledBecause: string,
): Promise<void> {
  await db
    .updateTable('webhookEndpoints')
    .set({ disabledAt: sql<Date>`now()`, disabledBecause })
    .where('id', '=', id)
    .execute()
}

/** The secret before stays valid for a day, so that receivers can change over without a gap. */
export async function rotateWebhookSecret(
  db: OrganisationDatabase,
  id: string,
  secret: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhookEndpoints')
    .set((eb) => ({
      secret,
      previousSecret: eb.ref('secret'),
      previousSecretUntil: sql<Date>`now() + interval '1 day'`,
    }))
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function restWebhookEndpoint(
  db: OrganisationDatabase,
  id: string,
  rest: { failures: number; resumeAt: Date | null },
): Promise<void> {
  await db.updateTable('webhookEndpoints').set(rest).where('id', '=', id).execute()
}

/** With its log; what waits is not delivered any more. */
export async function deleteWebhookEndpoint(
  db: OrganisationDatabase,
  id: string,
): Promise<boolean> {
  await db.deleteFrom('webhookDeliveries').where('endpointId', '=', id).execute()
  const { numDeletedRows } = await db
    .deleteFrom('webhookEndpoints')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
