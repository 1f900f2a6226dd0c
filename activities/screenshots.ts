import { Context } from '@temporalio/activity'
import { buffer } from 'node:stream/consumers'
import { findArtefact, markArtefactStored, markArtefactWithoutFile } from '../db/artefacts.ts'
import { forOrganisation, type Database, type OrganisationDatabase } from '../db/database.ts'
import { deleteScreenshotUpdates, listScreenshotUpdates } from '../db/screenshots.ts'
import {
  composedKey,
  originalKey,
  screenshotIn,
  type ScreenshotReason,
} from '../domain/screenshot.ts'
import {
  makeObjectKey,
  ObjectStoreProblem,
  type ObjectStore,
} from '../integrations/object-store.ts'
import { makeHeartbeat } from './heartbeat.ts'
import { isStoredWhole, storeVerified } from './recording/verified-store.ts'
import { composePicture, decode, shapesIn } from './screenshot/compose.ts'
import type { SessionActivities, StoreScreenshotsInput } from './session-activities.ts'

export type ScreenshotActivities = Pick<SessionActivities, 'storeScreenshots'>
export type ScreenshotDependencies = { database: Database; store: ObjectStore }

type Outcome = 'stored' | 'failed' | 'deleted'
type Work = { signal: AbortSignal; onStep: (step: string) => void }
type Place = {
  db: OrganisationDatabase
  store: ObjectStore
  id: string
  /** Keys of the picture as it was taken, and as it is kept. */
  original: string
  composed: string
}

/** Idempotency key: the artefact's id, which makes both keys in the store. */
export function createScreenshotActivities({
  database,
  store,
}: ScreenshotDependencies): ScreenshotActivities {
  return {
    async storeScreenshots(input) {
      const beat = makeHeartbeat()
      const work = { signal: Context.current().cancellationSignal, onStep: beat.tell }
      const db = forOrganisation(database, input.organisationId)
      const result = { stored: 0, failed: 0 }
      try {
        for (const id of input.ids) {
          const outcome = await storeScreenshot({ db, store, ...keysOf(input, id) }, work)
          if (outcome !== 'deleted') result[outcome] += 1
        }
        await discardUnregistered({ db, store }, input)
        return result
      } finally {
        beat.stop()
      }
    },
  }
}

function keysOf(input: StoreScreenshotsInput, id: string) {
  return {
    id,
    original: originalKey({ ...input, id }),
    composed: composedKey({ ...input, id }),
  }
}

/** What an api that died between storing a picture and registering it has left in this call. */
async function discardUnregistered(
  { db, store }: Pick<Place, 'db' | 'store'>,
  { organisationId, sessionId, call }: StoreScreenshotsInput,
): Promise<void> {
  for (const key of await store.list(makeObjectKey(organisationId, sessionId, String(call)))) {
    const id = screenshotIn(key)
    if (id !== undefined && !(await findArtefact(db, id))) await store.remove(key)
  }
}

/**
 * The original and the log go last, once the composed picture was read back and the row says so: a
 * process killed anywhere before leaves them for the next attempt, killed later only their removal.
 */
async function storeScreenshot(place: Place, work: Work): Promise<Outcome> {
  const { db, store, id } = place
  work.onStep('look')
  const row = await findArtefact(db, id)
  if (!row) throw new Error(`Screenshot ${id} has no row`)
  if (row.state === 'deleted') return await discard(place, work, 'deleted')
  if (row.state === 'failed') return await discard(place, work, 'failed')
  if (row.state === 'ready' && (await isStoredWhole(store, row))) {
    return await discard(place, work, 'stored')
  }
  const original = await readOriginal(place)
  const updates = await listScreenshotUpdates(db, id)
  const shapes = shapesIn(updates.map(({ body }) => body))
  work.onStep('compose')
  const pixels = original && (await decode(original).catch(() => undefined))
  if (!pixels) return await fail(place, work, 'original_lost')
  const picture = await composePicture(pixels, shapes)
  // From memory: a worker that dies leaves no file that nobody looks for.
  const stored = await storeVerified(store, { key: place.composed, content: picture }, work)
  work.onStep('mark')
  const file = { objectKey: place.composed, contentType: 'image/png', ...stored }
  const isKept = await markArtefactStored(db, id, { state: 'ready', file })
  return await discard(place, work, isKept ? 'stored' : 'deleted')
}

/** Undefined when it is not there any more; a store that is away is tried again. */
async function readOriginal({ store, original }: Place): Promise<Buffer | undefined> {
  try {
    return await buffer(await store.read(original))
  } catch (error) {
    if (error instanceof ObjectStoreProblem && error.code === 'not_found') return undefined
    throw error
  }
}

async function fail(place: Place, work: Work, reason: ScreenshotReason): Promise<Outcome> {
  await markArtefactWithoutFile(place.db, place.id, { state: 'failed', reason })
  return await discard(place, work, 'failed')
}

/** Nothing leads to what lies under a pixelation any more. */
async function discard(place: Place, work: Work, outcome: Outcome): Promise<Outcome> {
  const { db, store, id } = place
  if (outcome === 'deleted') await store.remove(place.composed)
  work.onStep('discard original')
  await store.remove(place.original)
  work.onStep('discard log')
  await deleteScreenshotUpdates(db, id)
  return outcome
}
