import type { WebhookDeliveryView, WebhookEndpointView } from '../../contract/webhooks.ts'
import type { listWebhookLog } from '../../db/webhook-deliveries.ts'
import type { listWebhookEndpoints } from '../../db/webhook-endpoints.ts'
import { WEBHOOK_EVENTS, WEBHOOK_TEST, webhookEvent } from '../../domain/webhook-events.ts'

type EndpointRow = Awaited<ReturnType<typeof listWebhookEndpoints>>[number]
type LogRow = Awaited<ReturnType<typeof listWebhookLog>>[number]

export function webhookEndpointView(row: EndpointRow): WebhookEndpointView {
  const { id, url, events, disabledBecause, failures } = row
  const chosen = new Set(events.map((kind) => webhookEvent(kind)))
  return {
    id,
    url,
    events: WEBHOOK_EVENTS.filter((event) => chosen.has(event)),
    isActive: row.disabledAt === null,
    disabledBecause,
    createdAt: row.createdAt.getTime(),
    waiting: row.waiting ?? 0,
    failures,
    resumeAt: row.resumeAt?.getTime() ?? null,
    previousSecretUntil: row.previousSecretUntil?.getTime() ?? null,
  }
}

export function webhookLogView(row: LogRow): WebhookDeliveryView {
  const { id, event, sessionId, number, seq, state, attempts, answered, error } = row
  return {
    id,
    event: event === WEBHOOK_TEST ? event : webhookEvent(event),
    session: sessionId !== null && number !== null ? { id: sessionId, number } : null,
    sequence: seq,
    state,
    attempts,
    answered,
    error,
    createdAt: row.createdAt.getTime(),
    sentAt: row.sentAt?.getTime() ?? null,
    nextAt: state === 'waiting' ? row.nextAt.getTime() : null,
  }
}
