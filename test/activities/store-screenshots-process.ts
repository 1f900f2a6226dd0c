import { createScreenshotActivities } from '../../activities/screenshots.ts'
import type { StoreScreenshotsInput } from '../../activities/session-activities.ts'
import { makeDatabase } from '../../db/database.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { runActivity } from './recorded-session.ts'

/** A worker of its own that stores screenshots and dies at a given step of it. */
export type StoreScreenshotsProcess = {
  databaseUrl: string
  objectsFolder: string
  input: StoreScreenshotsInput
  dieAt: string
}

const given = JSON.parse(process.argv[2] ?? '') as StoreScreenshotsProcess // from the test beside it
const { databaseUrl: url, objectsFolder, input, dieAt } = given
const { storeScreenshots } = createScreenshotActivities({
  database: makeDatabase({ url, applicationName: 'dying worker', maxConnections: 1 }),
  store: makeDiskObjectStore(objectsFolder),
})
await runActivity(storeScreenshots, input, (step) => {
  if (step === dieAt) process.kill(process.pid, 'SIGKILL')
})
