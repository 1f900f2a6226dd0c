import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { accessChanged } from './feed-messages.ts'

export type NewApiKey = {
  name: string
  hash: string
  /** The first characters of the key, to tell keys apart in a list. */
  prefix: string
  scopes: string[]
  createdBy?: string | null
  expiresAt?: Date | null
}

export async function insertApiKey(db: OrganisationDatabase, key: NewApiKey): Promise<string> {
  const { id } = await db
    .insertInto('apiKeys')
    .values({ ...key, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The API client behind a key; undefined for an unknown, revoked or expired one. */
export async function findApiKey(database: Database, hash: string) {
  const now = sql<Date>`now()`
  return database
    .selectFrom('apiKeys')
    .select(['id', 'organisationId', 'name', 'scopes', 'usedAt'])
    .where((eb) =>
      eb.or([
        eb('hash', '=', hash),
        eb.and([eb('previousHash', '=', hash), eb('previousUntil', '>', now)]),
      ]),
    )
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .executeTakeFirst()
}

/** A new secret for the same client; the present one stays valid until then. False when there is none. */
export async function rotateApiKey(
  db: OrganisationDatabase,
  id: string,
  next: { hash: string; prefix: string; previousUntil: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('apiKeys')
    .set((eb) => ({ ...next, previousHash: eb.ref('hash') }))
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** To the minute: a busy client does not write a row per request. */
export async function touchApiKey(db: OrganisationDatabase, id: string): Promise<void> {
  await db
    .updateTable('apiKeys')
    .set({ usedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('usedAt', 'is', null), eb('usedAt', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute()
}

export async function listApiKeys(db: OrganisationDatabase) {
  return db
    .selectFrom('apiKeys')
    .select(['id', 'name', 'prefix', 'scopes', 'createdAt', 'usedAt', 'revokedAt'])
    .select(['expiresAt', 'previousUntil'])
    .orderBy('createdAt')
    .execute()
}

/** False when there is no such key, or no longer. */
export async function revokeApiKey(db: OrganisationDatabase, id: string): Promise<boolean> {
  const revoked = await db
    .with('revoked', (cte) =>
      cte
        .updateTable('apiKeys')
        .set({ revokedAt: sql<Date>`now()` })
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .returning('id'),
    )
    .selectFrom('revoked')
    .select(accessChanged(db, { kind: 'api_key', id }))
    .executeTakeFirst()
  return revoked !== undefined
}
