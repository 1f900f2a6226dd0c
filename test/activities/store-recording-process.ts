import { createRecordingActivities } from '../../activities/recordings.ts'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import type { StoreRecordingInput } from '../../activities/session-activities.ts'
import { makeDatabase } from '../../db/database.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { runActivity } from './recorded-session.ts'

/** A worker of its own that stores one recording and dies at a given step of it. */
export type StoreRecordingProcess = {
  databaseUrl: string
  objectsFolder: string
  recordingsFolder: string
  input: StoreRecordingInput
  dieAt: string
}

const given = JSON.parse(process.argv[2] ?? '') as StoreRecordingProcess // from the test beside it
const { storeRecording } = createRecordingActivities({
  database: makeDatabase({
    url: given.databaseUrl,
    applicationName: 'dying worker',
    maxConnections: 1,
  }),
  store: makeDiskObjectStore(given.objectsFolder),
  disk: makeRecorderDisk(given.recordingsFolder),
  tools: MEDIA_TOOLS,
})
await runActivity(storeRecording, given.input, (step) => {
  if (step === given.dieAt) process.kill(process.pid, 'SIGKILL')
})
