import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { accessChanged } from './feed-messages.ts'

/**
 * What a code on a machine leads to. Also a disabled or expired one: `isUsable` says whether it
 * still gives anything, so that the page can tell the two apart from a mistyped code.
 */
export async function findCode(database: Database, code: string) {
  return database
    .selectFrom('codes as c')
    .innerJoin('devices as d', 'd.id', 'c.deviceId')
    .innerJoin('organisations as o', 'o.id', 'c.organisationId')
    .select([
      'c.id',
      'c.organisationId',
      'o.name as organisationName',
      'c.code',
      'c.deviceId',
      'd.templateId',
      'c.pinHash',
      sql<boolean>`c.disabled_at is null and d.disabled_at is null
        and (c.expires_at is null or c.expires_at > now())`.as('isUsable'),
    ])
    .where('c.code', '=', code)
    .executeTakeFirst()
}

export type NewCode = {
  deviceId: string
  code: string
  pinHash?: string | null
  expiresAt?: Date | null
}

export async function insertCode(db: OrganisationDatabase, code: NewCode): Promise<string> {
  const { id } = await db
    .insertInto('codes')
    .values({ ...code, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function listCodes(db: OrganisationDatabase, deviceId: string) {
  return db
    .selectFrom('codes')
    .select(['id', 'code', 'expiresAt', 'disabledAt', 'createdAt'])
    .select((eb) => eb('pinHash', 'is not', null).as('hasPin'))
    .where('deviceId', '=', deviceId)
    .orderBy('createdAt')
    .execute()
}

/** Codes of several devices, oldest first. */
export async function listCodesOf(db: OrganisationDatabase, deviceIds: readonly string[]) {
  if (deviceIds.length === 0) return []
  return db
    .selectFrom('codes')
    .select(['id', 'deviceId', 'code', 'expiresAt', 'disabledAt'])
    .select((eb) => eb('pinHash', 'is not', null).$castTo<boolean>().as('hasPin'))
    .where('deviceId', 'in', deviceIds)
    .orderBy('createdAt')
    .execute()
}

/** For its QR code. */
export async function findCodeById(db: OrganisationDatabase, id: string) {
  return db.selectFrom('codes').select(['id', 'code']).where('id', '=', id).executeTakeFirst()
}

/** Null takes the PIN away. Browsers that know the code keep what it gave them. */
export async function setPinHash(
  db: OrganisationDatabase,
  id: string,
  pinHash: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('codes')
    .set({ pinHash })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends what the code gives from now on; running sessions go on. False when there is none to end. */
export async function disableCode(db: OrganisationDatabase, id: string): Promise<boolean> {
  const disabled = await db
    .with('disabled', (cte) =>
      cte
        .updateTable('codes')
        .set({ disabledAt: sql<Date>`now()` })
        .where('id', '=', id)
        .where('disabledAt', 'is', null)
        .returning('id'),
    )
    .selectFrom('disabled')
    .select(accessChanged(db, { kind: 'code', id }))
    .executeTakeFirst()
  return disabled !== undefined
}
