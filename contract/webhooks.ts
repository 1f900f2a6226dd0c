import Type, { type Static } from 'typebox'
import { WEBHOOK_EVENTS } from '../domain/webhook-events.ts'
import { nullable, strict, Timestamp } from './scalars.ts'

/** Webhook endpoints: where an organisation's own systems hear of sessions. */

const Url = Type.String({ maxLength: 2000, pattern: '^https?://' })
const Events = Type.Array(Type.Enum(WEBHOOK_EVENTS), { minItems: 1, uniqueItems: true })

export const NewWebhookEndpoint = strict({ url: Url, events: Events })
export const WebhookEndpointChange = strict({
  url: Type.Optional(Url),
  events: Type.Optional(Events),
  isActive: Type.Optional(Type.Boolean()),
})
export const WebhookLogQuery = strict({
  before: Type.Optional(Timestamp),
  as: Type.Optional(Type.String()),
})

export const WebhookEndpointView = Type.Object(
  {
    id: Type.String(),
    url: Type.String(),
    events: Type.Array(Type.Enum(WEBHOOK_EVENTS)),
    isActive: Type.Boolean(),
    disabledBecause: nullable(Type.String()),
    createdAt: Timestamp,
    /** Messages not delivered yet. */
    waiting: Type.Integer(),
    /** Attempts in a row that failed for reasons of the whole endpoint. */
    failures: Type.Integer(),
    /** When it is tried again; null while it works. */
    resumeAt: nullable(Timestamp),
    /** Messages are signed with the secret before as well, until then. */
    previousSecretUntil: nullable(Timestamp),
    /** Only in the answer that makes it: it is shown once. */
    secret: Type.Optional(Type.String()),
  },
  { $id: 'WebhookEndpointView' },
)
export type WebhookEndpointView = Static<typeof WebhookEndpointView>

export const WebhookEndpointList = Type.Object(
  { items: Type.Array(WebhookEndpointView) },
  { $id: 'WebhookEndpointList' },
)
export type WebhookEndpointList = Static<typeof WebhookEndpointList>

export const WebhookDeliveryView = Type.Object({
  /** The header `webhook-id` of every attempt. */
  id: Type.String(),
  event: Type.String(),
  session: nullable(Type.Object({ id: Type.String(), number: Type.Integer() })),
  sequence: nullable(Type.Integer()),
  state: Type.Enum(['waiting', 'sent', 'failed'] as const),
  attempts: Type.Integer(),
  /** Status of the receiver's last answer. */
  answered: nullable(Type.Integer()),
  error: nullable(Type.String()),
  createdAt: Timestamp,
  sentAt: nullable(Timestamp),
  nextAt: nullable(Timestamp),
})
export type WebhookDeliveryView = Static<typeof WebhookDeliveryView>

export const WebhookLog = Type.Object(
  { items: Type.Array(WebhookDeliveryView) },
  { $id: 'WebhookLog' },
)
export type WebhookLog = Static<typeof WebhookLog>
