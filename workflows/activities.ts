import { proxyActivities, type ActivityOptions } from '@temporalio/workflow'
import type { SessionActivities } from '../activities/session-activities.ts'
import type { Queues } from './messages.ts'

const COMMIT: ActivityOptions = {
  startToCloseTimeout: '5 seconds',
  retry: { initialInterval: '100 milliseconds', maximumInterval: '2 seconds' },
}
const NOTIFY: ActivityOptions = {
  startToCloseTimeout: '90 seconds',
  scheduleToCloseTimeout: '1 hour',
  // A worker that dies while it tells somebody is noticed within this.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '2 seconds', maximumInterval: '5 minutes' },
}
/** Whoever pressed START waits for this; later is the same as not at all. */
const AT_ONCE: ActivityOptions = {
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '3 seconds',
  retry: { initialInterval: '200 milliseconds' },
}
const UNTIL_DONE: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
}
const STORE: ActivityOptions = {
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '5 minutes' },
}

/** The activities of one run, each on the queue of whoever can do it. */
export function durableActivities(queues: Queues): SessionActivities {
  const { commitSession } = proxyActivities<SessionActivities>(COMMIT)
  const { notify } = onQueue(queues.notifications, NOTIFY)
  const { openRoom } = onQueue(queues.media, AT_ONCE)
  const beside = (gateway: string, options: ActivityOptions) =>
    onQueue(`${queues.gatewayPrefix}${gateway}`, options)
  return {
    commitSession: (change) =>
      commitSession.executeWithOptions(
        { summary: `commit revision ${change.next.rev}: ${change.next.status}` },
        [change],
      ),
    notify: (input) =>
      notify.executeWithOptions(
        { summary: `${input.event}: ${input.employees.length} employees` },
        [input],
      ),
    openRoom: (input) =>
      openRoom.executeWithOptions({ summary: `open room of call ${input.call}` }, [input]),
    startRecorder: (input) => beside(input.gateway, AT_ONCE).startRecorder(input),
    stopRecorder: (input) => beside(input.gateway, UNTIL_DONE).stopRecorder(input),
    finishCall: (input) =>
      beside(input.gateway, UNTIL_DONE).finishCall.executeWithOptions(
        { summary: `close room of call ${input.call}` },
        [input],
      ),
    storeRecording: (input) =>
      beside(input.gateway, STORE).storeRecording.executeWithOptions(
        { summary: `store recording of call ${input.call}` },
        [input],
      ),
    storeScreenshots: (input) =>
      onQueue(queues.media, STORE).storeScreenshots.executeWithOptions(
        { summary: `store ${input.ids.length} screenshots of call ${input.call}` },
        [input],
      ),
    eraseSession: (input) =>
      onQueue(queues.media, UNTIL_DONE).eraseSession.executeWithOptions(
        { summary: "erase the code user's data" },
        [input],
      ),
    deleteRecorded: (input) =>
      beside(input.gateway, UNTIL_DONE).deleteRecorded.executeWithOptions(
        { summary: `delete recording of call ${input.call}` },
        [input],
      ),
  }
}

function onQueue(taskQueue: string, options: ActivityOptions) {
  return proxyActivities<SessionActivities>({ ...options, taskQueue })
}
