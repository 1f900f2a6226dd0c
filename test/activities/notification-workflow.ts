import { workflowInfo } from '@temporalio/workflow'
import type { NotifyInput } from '../../activities/session-activities.ts'
import { durableActivities } from '../../workflows/activities.ts'

/** Notifies once, with the retries and time-outs that a session's workflow has. */
export async function notifyOnce(input: NotifyInput): Promise<{ sent: number; failed: number }> {
  const { taskQueue } = workflowInfo()
  const queues = { notifications: taskQueue, media: taskQueue, gatewayPrefix: taskQueue }
  return durableActivities(queues).notify(input)
}
