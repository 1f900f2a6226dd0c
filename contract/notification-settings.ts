import Type, { type Static } from 'typebox'
import { CHANNELS, NOTIFICATION_SCOPES, SETTING_EVENTS } from '../domain/notification-setting.ts'
import { nullable, strict, Timestamp } from './scalars.ts'

/** Who wants to hear of what by which channels, and what came of it. */

export const NotificationChoice = strict({
  /** `inherit`: as for every event; for `every` itself, all channels. */
  mode: Type.Enum(['inherit', 'all', 'first'] as const),
  channels: Type.Array(Type.Enum(CHANNELS), { uniqueItems: true }),
})
export type NotificationChoice = Static<typeof NotificationChoice>

export const NotificationSettingParams = Type.Object({
  scope: Type.Enum(NOTIFICATION_SCOPES),
  event: Type.Enum(SETTING_EVENTS),
})

export const NotificationSettingList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        scope: Type.Enum(NOTIFICATION_SCOPES),
        event: Type.Enum(SETTING_EVENTS),
        mode: Type.Enum(['inherit', 'all', 'first'] as const),
        channels: Type.Array(Type.Enum(CHANNELS)),
      }),
    ),
  },
  { $id: 'NotificationSettingList' },
)
export type NotificationSettingList = Static<typeof NotificationSettingList>

export const DeliveryView = Type.Object({
  id: Type.String(),
  event: Type.String(),
  /** Null: the code user, or a place that many read. */
  employee: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  to: Type.Enum(['employee', 'code_user', 'shared'] as const),
  channel: Type.Enum(CHANNELS),
  state: Type.Enum(['claimed', 'sent', 'failed', 'skipped'] as const),
  attempts: Type.Integer(),
  /** Why it failed or was skipped. */
  reason: nullable(Type.String()),
  at: Timestamp,
})
export type DeliveryView = Static<typeof DeliveryView>

export const DeliveryList = Type.Object(
  { items: Type.Array(DeliveryView) },
  { $id: 'DeliveryList' },
)
export type DeliveryList = Static<typeof DeliveryList>
