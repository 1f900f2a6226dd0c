import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
  type ScheduleOptionsStartWorkflowAction,
} from '@temporalio/client'
import type { Workflow } from '@temporalio/common'
import type { SessionRuns } from '../activities/reconcile.ts'
import type { AuditSeal } from '../db/audit-seals.ts'
import type { keeping } from '../workflows/keeping.ts'
import {
  SESSIONS_QUEUE,
  WORKFLOW_TYPE,
  workflowId,
  type VideoSessionInput,
} from '../workflows/messages.ts'

const OPEN_WITHIN_MS = 10_000

/** Starts what `reconcile` finds without a run. */
export function makeSessionRuns(client: Client): SessionRuns {
  return {
    async start(sessionId, snapshot) {
      const input: VideoSessionInput = { sessionId, snapshot, openWithinMs: OPEN_WITHIN_MS }
      try {
        await client.workflow.start(WORKFLOW_TYPE, {
          workflowId: workflowId(sessionId),
          taskQueue: SESSIONS_QUEUE,
          args: [input],
          workflowTaskTimeout: '3 seconds',
        })
        return 'started'
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running'
        throw error
      }
    },
  }
}

/** One schedule per gateway; a worker that starts again brings its spec up to date. */
export async function scheduleReconcile(client: Client, gateway: string | null): Promise<void> {
  const id = `reconcile:${gateway ?? 'sessions'}`
  await schedule(client, { id, workflowType: 'reconcile', args: [{ gateway }], every: '5 minutes' })
}

/** Deletes what was kept long enough and seals the audit log. */
export async function scheduleKeeping(client: Client): Promise<void> {
  await schedule(client, { id: 'keeping', workflowType: 'keeping', args: [], every: '1 hour' })
}

/** The seals of the audit log that Temporal noted, for as long as it keeps the runs. */
export async function listNotedSeals(client: Client): Promise<AuditSeal[]> {
  const seals = new Map<string, AuditSeal>()
  const query = `WorkflowType = 'keeping' and ExecutionStatus = 'Completed'`
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const run = client.workflow.getHandle<typeof keeping>(workflowId, runId)
    // Runs from before seals were noted have none.
    const { seal } = await run.result()
    if (seal) seals.set(`${seal.lastId}:${seal.hash}`, seal)
  }
  return [...seals.values()].toSorted((one, other) => one.lastId - other.lastId)
}

type Scheduled = {
  id: string
  workflowType: string
  args: unknown[]
  every: '5 minutes' | '1 hour'
}

async function schedule(client: Client, { id, workflowType, args, every }: Scheduled) {
  const action: ScheduleOptionsStartWorkflowAction<Workflow> = {
    type: 'startWorkflow',
    workflowType,
    taskQueue: SESSIONS_QUEUE,
    workflowId: id,
    args,
  }
  const spec = { intervals: [{ every }], jitter: '30 seconds' as const }
  const policies = { overlap: ScheduleOverlapPolicy.SKIP }
  try {
    await client.schedule.create({ scheduleId: id, action, spec, policies })
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    await client.schedule
      .getHandle(id)
      .update((previous) => ({ ...previous, action, spec, policies }))
  }
}
