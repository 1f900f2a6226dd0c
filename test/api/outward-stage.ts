import type { Test } from 'tap'
import { createDeliveryActivities } from '../../activities/deliveries/deliver.ts'
import { DELIVERY_TIMINGS } from '../../activities/deliveries/drain.ts'
import { createNotificationActivities } from '../../activities/notifications.ts'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { createRecordingActivities } from '../../activities/recordings.ts'
import { createScreenshotActivities } from '../../activities/screenshots.ts'
import { artefactStore } from '../../bin/api/artefact-store.ts'
import { wakeDeliveries } from '../../bin/worker/wake-deliveries.ts'
import { makeMailer } from '../../integrations/mail.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeSendOutward } from '../../integrations/outward-request.ts'
import { makeSlack } from '../../integrations/slack.ts'
import { makeWebPush } from '../../integrations/web-push.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { startPushReceiver } from '../support/push.ts'
import { makeTestFolder } from '../support/servers.ts'
import { startTestSlack } from '../support/slack.ts'
import { startTestSmtp } from '../support/smtp.ts'
import { PaperGateway } from './paper-gateway.ts'
import { LINK_KEY, makeService, ORIGIN } from './service.ts'
import type { Town } from './town.ts'

export const PUSH_KEY = '1b'.repeat(32)

export type OutwardStage = Awaited<ReturnType<typeof makeOutwardStage>>

/**
 * A service whose mails, Slack messages, pushes, webhooks, pictures and recordings really leave it;
 * what the gateway would write into the spool is written by the test.
 */
export async function makeOutwardStage(t: Test) {
  const receivers = await Promise.all([startTestSmtp(t), startTestSlack(t), startPushReceiver(t)])
  const [smtp, slack, push] = receivers
  const storeFolder = makeTestFolder(t)
  const store = makeDiskObjectStore(storeFolder)
  const spoolFolder = makeTestFolder(t)
  const activities = (town: Town) => {
    const common = { database: town.database, publicUrl: ORIGIN, linkKey: LINK_KEY }
    const { token, url: apiUrl } = slack
    const contact = 'mailto:lotse@presswerk.example'
    return {
      ...createNotificationActivities({
        ...common,
        mailer: makeMailer({ url: smtp.url, from: 'Lotse <lotse@service.example>' }),
        // No channel: what is shared by all hears of every organisation, and says so.
        slack: { client: makeSlack({ token, apiUrl }), channel: null, language: 'en' },
        push: makeWebPush({ key: PUSH_KEY, contact, agent: push.agent }),
      }),
      ...createDeliveryActivities({
        ...common,
        send: makeSendOutward({ allowedNetworks: ['127.0.0.1'] }),
        timings: { ...DELIVERY_TIMINGS, firstRetryMs: 100 },
      }),
      ...createScreenshotActivities({ database: town.database, store }),
      ...createRecordingActivities({
        ...{ database: town.database, store, tools: MEDIA_TOOLS },
        disk: makeRecorderDisk(spoolFolder),
      }),
    }
  }
  const service = await makeService(t, {
    ...{ signalling: new PaperGateway(), artefacts: artefactStore(store), activities },
  })
  const { client, town, taskQueue } = service
  const stopWaking = await wakeDeliveries({
    ...{ client, database: town.database, databaseUrl: town.url },
    log: { warn: () => undefined },
    queues: { workflows: taskQueue, activities: taskQueue },
  })
  t.teardown(stopWaking)
  return { service, smtp, slack, push, storeFolder, spoolFolder }
}
