import { log, proxyActivities } from '@temporalio/workflow'
import type { KeepingActivities, SealedAudit } from '../activities/keeping.ts'
import { MEDIA_QUEUE } from './messages.ts'

const OPTIONS = { startToCloseTimeout: '10 minutes', retry: { maximumAttempts: 3 } } as const

/** A schedule's work: what was kept long enough goes, what the audit log gained is sealed. */
export async function keeping(): Promise<SealedAudit & { deleted: number | null }> {
  const { sealAuditLog } = proxyActivities<KeepingActivities>(OPTIONS)
  const { sealed, seal } = await sealAuditLog()
  const deleted = await deleteExpired()
  log.info('kept', { deleted, sealed })
  return { deleted, sealed, seal }
}

/** Beside the object store; null where nobody serves it at the moment: the next run will. */
async function deleteExpired(): Promise<number | null> {
  const { deleteExpired } = proxyActivities<KeepingActivities>({
    ...OPTIONS,
    taskQueue: MEDIA_QUEUE,
    scheduleToStartTimeout: '1 minute',
  })
  try {
    return (await deleteExpired()).deleted
  } catch {
    return null
  }
}
