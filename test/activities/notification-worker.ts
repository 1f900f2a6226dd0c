import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import { fileURLToPath } from 'node:url'
import { createNotificationActivities } from '../../activities/notifications.ts'
import { makeDatabase } from '../../db/database.ts'
import { makeMailer } from '../../integrations/mail.ts'
import { LINK_KEY, PUBLIC_URL } from './notification-desk.ts'

/* A worker as a process of its own, so that a test can kill it: address, queue, database, SMTP. */

const [address = '', taskQueue = '', url = '', smtpUrl = ''] = process.argv.slice(2)
const workflowsPath = fileURLToPath(new URL('./notification-workflow.ts', import.meta.url))
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowBundle: await bundleWorkflowCode({ workflowsPath }),
  activities: createNotificationActivities({
    database: makeDatabase({ url }),
    publicUrl: PUBLIC_URL,
    linkKey: LINK_KEY,
    mailer: makeMailer({ url: smtpUrl, from: 'Lotse <lotse@service.example>' }),
    slack: null,
    push: null,
  }),
  stickyQueueScheduleToStartTimeout: '1s',
})
await worker.run()
