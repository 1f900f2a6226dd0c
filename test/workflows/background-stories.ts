import { NativeConnection, Worker } from '@temporalio/worker'
import type { WorkflowHandle } from '@temporalio/client'
import type { Test } from 'tap'
import type { KeepingActivities } from '../../activities/keeping.ts'
import { makeTemporalClient } from '../../api/session-workflows.ts'
import { insertTestWebhook } from '../../db/webhook-deliveries.ts'
import { findWebhookEndpoint } from '../../db/webhook-endpoints.ts'
import { deliveriesWorkflowId, MEDIA_QUEUE } from '../../workflows/messages.ts'
import { makeDeliveryStage, until, type DeliveryStage } from '../activities/delivery-stage.ts'
import { after, commitNewSession, commitNext, NOON } from '../db/world.ts'
import { makeTestTemporal } from '../support/servers.ts'
import { bundleWorkflows } from './temporal-session.ts'

/** Lives of the workflows that work behind the sessions. */
export const BACKGROUND_STORIES: Record<string, (t: Test) => Promise<WorkflowHandle>> = {
  deliveries: async (t) => {
    const stage = await makeDeliveryStage(t, { longestRetryMs: 500 })
    const { world, receiver } = stage
    const endpointId = await stage.endpointFor(receiver.url)
    const endpoint = async () => await findWebhookEndpoint(world.db, endpointId)
    let state = await commitNewSession(world, 'one')
    await until(() => receiver.heard.length === 1, 'a message')
    await receiver.close()
    for (let failures = 1; failures < 4; failures += 1) {
      state = await say(stage, state, failures)
      await until(async () => ((await endpoint())?.failures ?? 0) >= failures, 'an attempt')
    }
    await receiver.open()
    await until(async () => (await endpoint())?.waiting === 0, 'all is delivered')
    return stage.client.workflow.getHandle(deliveriesWorkflowId(endpointId))
  },
  'deliveries-at-rest': async (t) => {
    const stage = await makeDeliveryStage(t, { firstRetryMs: 300_000, longestRetryMs: 300_000 })
    const { world, receiver } = stage
    const endpointId = await stage.endpointFor(receiver.url)
    const endpoint = async () => await findWebhookEndpoint(world.db, endpointId)
    await receiver.close()
    let state = await commitNewSession(world, 'one')
    await until(async () => (await endpoint())?.resumeAt !== null, 'it rests')
    for (const index of [1, 2, 3]) state = await say(stage, state, index)
    await receiver.open()
    await insertTestWebhook(world.db, endpointId)
    await until(async () => (await endpoint())?.waiting === 0, 'all is delivered')
    return stage.client.workflow.getHandle(deliveriesWorkflowId(endpointId))
  },
  keeping: async (t) => {
    const { address, taskQueue } = await makeTestTemporal(t)
    const activities: KeepingActivities = {
      sealAuditLog: async () => ({ sealed: 3, seal: { lastId: 3, hash: 'abc' } }),
      deleteExpired: async () => ({ deleted: 2 }),
    }
    const connection = await NativeConnection.connect({ address })
    const workflowBundle = await bundleWorkflows()
    const workers = await Promise.all([
      Worker.create({ connection, taskQueue, workflowBundle, activities }),
      Worker.create({ connection, taskQueue: MEDIA_QUEUE, activities }),
    ])
    const running = workers.map((worker) => worker.run())
    const client = makeTemporalClient(address)
    t.teardown(async () => {
      for (const worker of workers) worker.shutdown()
      await Promise.all(running)
      await connection.close()
      await client.connection.close()
    })
    const handle = await client.workflow.start('keeping', { taskQueue, workflowId: taskQueue })
    await handle.result()
    return handle
  },
}

type State = Parameters<typeof after>[0]

function say({ world }: DeliveryStage, state: State, index: number): Promise<State> {
  const { db, employees } = world
  const actor = { kind: 'employee', id: employees.anna } as const
  return commitNext(db, after(state, {}), {
    history: [{ kind: 'visibility_changed', actor, at: NOON + index }],
  })
}
