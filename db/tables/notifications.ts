import type { Generated } from 'kysely'
import type { Channel, NotificationScope } from '../../domain/notification-setting.ts'

export { CHANNELS, type Channel } from '../../domain/notification-setting.ts'

export const DELIVERY_STATES = ['claimed', 'sent', 'failed', 'skipped'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** `address`: a code user who left an address, whoever's browser takes part. */
export const RECIPIENT_KINDS = ['employee', 'participant', 'address'] as const
export type RecipientKind = (typeof RECIPIENT_KINDS)[number]

/** What a channel answered and needs to change the message later. */
export type Receipt = Record<string, string>

export interface DeliveriesTable {
  id: Generated<string>
  organisationId: string
  sessionId: string
  rev: number
  event: string
  recipientKind: RecipientKind
  recipientId: string
  channel: Channel
  state: DeliveryState
  attempts: Generated<number>
  receipt: Receipt | null
  error: string | null
  /** Who caused it; null also where that was the code user. */
  byEmployeeId: string | null
  createdAt: Generated<Date>
  claimedAt: Date | null
  sentAt: Date | null
  readAt: Date | null
}

export interface NotificationSettingsTable {
  organisationId: string
  employeeId: string
  scope: NotificationScope
  event: string
  channels: Channel[]
  /** `first`: stop at the first channel that succeeds. */
  mode: Generated<'all' | 'first'>
}

export interface PushSubscriptionsTable {
  id: Generated<string>
  organisationId: string
  employeeId: string | null
  participantId: string | null
  endpoint: string
  keys: { p256dh: string; auth: string }
  createdAt: Generated<Date>
}

export interface WebhookEndpointsTable {
  id: Generated<string>
  organisationId: string
  url: string
  secret: string
  events: string[]
  previousSecret: string | null
  previousSecretUntil: Date | null
  failures: Generated<number>
  resumeAt: Date | null
  createdAt: Generated<Date>
  disabledAt: Date | null
  disabledBecause: string | null
}

export interface WebhookDeliveriesTable {
  id: Generated<string>
  organisationId: string
  endpointId: string
  /** Null for a test. */
  sessionId: string | null
  rev: number | null
  seq: number | null
  event: string
  state: Generated<'waiting' | 'sent' | 'failed'>
  attempts: Generated<number>
  error: string | null
  nextAt: Generated<Date>
  waitingSince: Generated<Date>
  answered: number | null
  createdAt: Generated<Date>
  sentAt: Date | null
}
