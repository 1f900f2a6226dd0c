import { NOTIFICATION_EVENTS, type NotificationEvent } from './notification.ts'

export const CHANNELS = ['in_app', 'push', 'mail', 'slack'] as const
export type Channel = (typeof CHANNELS)[number]

/** `own`: sessions that the employee is responsible for. */
export const NOTIFICATION_SCOPES = ['own', 'others'] as const
export type NotificationScope = (typeof NOTIFICATION_SCOPES)[number]

/** The row that holds for every event without one of its own. */
export const EVERY_EVENT = 'every'
export const SETTING_EVENTS = [EVERY_EVENT, ...NOTIFICATION_EVENTS] as const
export type SettingEvent = typeof EVERY_EVENT | NotificationEvent

/** Channels in order of preference; `first` stops at the one that succeeds. */
export type NotificationSetting = { channels: Channel[]; mode: 'all' | 'first' }

/** Who chose nothing hears of everything everywhere. */
export const ALL_CHANNELS: NotificationSetting = { channels: [...CHANNELS], mode: 'all' }

/** Why somebody was not told by a channel; each has a sentence on the pages. */
export const SKIPPED_BECAUSE = {
  switchedOff: 'switched off in the settings',
  toldOtherwise: 'another channel was first',
  erased: 'the data was erased',
} as const
