import { HISTORY_KINDS, type HistoryKind } from './session-change.ts'

export type WebhookEvent = `session.${HistoryKind}`

/** What a webhook endpoint can hear of: every kind of history line. */
export const WEBHOOK_EVENTS: readonly WebhookEvent[] = HISTORY_KINDS.map((kind) =>
  webhookEvent(kind),
)

/** Sent to one endpoint when somebody presses for a test. */
export const WEBHOOK_TEST = 'lotse.test'

export function webhookEvent(kind: HistoryKind): WebhookEvent
export function webhookEvent(kind: string): string
export function webhookEvent(kind: string): string {
  return `session.${kind}`
}

export function kindOfWebhookEvent(event: WebhookEvent): string {
  return event.slice('session.'.length)
}
