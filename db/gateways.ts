import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Who holds a gateway's calls. `isHeld`: the lease has not run out by Postgres' clock. */
export type GatewayLease = {
  id: string
  url: string
  holder: string | null
  holderUrl: string | null
  epoch: number
  isHeld: boolean
}

/** Makes the gateway known, or changes its address. */
export async function saveGateway(
  database: Database,
  gateway: { id: string; url: string },
): Promise<void> {
  await database
    .insertInto('gateways')
    .values(gateway)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ url: gateway.url }))
    .execute()
}

export async function listGateways(database: Database): Promise<GatewayLease[]> {
  return selectLeases(database).orderBy('id').execute()
}

export async function findGateway(
  database: Database,
  id: string,
): Promise<GatewayLease | undefined> {
  return selectLeases(database).where('id', '=', id).executeTakeFirst()
}

export type LeaseRequest = {
  id: string
  holder: string
  holderUrl: string
  /** The epoch the candidate read: whoever read the same one and is later gets nothing. */
  epoch: number
  leaseMs: number
}

/**
 * Takes the gateway over, with the next epoch; undefined when somebody was quicker. When the old
 * lease is really over is the candidate's to judge: it counts from its own first read.
 */
export async function takeGateway(
  database: Database,
  { id, holder, holderUrl, epoch, leaseMs }: LeaseRequest,
): Promise<number | undefined> {
  const row = await database
    .updateTable('gateways')
    .set({ holder, holderUrl, epoch: epoch + 1, until: inMs(leaseMs) })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .returning('epoch')
    .executeTakeFirst()
  return row?.epoch
}

/** False when a higher epoch has been given out: this holder has to let go of its calls. */
export async function renewGateway(
  database: Database,
  { id, holder, epoch, leaseMs }: Omit<LeaseRequest, 'holderUrl'>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('gateways')
    .set({ until: inMs(leaseMs) })
    .where('id', '=', id)
    .where('holder', '=', holder)
    .where('epoch', '=', epoch)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** On an orderly stop: the next one need not wait for the lease to run out. */
export async function releaseGateway(
  database: Database,
  { id, epoch }: { id: string; epoch: number },
): Promise<void> {
  await database
    .updateTable('gateways')
    .set({ until: null, holder: null, holderUrl: null })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .execute()
}

function selectLeases(database: Database) {
  return database
    .selectFrom('gateways')
    .select(['id', 'url', 'holder', 'holderUrl', 'epoch'])
    .select(sql<boolean>`coalesce(until > now(), false)`.as('isHeld'))
}

function inMs(ms: number) {
  return sql<Date>`now() + ${ms}::integer * interval '1 millisecond'`
}
