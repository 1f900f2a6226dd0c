import { Context } from '@temporalio/activity'
import { forOrganisation, type Database } from '../../db/database.ts'
import type { SendOutward } from '../../integrations/outward-request.ts'
import type { DeliveryActivities } from './delivery-activities.ts'
import { drain, DELIVERY_TIMINGS, type DeliveryTimings } from './drain.ts'
import { ticketOutbox } from './ticket-outbox.ts'
import { webhookOutbox } from './webhook-outbox.ts'

export type DeliveryDependencies = {
  database: Database
  send: SendOutward
  publicUrl: string
  linkKey: string
  timings?: Partial<DeliveryTimings>
}

const BEAT_MS = 5_000
/** Of an attempt's time, when nothing new is begun. */
const ATTEMPT_SHARE = 0.5

export function createDeliveryActivities(dependencies: DeliveryDependencies): DeliveryActivities {
  const { database, send, publicUrl, linkKey } = dependencies
  const timings = { ...DELIVERY_TIMINGS, ...dependencies.timings }
  return {
    async deliver({ kind, organisationId, endpointId, isNow }) {
      const context = Context.current()
      const beat = setInterval(() => context.heartbeat(), BEAT_MS)
      const until = Date.now() + context.info.startToCloseTimeoutMs * ATTEMPT_SHARE
      const signal = context.cancellationSignal
      try {
        const db = forOrganisation(database, organisationId)
        const run = { timings, until, signal, isNow }
        const parts = { db, endpointId, send }
        return kind === 'webhooks'
          ? await drain(webhookOutbox({ ...parts, publicUrl }), run)
          : await drain(
              ticketOutbox({ ...parts, links: { publicUrl, linkKey }, settleMs: timings.settleMs }),
              run,
            )
      } finally {
        clearInterval(beat)
      }
    },
  }
}
