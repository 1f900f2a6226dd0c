import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { originAsRead, type AsRead } from './unerased.ts'

export type PushOwner = { employeeId: string } | { participantId: string; asRead: AsRead }
export type PushAddress = { endpoint: string; keys: { p256dh: string; auth: string } }
export type PushSubscriptionRow = PushAddress & { id: string; employeeId: string | null }

const NOBODY = { employeeId: null, participantId: null, asRead: null }

/** A person has so many browsers; what was added longest ago makes room. */
const MOST_PER_OWNER = 10

/** A browser belongs to whoever asked last in it. Nothing is kept of somebody who was erased meanwhile. */
export async function savePushSubscription(
  db: OrganisationDatabase,
  owner: PushOwner,
  { endpoint, keys }: PushAddress,
): Promise<void> {
  const { organisationId } = db
  const { employeeId, participantId, asRead } = { ...NOBODY, ...owner }
  const row = db.selectNoFrom([
    sql<string>`${organisationId}::uuid`.as('organisationId'),
    sql<string | null>`${employeeId}::uuid`.as('employeeId'),
    sql<string | null>`${participantId}::uuid`.as('participantId'),
    sql<string>`${endpoint}`.as('endpoint'),
    sql<PushAddress['keys']>`${JSON.stringify(keys)}::text::jsonb`.as('keys'),
  ])
  await db
    .insertInto('pushSubscriptions')
    .columns(['organisationId', 'employeeId', 'participantId', 'endpoint', 'keys'])
    .expression(asRead ? row.where(({ exists }) => exists(originAsRead(db, asRead))) : row)
    .onConflict((conflict) =>
      conflict.column('endpoint').doUpdateSet((eb) => ({
        organisationId,
        employeeId: eb.ref('excluded.employeeId'),
        participantId: eb.ref('excluded.participantId'),
        keys: eb.ref('excluded.keys'),
      })),
    )
    .execute()
  const kept = ownedBy(db, owner).select('id').orderBy('createdAt', 'desc').limit(MOST_PER_OWNER)
  await db
    .deleteFrom('pushSubscriptions')
    .where('id', 'in', ownedBy(db, owner).select('id'))
    .where('id', 'not in', kept)
    .execute()
}

/** Whoever knows the address of a browser is in that browser. */
export async function deletePushSubscription(database: Database, endpoint: string): Promise<void> {
  await database.deleteFrom('pushSubscriptions').where('endpoint', '=', endpoint).execute()
}

/** The push service says that nobody listens there any more. */
export async function deleteGonePushSubscription(
  db: OrganisationDatabase,
  id: string,
): Promise<void> {
  await db.deleteFrom('pushSubscriptions').where('id', '=', id).execute()
}

export async function listPushSubscriptions(
  db: OrganisationDatabase,
  employeeIds: readonly string[],
): Promise<Map<string, PushSubscriptionRow[]>> {
  const found = new Map<string, PushSubscriptionRow[]>()
  if (employeeIds.length === 0) return found
  const rows = await db
    .selectFrom('pushSubscriptions')
    .select(['id', 'employeeId', 'endpoint', 'keys'])
    .where('employeeId', 'in', employeeIds)
    .execute()
  for (const row of rows) {
    const { employeeId } = row
    if (employeeId !== null) found.set(employeeId, [...(found.get(employeeId) ?? []), row])
  }
  return found
}

/** Of the browsers that take part in a session as its code user. */
export async function listCodeUserPushSubscriptions(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<(PushSubscriptionRow & { participantId: string })[]> {
  return db
    .selectFrom('pushSubscriptions')
    .innerJoin('participants', 'participants.id', 'pushSubscriptions.participantId')
    .select(['pushSubscriptions.id', 'pushSubscriptions.employeeId'])
    .select(['pushSubscriptions.endpoint', 'pushSubscriptions.keys'])
    .select('participants.id as participantId')
    .where('participants.sessionId', '=', sessionId)
    .where('participants.state', '=', 'admitted')
    .execute()
}

function ownedBy(db: OrganisationDatabase, owner: PushOwner) {
  const query = db.selectFrom('pushSubscriptions')
  return 'employeeId' in owner
    ? query.where('employeeId', '=', owner.employeeId)
    : query.where('participantId', '=', owner.participantId)
}
