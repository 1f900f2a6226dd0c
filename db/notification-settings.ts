import {
  EVERY_EVENT,
  type NotificationScope,
  type NotificationSetting,
  type SettingEvent,
} from '../domain/notification-setting.ts'
import type { NotificationEvent } from '../domain/notification.ts'
import type { OrganisationDatabase } from './database.ts'

export type SettingKey = { employeeId: string; scope: NotificationScope; event: SettingEvent }

/**
 * Employee → what they chose for this event, of their own sessions or others'; what they chose for
 * every event counts where they said nothing about this one. Who chose neither is missing.
 */
export async function findNotificationSettings(
  db: OrganisationDatabase,
  { own, others }: Record<NotificationScope, readonly string[]>,
  event: NotificationEvent,
): Promise<Map<string, NotificationSetting>> {
  if (own.length + others.length === 0) return new Map()
  const rows = await db
    .selectFrom('notificationSettings')
    .select(['employeeId', 'channels', 'mode', 'event'])
    .where('event', 'in', [event, EVERY_EVENT])
    .where((eb) =>
      eb.or([
        eb.and([eb('scope', '=', 'own'), eb('employeeId', 'in', [...own, NOBODY])]),
        eb.and([eb('scope', '=', 'others'), eb('employeeId', 'in', [...others, NOBODY])]),
      ]),
    )
    .execute()
  const general = rows.filter((row) => row.event === EVERY_EVENT)
  const special = rows.filter((row) => row.event !== EVERY_EVENT)
  // The later one of a key wins.
  return new Map(
    [...general, ...special].map(({ employeeId, channels, mode }) => [
      employeeId,
      { channels, mode },
    ]),
  )
}

/** No employee's id: a list in SQL may not be empty. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

export async function listNotificationSettings(db: OrganisationDatabase, employeeId: string) {
  return db
    .selectFrom('notificationSettings')
    .select(['scope', 'event', 'channels', 'mode'])
    .where('employeeId', '=', employeeId)
    .execute()
}

/** Null: no choice of its own any more. */
export async function saveNotificationSetting(
  db: OrganisationDatabase,
  key: SettingKey,
  setting: NotificationSetting | null,
): Promise<void> {
  if (!setting) {
    await db
      .deleteFrom('notificationSettings')
      .where('employeeId', '=', key.employeeId)
      .where('scope', '=', key.scope)
      .where('event', '=', key.event)
      .execute()
    return
  }
  await db
    .insertInto('notificationSettings')
    .values({ ...key, ...setting, organisationId: db.organisationId })
    .onConflict((conflict) =>
      conflict.columns(['employeeId', 'scope', 'event']).doUpdateSet(setting),
    )
    .execute()
}
