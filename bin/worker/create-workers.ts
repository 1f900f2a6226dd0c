import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker'
import { fileURLToPath } from 'node:url'
import { createCommitActivities } from '../../activities/commit.ts'
import { createDeliveryActivities } from '../../activities/deliveries/deliver.ts'
import type { DeliveryTimings } from '../../activities/deliveries/drain.ts'
import { createAuditActivities, createKeepingActivities } from '../../activities/keeping.ts'
import { createErasureActivities } from '../../activities/erasure.ts'
import { createNotificationActivities } from '../../activities/notifications.ts'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import {
  createGatewayReconciler,
  createSessionReconciler,
  type SessionRuns,
} from '../../activities/reconcile.ts'
import { createRecordingActivities } from '../../activities/recordings.ts'
import { createRoomActivities, gatewayRooms } from '../../activities/rooms.ts'
import { createScreenshotActivities } from '../../activities/screenshots.ts'
import type { Database } from '../../db/database.ts'
import { makeMailer } from '../../integrations/mail.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeSendOutward } from '../../integrations/outward-request.ts'
import { makeSlack } from '../../integrations/slack.ts'
import { makeWebPush } from '../../integrations/web-push.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import {
  gatewayQueue,
  MEDIA_QUEUE,
  NOTIFICATIONS_QUEUE,
  SESSIONS_QUEUE,
} from '../../workflows/messages.ts'
import type { Config } from '../config.ts'

export const WORKER_SETTINGS = [
  ...(['temporalNamespace', 'publicUrl', 'taskQueues', 'cachedWorkflows'] as const),
  ...(['linkKey', 'mediaKey', 'workflowBundle', 'storeFolder', 'recordingsFolder'] as const),
  ...(['janusUrl', 'janusApiSecret', 'janusAdminKey', 'gateway'] as const),
  ...(['smtpUrl', 'mailFrom', 'slackToken'] as const),
  ...(['outwardNetworks', 'deliveryHours', 'deliveryFirstRetryMs'] as const),
  ...(['deliveryLongestRetryMs', 'deliverySettleMs'] as const),
  ...(['pushKey', 'pushContact'] as const),
  ...(['slackChannel', 'slackLanguage', 'slackApiUrl'] as const),
] as const

type WorkerConfig = Pick<Config, (typeof WORKER_SETTINGS)[number]>

export interface WorkerParts {
  readonly config: WorkerConfig
  readonly database: Database
  readonly connection: NativeConnection
  /** Starts what reconciling finds without a run. */
  readonly runs: SessionRuns
}

const HOUR_MS = 3_600_000
const SHUTDOWN_GRACE = '30 seconds'
/** After a worker's death its sessions move to another one within this. */
const STICKY_TIMEOUT = '1 second'

/** One worker per task queue that this process serves. */
export async function createWorkers(parts: WorkerParts): Promise<Worker[]> {
  const { taskQueues } = parts.config
  const options = [
    ...(taskQueues.includes('sessions') ? [sessionsWorker(parts)] : []),
    ...(taskQueues.includes('notifications') ? [notificationsWorker(parts)] : []),
    ...(taskQueues.includes('media') ? mediaWorkers(parts) : []),
  ]
  const { connection, config } = parts
  const common = {
    connection,
    namespace: config.temporalNamespace,
    shutdownGraceTime: SHUTDOWN_GRACE,
  }
  return Promise.all(options.map((each) => Worker.create({ ...common, ...each })))
}

function sessionsWorker({ config, database, runs }: WorkerParts): WorkerOptions {
  const { linkKey, workflowBundle, cachedWorkflows } = config
  const code = workflowBundle
    ? { workflowBundle: { codePath: workflowBundle } }
    : { workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)) }
  return {
    ...code,
    taskQueue: SESSIONS_QUEUE,
    activities: {
      ...createCommitActivities({ database, linkKey }),
      ...createSessionReconciler(database, runs),
      ...createAuditActivities(database),
    },
    maxCachedWorkflows: cachedWorkflows,
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT,
  }
}

function notificationsWorker({ config, database }: WorkerParts): WorkerOptions {
  const { publicUrl, linkKey, smtpUrl, mailFrom } = config
  const mailer = smtpUrl ? makeMailer({ url: smtpUrl, from: mailFrom }) : null
  const activities = createNotificationActivities({
    database,
    mailer,
    slack: slackOf(config),
    push: pushOf(config),
    publicUrl,
    linkKey,
  })
  const deliveries = createDeliveryActivities({
    database,
    publicUrl,
    linkKey,
    send: makeSendOutward({ allowedNetworks: config.outwardNetworks }),
    timings: deliveryTimings(config),
  })
  return { taskQueue: NOTIFICATIONS_QUEUE, activities: { ...activities, ...deliveries } }
}

function deliveryTimings(config: WorkerConfig): DeliveryTimings {
  return {
    firstRetryMs: config.deliveryFirstRetryMs,
    longestRetryMs: config.deliveryLongestRetryMs,
    giveUpAfterMs: config.deliveryHours * HOUR_MS,
    settleMs: config.deliverySettleMs,
  }
}

function pushOf({ pushKey: key, pushContact: contact }: WorkerConfig) {
  return key ? makeWebPush({ key, contact }) : null
}

function slackOf({ slackToken: token, slackApiUrl, slackChannel, slackLanguage }: WorkerConfig) {
  if (!token) return null
  const client = makeSlack({ token, ...(slackApiUrl ? { apiUrl: slackApiUrl } : {}) })
  return { client, channel: slackChannel ?? null, language: slackLanguage }
}

/** Rooms are opened by whoever is free, everything after that beside the gateway that has the room. */
function mediaWorkers({ config, database }: WorkerParts): WorkerOptions[] {
  const { janusUrl, janusApiSecret = '', janusAdminKey = '', mediaKey, recordingsFolder } = config
  if (!janusUrl) return []
  const gateway = { id: config.gateway, url: janusUrl, apiSecret: janusApiSecret }
  const keys = { mediaKey, adminKey: janusAdminKey, recordingsFolder }
  const rooms = createRoomActivities({ gateway, keys })
  const reconciler = createGatewayReconciler({
    database,
    rooms: gatewayRooms({ gateway, keys }),
    recordingsFolder,
  })
  const store = makeDiskObjectStore(config.storeFolder)
  const disk = makeRecorderDisk(recordingsFolder)
  const tools = MEDIA_TOOLS
  const recordings = createRecordingActivities({ database, store, disk, tools })
  const screenshots = createScreenshotActivities({ database, store })
  const keeping = createKeepingActivities(database, store)
  const erasure = createErasureActivities(database, store)
  const storing = { ...recordings, ...screenshots, ...keeping, ...erasure }
  const activities = { ...rooms, ...storing, ...reconciler }
  return [
    { taskQueue: MEDIA_QUEUE, activities },
    { taskQueue: gatewayQueue(config.gateway), activities },
  ]
}
