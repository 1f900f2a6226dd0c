import { sql } from 'kysely'
import { SKIPPED_BECAUSE } from '../domain/notification-setting.ts'
import type { OrganisationDatabase } from './database.ts'
import type { DeliveryMessage } from './feed-messages.ts'
import type { Channel, DeliveryState, Receipt, RecipientKind } from './tables/notifications.ts'
import { originAsRead, presentEmployee } from './unerased.ts'

export {
  CHANNELS,
  DELIVERY_STATES,
  RECIPIENT_KINDS,
  type Channel,
  type DeliveryState,
  type Receipt,
  type RecipientKind,
} from './tables/notifications.ts'

/** One notification to one recipient by one channel: there is one row for it, ever. */
export type DeliveryKey = {
  sessionId: string
  rev: number
  event: string
  recipientKind: RecipientKind
  recipientId: string
  channel: Channel
}

export type ClaimedDelivery = {
  id: string
  state: DeliveryState
  /** 1 for the first; more after an attempt whose outcome nobody knows. */
  attempts: number
  receipt: Receipt | null
}

/** What a message was made of: by whom, and whether its words were erased before they were read. */
export type DeliveryCause = { byEmployeeId: string | null; erasedAt: Date | null }
const BY_NOBODY: DeliveryCause = { byEmployeeId: null, erasedAt: null }

/**
 * Takes the delivery before anything is sent. `sent`, `failed` and `skipped` are settled: nothing
 * is left to do, also because what it would say was erased since it was read. `claimed` is to be
 * sent now, with the row's id as the stable message id.
 */
export async function claimDelivery(
  db: OrganisationDatabase,
  key: DeliveryKey,
  { byEmployeeId, erasedAt }: DeliveryCause = BY_NOBODY,
): Promise<ClaimedDelivery> {
  const { sessionId, recipientKind, recipientId } = key
  const now = sql<Date>`now()`
  const { organisationId } = db
  const people = [
    originAsRead(db, { sessionId, erasedAt }),
    ...(recipientKind === 'employee' ? [presentEmployee(db, recipientId)] : []),
  ]
  return db
    .insertInto('deliveries')
    .values((eb) => {
      const areThere = eb.and(people.map((each) => eb.exists(each)))
      return {
        ...{ ...key, organisationId, byEmployeeId, attempts: 1, claimedAt: now },
        state: sql<DeliveryState>`case when ${areThere} then 'claimed' else 'skipped' end`,
        error: sql<string | null>`case when not ${areThere} then ${SKIPPED_BECAUSE.erased} end`,
      }
    })
    .onConflict((conflict) =>
      conflict
        .columns(['sessionId', 'rev', 'event', 'recipientKind', 'recipientId', 'channel'])
        .doUpdateSet((eb) => ({
          attempts: sql<number>`deliveries.attempts + (deliveries.state = 'claimed')::integer`,
          claimedAt: eb.ref('excluded.claimedAt'),
        })),
    )
    .returning(['id', 'state', 'attempts', 'receipt'])
    .executeTakeFirstOrThrow()
}

export async function markDeliverySent(
  db: OrganisationDatabase,
  id: string,
  receipt: Receipt | null = null,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      ...{ state: 'sent', sentAt: sql<Date>`now()`, error: null },
      // Settled meanwhile: erased, and the receipt would lead to somebody.
      receipt: sql<Receipt | null>`case when state = 'claimed'
        then ${receipt && JSON.stringify(receipt)}::text::jsonb end`,
    })
    .where('id', '=', id)
    .execute()
}

/** `failed`: given up, visible to people. `skipped`: rightly not sent, such as a channel that is off. */
export async function markDeliveryUnsent(
  db: OrganisationDatabase,
  id: string,
  { state, error }: { state: 'failed' | 'skipped'; error: string },
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ state, error })
    .where('id', '=', id)
    .where('state', '=', 'claimed')
    .execute()
}

/** Keeps the reason of an attempt that will be repeated. */
export async function noteDeliveryError(
  db: OrganisationDatabase,
  id: string,
  error: string,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ error })
    .where('id', '=', id)
    .where('state', '=', 'claimed')
    .execute()
}

/** Puts a line into an employee's bell, claimed and sent in one; open pages learn of it at once. */
export async function deliverInApp(
  db: OrganisationDatabase,
  key: Omit<DeliveryKey, 'recipientKind' | 'channel'>,
  byEmployeeId: string | null = null,
): Promise<void> {
  const now = sql<Date>`now()`
  const { organisationId } = db
  const message: Omit<DeliveryMessage, 'id'> = {
    organisation: organisationId,
    employee: key.recipientId,
  }
  await db
    .with('added', (cte) =>
      cte
        .insertInto('deliveries')
        .values({
          ...key,
          organisationId,
          byEmployeeId,
          recipientKind: 'employee',
          channel: 'in_app',
          state: 'sent',
          attempts: 1,
          claimedAt: now,
          sentAt: now,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['sessionId', 'rev', 'event', 'recipientKind', 'recipientId', 'channel'])
            .doNothing(),
        )
        .returning('id'),
    )
    .selectFrom('added')
    .select(
      sql`pg_notify('delivery',
        (${JSON.stringify(message)}::text::jsonb || jsonb_build_object('id', added.id))::text)`.as(
        'notified',
      ),
    )
    .execute()
}

/** Messages about this session that can still be changed, such as "taken by" in Slack. */
export async function listReceipts(
  db: OrganisationDatabase,
  {
    sessionId,
    channel,
    events,
  }: { sessionId: string; channel: Channel; events: readonly string[] },
) {
  return db
    .selectFrom('deliveries')
    .select(['id', 'rev', 'recipientKind', 'recipientId', 'receipt'])
    .where('sessionId', '=', sessionId)
    .where('channel', '=', channel)
    .where('event', 'in', events)
    .where('state', '=', 'sent')
    .where('receipt', 'is not', null)
    .orderBy('rev')
    .execute()
}

/** Who was told of what, by which channel, and what went wrong: for the session page. */
export async function listDeliveries(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('deliveries')
    .select([
      'id',
      'rev',
      'event',
      'recipientKind',
      'recipientId',
      'channel',
      'state',
      'attempts',
      'error',
      'createdAt',
      'sentAt',
    ])
    .where('sessionId', '=', sessionId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}
