import { NativeConnection, Worker } from '@temporalio/worker'
import { createCommitActivities } from '../../activities/commit.ts'
import { makeDatabase } from '../../db/database.ts'
import type { SessionChange } from '../../domain/session-change.ts'
import { bundleWorkflows, LINK_KEY, paperActivities } from './temporal-session.ts'

/*
 * A worker as a process of its own, so that a test can kill it: address, queue, database, and the
 * status at whose commit it dies by itself, after the SQL and before its reply.
 */

const [address = '', taskQueue = '', url = '', diesAt] = process.argv.slice(2)
const database = makeDatabase({ url })
const commits = createCommitActivities({ database, linkKey: LINK_KEY })
const connection = await NativeConnection.connect({ address })
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: await bundleWorkflows(),
  activities: {
    ...paperActivities([]),
    commitSession: async (change: SessionChange) => {
      const outcome = await commits.commitSession(change)
      if (change.next.status === diesAt) process.kill(process.pid, 'SIGKILL')
      return outcome
    },
  },
  stickyQueueScheduleToStartTimeout: '1s',
})
process.stdout.write('ready\n')
await worker.run()
await connection.close()
await database.destroy()
