import { sql } from 'kysely'
import { CAUSED_BY_CODE_USER } from '../domain/notification.ts'
import type { OrganisationDatabase } from './database.ts'

/** The bell, newest first. `before` is the id of the last one already shown. */
export async function listNotifications(
  db: OrganisationDatabase,
  employeeId: string,
  { limit, before }: { limit: number; before?: string },
) {
  return selectBell(db, employeeId)
    .$if(before !== undefined, (query) =>
      query.where((eb) =>
        eb(
          eb.refTuple('n.createdAt', 'n.id'),
          '<',
          eb
            .selectFrom('deliveries as last')
            .select(['last.createdAt', 'last.id'])
            .where('last.id', '=', before ?? '')
            .$asTuple('createdAt', 'id'),
        ),
      ),
    )
    .orderBy('n.createdAt', 'desc')
    .orderBy('n.id', 'desc')
    .limit(limit)
    .execute()
}

/** The one that a feed message names, if it is this employee's. */
export async function findNotification(db: OrganisationDatabase, employeeId: string, id: string) {
  return selectBell(db, employeeId).where('n.id', '=', id).executeTakeFirst()
}

export async function countUnread(db: OrganisationDatabase, employeeId: string): Promise<number> {
  const { unread } = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('unread'))
    .where('recipientId', '=', employeeId)
    .where('channel', '=', 'in_app')
    .where('state', '=', 'sent')
    .where('readAt', 'is', null)
    .executeTakeFirstOrThrow()
  return unread
}

/** All of them, or those of one session, which its page shows. */
export async function markNotificationsRead(
  db: OrganisationDatabase,
  employeeId: string,
  sessionId?: string,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ readAt: sql<Date>`now()` })
    .where('recipientId', '=', employeeId)
    .where('channel', '=', 'in_app')
    .where('readAt', 'is', null)
    .$if(sessionId !== undefined, (query) => query.where('sessionId', '=', sessionId ?? ''))
    .execute()
}

function selectBell(db: OrganisationDatabase, employeeId: string) {
  return db
    .selectFrom('deliveries as n')
    .innerJoin('sessions as s', 's.id', 'n.sessionId')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .leftJoin('employees as cause', 'cause.id', 'n.byEmployeeId')
    .leftJoin('sessionTexts as requester', (join) =>
      join
        .onRef('requester.sessionId', '=', 'n.sessionId')
        .on('requester.kind', '=', 'requester')
        .on('requester.linkedAt', 'is not', null)
        .on('n.byEmployeeId', 'is', null)
        .on('n.event', 'in', CAUSED_BY_CODE_USER),
    )
    .select((eb) => eb.fn.coalesce('cause.name', 'requester.body').as('byName'))
    .select([
      'n.id',
      'n.event',
      'n.createdAt',
      'n.readAt',
      's.id as sessionId',
      's.number as sessionNumber',
      'd.label as deviceLabel',
    ])
    .where('n.channel', '=', 'in_app')
    .where('n.state', '=', 'sent')
    .where('n.recipientId', '=', employeeId)
}
