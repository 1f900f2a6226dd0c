import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Database } from '../../db/database.ts'
import type { WaitingMessage } from '../../db/feed-messages.ts'
import { listenForWaiting, listOverdueEndpoints } from '../../db/waiting.ts'
import {
  DELIVERIES_TYPE,
  deliveriesWorkflowId,
  NOTIFICATIONS_QUEUE,
  SESSIONS_QUEUE,
  type DeliveriesInput,
} from '../../workflows/messages.ts'

export type DeliveryWakerOptions = {
  client: Client
  database: Database
  databaseUrl: string
  log: Pick<Logger, 'warn'>
  queues?: { workflows: string; activities: string }
}

/** Commits come in bursts: one signal for all that happens within this. */
const GATHER_MS = 50
/** How long rows may be due before somebody looks whether anybody delivers them. */
const OVERDUE_MS = 60_000
const SWEEP_MS = 30_000
const OWN_QUEUES = { workflows: SESSIONS_QUEUE, activities: NOTIFICATIONS_QUEUE }

/**
 * Wakes the workflow of an endpoint when a commit has written rows for it. What goes unheard while
 * nobody listens, or cannot be passed on, is found by looking for rows that are overdue.
 */
export async function wakeDeliveries(options: DeliveryWakerOptions): Promise<() => Promise<void>> {
  const { client, database, databaseUrl, log, queues = OWN_QUEUES } = options
  const gathered = new Map<string, { message: WaitingMessage; timer: NodeJS.Timeout }>()

  const wake = ({ organisation, kind, endpoint, isNow }: WaitingMessage) => {
    const input: DeliveriesInput = {
      endpoint: { kind, organisationId: organisation, endpointId: endpoint },
      queue: queues.activities,
    }
    client.workflow
      .signalWithStart(DELIVERIES_TYPE, {
        workflowId: deliveriesWorkflowId(endpoint),
        taskQueue: queues.workflows,
        args: [input],
        signal: 'deliveriesWaiting',
        signalArgs: [{ isNow }],
      })
      .catch((error: unknown) => log.warn({ endpoint, error }, 'deliveries could not be woken'))
  }
  const gather = (message: WaitingMessage) => {
    const before = gathered.get(message.endpoint)
    if (before) {
      before.message.isNow ||= message.isNow
      return
    }
    const timer = setTimeout(() => {
      gathered.delete(message.endpoint)
      wake(message)
    }, GATHER_MS)
    gathered.set(message.endpoint, { message, timer })
  }
  const sweep = (olderThanMs: number) => {
    listOverdueEndpoints(database, olderThanMs).then(
      (found) => found.forEach((each) => gather({ ...each, isNow: false })),
      (error: unknown) => log.warn({ error }, 'waiting deliveries could not be looked for'),
    )
  }

  const close = await listenForWaiting({
    url: databaseUrl,
    onWaiting: gather,
    onListening: () => sweep(0),
  })
  const sweeping = setInterval(() => sweep(OVERDUE_MS), SWEEP_MS)
  return async () => {
    clearInterval(sweeping)
    for (const { timer } of gathered.values()) clearTimeout(timer)
    await close()
  }
}
