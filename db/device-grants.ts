import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import type { AccessMessage } from './feed-messages.ts'

export type NewDeviceGrant = { codeId: string; deviceId: string; hash: string; expiresAt: Date }

export async function insertDeviceGrant(
  db: OrganisationDatabase,
  grant: NewDeviceGrant,
): Promise<string> {
  const { id } = await db
    .insertInto('deviceGrants')
    .values({ ...grant, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The grants among these cookies that still hold: not expired, and their code neither. */
export async function findDeviceGrants(database: Database, hashes: readonly string[]) {
  if (hashes.length === 0) return []
  return database
    .selectFrom('deviceGrants as g')
    .innerJoin('codes as c', 'c.id', 'g.codeId')
    .innerJoin('devices as d', 'd.id', 'g.deviceId')
    .select([
      'g.id',
      'g.organisationId',
      'g.hash',
      'g.codeId',
      'c.code',
      'g.deviceId',
      'd.templateId',
      'g.expiresAt',
    ])
    .where('g.hash', 'in', hashes)
    .where('g.expiresAt', '>', sql<Date>`now()`)
    .where('c.disabledAt', 'is', null)
    .where('d.disabledAt', 'is', null)
    .where((eb) => eb.or([eb('c.expiresAt', 'is', null), eb('c.expiresAt', '>', sql<Date>`now()`)]))
    .orderBy('g.createdAt', 'desc')
    .execute()
}

/** Tells every api instance: the grant's browser may have sockets open from before. */
export async function announceJoined(
  db: OrganisationDatabase,
  { grantId, participantId, sessionId }: Record<'grantId' | 'participantId' | 'sessionId', string>,
): Promise<void> {
  const message: AccessMessage = {
    organisation: db.organisationId,
    kind: 'grant',
    id: grantId,
    joined: { participant: participantId, session: sessionId },
  }
  await sql`select pg_notify('access', ${JSON.stringify(message)})`.execute(db)
}
