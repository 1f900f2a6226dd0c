import { pages } from '../../contract/paths.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import {
  findNextWebhook,
  hurryWebhooks,
  listDueWebhooks,
  markWebhookFailed,
  markWebhookSent,
  type DueWebhook,
} from '../../db/webhook-deliveries.ts'
import {
  disableWebhookEndpoint,
  findActiveWebhookEndpoint,
  restWebhookEndpoint,
} from '../../db/webhook-endpoints.ts'
import { webhookEvent } from '../../domain/webhook-events.ts'
import type { SendOutward } from '../../integrations/outward-request.ts'
import { sendWebhook, WebhookRefused } from '../../integrations/webhooks.ts'
import type { Outbox } from './drain.ts'

type Parts = {
  db: OrganisationDatabase
  endpointId: string
  send: SendOutward
  publicUrl: string
}

/** What waits for one webhook endpoint. */
export function webhookOutbox({ db, endpointId, send, publicUrl }: Parts): Outbox<DueWebhook> {
  return {
    state: async () => (await findActiveWebhookEndpoint(db, endpointId)) ?? null,
    due: (limit) => listDueWebhooks(db, endpointId, limit),
    hurry: () => hurryWebhooks(db, endpointId),
    nextDue: () => findNextWebhook(db, endpointId),
    async deliver(row, signal) {
      const endpoint = await findActiveWebhookEndpoint(db, endpointId)
      // Switched off in this moment: the row waits until it is on again.
      if (!endpoint) return
      const { url, secrets } = endpoint
      const body = JSON.stringify(webhookBody(row, publicUrl))
      const status = await sendWebhook(send, { url, secrets, id: row.id, body }, signal)
      await markWebhookSent(db, row.id, status)
    },
    failed: (row, { message: error }, until) => markWebhookFailed(db, row.id, { error, until }),
    isOutage: (error) => !(error instanceof WebhookRefused && error.isAboutMessage),
    rest: (failures, resumeAt) => restWebhookEndpoint(db, endpointId, { failures, resumeAt }),
    recovered: () => restWebhookEndpoint(db, endpointId, { failures: 0, resumeAt: null }),
    async switchedOff(error) {
      if (!(error instanceof WebhookRefused && error.isGone)) return false
      await disableWebhookEndpoint(db, endpointId, error.message)
      return true
    },
  }
}

/** Ids only, like everything that leaves the house by itself: who wants more asks the API. */
export function webhookBody(row: DueWebhook, publicUrl: string) {
  const { event, line, createdAt } = row
  if (!line) return { type: event, timestamp: createdAt.toISOString(), data: {} }
  const { sessionId, number, seq, at, actorKind, actorId, details } = line
  const { textId: _, ...facts } = details
  return {
    type: webhookEvent(event),
    timestamp: at.toISOString(),
    data: {
      // Counts the lines of one session's history: a receiver that sees a gap has not had all.
      sequence: seq,
      session: { id: sessionId, number, url: new URL(pages.session(number), publicUrl).href },
      actor: { kind: actorKind, id: actorId },
      ...facts,
    },
  }
}
