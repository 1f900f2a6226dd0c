import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Longer than a transaction may take: rows get their numbers before they are there to be read. */
const SETTLED_AFTER_MS = 60_000
const MOST_ROWS = 10_000
const NOTHING_BEFORE = '0'.repeat(64)
// Any number that nothing else in this database uses as an advisory lock.
const SEAL_LOCK = 5_683_118

/**
 * Seals what the audit log has gained into the chain: the hash of a seal covers its rows and the
 * seal before, so that a row changed or missing later breaks it. Returns how many rows it sealed.
 */
export async function sealAudit(
  database: Database,
  { settledAfterMs = SETTLED_AFTER_MS } = {},
): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${SEAL_LOCK})`.execute(transaction)
    const last = await transaction
      .selectFrom('auditSeals')
      .select(['lastId', 'hash'])
      .orderBy('lastId', 'desc')
      .limit(1)
      .executeTakeFirst()
    const rows = await rowsOf(transaction, {
      after: Number(last?.lastId ?? Number.MIN_SAFE_INTEGER),
    })
      .where('at', '<', sql<Date>`now() - ${settledAfterMs} * interval '1 millisecond'`)
      .limit(MOST_ROWS)
      .execute()
    const [first] = rows
    const end = rows.at(-1)
    if (!first || !end) return 0
    const hash = hashOf(last?.hash ?? NOTHING_BEFORE, rows)
    await transaction
      .insertInto('auditSeals')
      .values({ firstId: first.id, lastId: end.id, hash })
      .execute()
    return rows.length
  })
}

/** A seal as it was noted elsewhere: the chain must still have it. */
export type AuditSeal = { lastId: number; hash: string }

/** The newest link of the chain; it vouches for all before it. */
export async function findLastSeal(database: Database): Promise<AuditSeal | null> {
  const seal = await database
    .selectFrom('auditSeals')
    .select(['lastId', 'hash'])
    .orderBy('lastId', 'desc')
    .limit(1)
    .executeTakeFirst()
  return seal ? { lastId: Number(seal.lastId), hash: seal.hash } : null
}

/**
 * The first of them that is not there any more. The chain alone cannot tell: without its newest
 * links, or made anew from the first, it is a whole chain.
 */
export async function findLostSeal(
  database: Database,
  noted: readonly AuditSeal[],
): Promise<AuditSeal | null> {
  for (const seal of noted) {
    const found = await database
      .selectFrom('auditSeals')
      .select('hash')
      .where('lastId', '=', seal.lastId)
      .executeTakeFirst()
    if (found?.hash !== seal.hash) return seal
  }
  return null
}

export type AuditVerdict = { seals: number; rows: number; unsealed: number; broken: string | null }

/** Recomputes the chain. `broken` names the first range that is not what was sealed, or noted. */
export async function verifyAudit(
  database: Database,
  noted: readonly AuditSeal[] = [],
): Promise<AuditVerdict> {
  const seals = await database.selectFrom('auditSeals').selectAll().orderBy('lastId').execute()
  let before = NOTHING_BEFORE
  let after = Number.MIN_SAFE_INTEGER
  let count = 0
  for (const { firstId, lastId, hash } of seals) {
    // From the seal before on: a row slipped in between would belong to no seal.
    const rows = await rowsOf(database, { after }).where('id', '<=', Number(lastId)).execute()
    if (hashOf(before, rows) !== hash) {
      const broken = `rows ${firstId} to ${lastId} of the audit log are not what was sealed`
      return { seals: seals.length, rows: count, unsealed: 0, broken }
    }
    before = hash
    after = Number(lastId)
    count += rows.length
  }
  const { unsealed } = await database
    .selectFrom('auditLog')
    .select((eb) => eb.fn.countAll<number>().as('unsealed'))
    .where('id', '>', after)
    .executeTakeFirstOrThrow()
  const lost = await findLostSeal(database, noted)
  const broken = lost && `the seal up to row ${lost.lastId} was noted and is not there any more`
  return { seals: seals.length, rows: count, unsealed: Number(unsealed), broken }
}

function rowsOf(database: Pick<Database, 'selectFrom'>, { after }: { after: number }) {
  return database
    .selectFrom('auditLog')
    .select(['id', 'organisationId', 'actorKind', 'actorId', 'action', 'targetKind', 'targetId'])
    .select([
      'address',
      // Text, to the microsecond, whatever a client's time zone and number types are.
      sql<string>`(extract(epoch from at) * 1000000)::bigint::text`.as('at'),
      sql<string>`details::text`.as('details'),
    ])
    .where('id', '>', after)
    .orderBy('id')
}

type AuditRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

function hashOf(before: string, rows: readonly AuditRow[]): string {
  const hash = createHash('sha256').update(before)
  for (const row of rows) {
    const { id, organisationId, at, actorKind, actorId, action, targetKind, targetId } = row
    const who = [String(id), organisationId, at, actorKind, actorId]
    hash.update(JSON.stringify([...who, action, targetKind, targetId, row.details, row.address]))
  }
  return hash.digest('hex')
}
