import { log, proxyActivities } from '@temporalio/workflow'
import type { GatewayReport, ReconcileActivities, SessionsReport } from '../activities/reconcile.ts'
import { gatewayQueue } from './messages.ts'

/** Longer than a START takes from opening its room to its commit. */
const ROOM_PATIENCE_MS = 15_000
const OPTIONS = { startToCloseTimeout: '5 minutes', retry: { maximumAttempts: 3 } } as const

/** A schedule's look at everything that a crash between two systems can leave behind. */
export async function reconcile(input: {
  gateway: string | null
}): Promise<{ sessions: SessionsReport; gateway: GatewayReport | null }> {
  const { reconcileSessions } = proxyActivities<ReconcileActivities>(OPTIONS)
  const sessions = await reconcileSessions()
  const gateway = input.gateway === null ? null : await atGateway(input.gateway)
  log.info('reconciled', { sessions, gateway })
  return { sessions, gateway }
}

async function atGateway(gateway: string): Promise<GatewayReport | null> {
  const taskQueue = gatewayQueue(gateway)
  const scheduleToStartTimeout = '1 minute'
  const { reconcileGateway } = proxyActivities<ReconcileActivities>({
    ...OPTIONS,
    scheduleToStartTimeout,
    taskQueue,
  })
  try {
    return await reconcileGateway({ gateway, patienceMs: ROOM_PATIENCE_MS })
  } catch {
    return null
  }
}
