import {
  DeliveryList,
  NotificationChoice,
  NotificationSettingList,
  NotificationSettingParams,
  type DeliveryView,
} from '../../contract/notification-settings.ts'
import { paths } from '../../contract/paths.ts'
import { listDeliveries } from '../../db/deliveries.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import {
  listNotificationSettings,
  saveNotificationSetting,
} from '../../db/notification-settings.ts'
import {
  ALL_CHANNELS,
  NOTIFICATION_SCOPES,
  SETTING_EVENTS,
} from '../../domain/notification-setting.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { invalidField } from '../problems.ts'
import { NoQuery, SessionParams } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession } from '../session-access.ts'

const TAGS = ['console']

/** Who wants to hear of what by which channels, and what came of it. */
export function notificationSettingRoutes(app: App): void {
  app.get(
    paths.notificationSettings,
    {
      schema: {
        tags: TAGS,
        summary: 'The own choices: per event, of own sessions and of others, by which channels',
        querystring: NoQuery,
        response: answering({ 200: named(NotificationSettingList) }),
      },
    },
    async (request) => {
      const { db, id } = employeeOf(request)
      const chosen = await listNotificationSettings(db, id)
      const rowOf = (scope: string, event: string) =>
        chosen.find((each) => each.scope === scope && each.event === event)
      const items = NOTIFICATION_SCOPES.flatMap((scope) =>
        SETTING_EVENTS.map((event) => {
          const { mode = 'inherit', channels = ALL_CHANNELS.channels } = rowOf(scope, event) ?? {}
          return { scope, event, mode, channels }
        }),
      )
      return { items }
    },
  )

  app.put(
    `${paths.notificationSettings}/:scope/:event`,
    {
      schema: {
        tags: TAGS,
        summary: 'Choose for one event, or for every event that has no choice of its own',
        params: NotificationSettingParams,
        body: NotificationChoice,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db, id: employeeId } = employeeOf(request)
      const { mode, channels } = request.body
      if (mode === 'first' && channels.length === 0) throw invalidField('/channels', 'is empty')
      const setting = mode === 'inherit' ? null : { mode, channels }
      await saveNotificationSetting(db, { employeeId, ...request.params }, setting)
      return reply.code(204).send()
    },
  )

  registerDeliveries(app)
}

function registerDeliveries(app: App): void {
  app.get(
    paths.sessionDeliveries(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Who was told of what by which channel, who was not, and why',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({ 200: named(DeliveryList) }),
      },
    },
    async (request) => {
      const { db, session } = await loadSession(employeeOf(request), request.params.id)
      const rows = await listDeliveries(db, session.id)
      const ids = rows.flatMap((row) => (row.recipientKind === 'employee' ? row.recipientId : []))
      const names = await findEmployeeNames(db, [...new Set(ids)])
      return { items: rows.map((row) => deliveryView(row, names)) }
    },
  )
}

type Row = Awaited<ReturnType<typeof listDeliveries>>[number]

function deliveryView(row: Row, names: ReadonlyMap<string, string>): DeliveryView {
  const { id, event, recipientKind, recipientId, channel, state, attempts, error } = row
  const name = names.get(recipientId)
  const isEmployee = recipientKind === 'employee' && name !== undefined
  return {
    id,
    event,
    employee: isEmployee ? { id: recipientId, name } : null,
    to: isEmployee ? 'employee' : anonymous(channel),
    channel,
    state,
    attempts,
    reason: error,
    at: (row.sentAt ?? row.createdAt).getTime(),
  }
}

/** The one place that many read is a channel of Slack. */
function anonymous(channel: Row['channel']): 'shared' | 'code_user' {
  return channel === 'slack' ? 'shared' : 'code_user'
}
