import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { DeliveryActivities } from '../activities/deliveries/delivery-activities.ts'
import type { DeliveriesInput } from './messages.ts'

/** There is something to deliver. `isNow`: somebody asked for it, also while the other side rests. */
export const deliveriesWaiting = defineSignal<[{ isNow: boolean }]>('deliveriesWaiting')

/** After this long without anything to do the run ends; the next signal starts another. */
const IDLE_MS = 60_000
const ACTIVITY = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
} as const

/** Drains the rows that wait for one endpoint, one run per endpoint, in order per session. */
export async function deliveries(input: DeliveriesInput): Promise<void> {
  const { deliver } = proxyActivities<DeliveryActivities>({ ...ACTIVITY, taskQueue: input.queue })
  const asked = { isAwake: true, isNow: false }
  setHandler(deliveriesWaiting, ({ isNow }) => {
    asked.isAwake = true
    asked.isNow ||= isNow
  })
  for (;;) {
    const { endpoint } = input
    const { isNow } = asked
    asked.isAwake = asked.isNow = false
    const { nextInMs, isResting } = await deliver({ ...endpoint, isNow })
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof deliveries>(input)
    }
    if (nextInMs !== null) {
      // Other sessions may have something while one has to wait; in an outage nobody gets anything.
      const isWanted = () => asked.isNow || (asked.isAwake && !isResting)
      if (nextInMs > 0) await condition(isWanted, nextInMs)
      continue
    }
    if (!(await condition(() => asked.isAwake, IDLE_MS))) return
  }
}
