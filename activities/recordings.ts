import { Context } from '@temporalio/activity'
import {
  findArtefact,
  listArtefacts,
  markArtefactDeleted,
  markArtefactStored,
  markArtefactWithoutFile,
} from '../db/artefacts.ts'
import { forOrganisation, type Database, type OrganisationDatabase } from '../db/database.ts'
import { deleteStrokes } from '../db/strokes.ts'
import { recordingKey, type RecordingReason } from '../domain/recording.ts'
import type { ObjectStore, StoredObject } from '../integrations/object-store.ts'
import { makeHeartbeat } from './heartbeat.ts'
import type { MediaTools } from './recording/media-tools.ts'
import { makePlayable, type Playable } from './recording/playable.ts'
import type { RecordedFile, RecorderDisk } from './recording/recorder-disk.ts'
import {
  discardRecorded,
  discardRecordedUntil,
  discardWork,
  makeWorkFolder,
} from './recording/spool.ts'
import { isAgreed, type Side } from './recording/timeline.ts'
import { isStoredWhole, storeVerified } from './recording/verified-store.ts'
import type {
  CallRoom,
  SessionActivities,
  StoreRecordingInput,
  StoreRecordingResult,
} from './session-activities.ts'

export type RecordingActivities = Pick<SessionActivities, 'storeRecording' | 'deleteRecorded'>

export type RecordingDependencies = {
  database: Database
  store: ObjectStore
  /** Of the gateway beside this worker. */
  disk: RecorderDisk
  tools: MediaTools
}

const DELETED: RecordingReason = 'consent_withdrawn'

/**
 * The activities about what was recorded in a call; they run beside the gateway's disk.
 * Idempotency key: session and call, which make the room's folder and the object's key.
 */
export function createRecordingActivities(
  dependencies: RecordingDependencies,
): RecordingActivities {
  return {
    async storeRecording(input) {
      const { cancellationSignal } = Context.current()
      const beat = makeHeartbeat()
      try {
        const place = placeOf(dependencies, input)
        const { disk, tools } = dependencies
        const work = { disk, tools, signal: cancellationSignal, onStep: beat.tell }
        return await storeRecording(place, input, work)
      } finally {
        beat.stop()
      }
    },

    async deleteRecorded(input) {
      const place = placeOf(dependencies, input)
      const { sessionId, call, recordedUntil } = input
      if (recordedUntil !== undefined) {
        const files = await dependencies.disk.list(input)
        await discardRecordedUntil(recordedUntil, { folder: place.folder, files })
        await deleteStrokes(place.db, { sessionId, call, until: new Date(recordedUntil) })
        return
      }
      // The row first: whoever is still storing this recording then cannot complete it.
      for (const { id, callNumber, kind } of await listArtefacts(place.db, sessionId)) {
        if (callNumber === call && kind === 'recording')
          await markArtefactDeleted(place.db, id, DELETED)
      }
      await place.store.remove(place.key)
      await discardRecorded(place.folder)
      await deleteStrokes(place.db, { sessionId, call })
    },
  }
}

type Place = {
  db: OrganisationDatabase
  store: ObjectStore
  key: string
  folder: string
}
type Work = {
  disk: RecorderDisk
  tools: MediaTools
  signal: AbortSignal
  onStep: (step: string) => void
}

function placeOf(dependencies: RecordingDependencies, input: CallRoom): Place {
  return {
    db: forOrganisation(dependencies.database, input.organisationId),
    store: dependencies.store,
    key: recordingKey(input),
    folder: dependencies.disk.folderOf(input),
  }
}

/**
 * The recorded files go last, once the object was read back and the row says so: a process killed
 * anywhere before leaves them for the next attempt, killed later it leaves only their removal.
 */
async function storeRecording(
  place: Place,
  input: StoreRecordingInput,
  work: Work,
): Promise<StoreRecordingResult> {
  const { artefactId, segments, call } = input
  const row = await findArtefact(place.db, artefactId)
  if (!row) throw new Error(`Artefact ${artefactId} of call ${call} has no row`)
  if (row.state === 'deleted') {
    await place.store.remove(place.key)
    return await discard(place, work, { state: 'none' })
  }
  work.onStep('look')
  const earlier = storedResult(row)
  if (earlier && (await isStoredWhole(place.store, row))) return await discard(place, work, earlier)

  const files = (await work.disk.list(input)).filter(({ hasMedia }) => hasMedia)
  if (files.length === 0) return await keepNothing(place, input, work)
  const agreed = files.filter(({ createdAt }) => isAgreed(createdAt, segments))
  if (agreed.length === 0) return await fail(place, artefactId, 'not_agreed')
  const folder = await makeWorkFolder(place.folder)
  const sided = agreed.map((file) => ({ ...file, side: sideOf(file, input) }))
  const playable = await makePlayable({ files: sided, segments }, { ...work, folder })
  if (!playable) return await fail(place, artefactId, 'unreadable')
  const stored = await storeVerified(place.store, { key: place.key, content: playable.path }, work)
  const result = resultOf(playable, lossOf(input, agreed, playable))
  work.onStep('mark')
  const isKept = await mark(place, { artefactId, playable, stored, result })
  return await discard(place, work, isKept ? result : { state: 'none' })
}

/** The code user's files are named after a participant; whoever else sent is an employee. */
function sideOf({ publisher }: RecordedFile, { codeUsers }: StoreRecordingInput): Side {
  return codeUsers.includes(publisher) ? 'code_user' : 'employee'
}

/** Why the playable file is not all of what was said and shown; undefined when it is. */
function lossOf(
  { isGatewayLost }: StoreRecordingInput,
  files: RecordedFile[],
  { isDamaged }: Playable,
): RecordingReason | undefined {
  if (isGatewayLost || files.some(({ isOrphan }) => isOrphan)) return 'gateway_lost'
  return isDamaged ? 'media_lost' : undefined
}

type StoredResult = StoreRecordingResult & { state: 'ready' | 'partial' }

function resultOf({ durationMs }: Playable, reason: RecordingReason | undefined): StoredResult {
  return reason ? { state: 'partial', reason, durationMs } : { state: 'ready', durationMs }
}

type Row = NonNullable<Awaited<ReturnType<typeof findArtefact>>>

/** The result of an attempt that had stored everything and died later. */
function storedResult({ state, reason, durationMs }: Row): StoredResult | undefined {
  if (state !== 'ready' && state !== 'partial') return undefined
  return {
    state,
    ...(reason === null ? {} : { reason }),
    ...(durationMs === null ? {} : { durationMs }),
  }
}

/** False when it was deleted while it was being stored: then its object goes as well. */
async function mark(
  place: Place,
  done: { artefactId: string; playable: Playable; stored: StoredObject; result: StoredResult },
): Promise<boolean> {
  const { contentType, durationMs, timeIndex } = done.playable
  const isKept = await markArtefactStored(place.db, done.artefactId, {
    ...done.result,
    file: { objectKey: place.key, contentType, durationMs, timeIndex, ...done.stored },
  })
  if (!isKept) await place.store.remove(place.key)
  return isKept
}

async function discard(
  place: Place,
  work: Work,
  result: StoreRecordingResult,
): Promise<StoreRecordingResult> {
  await discardRecorded(place.folder, (name) => work.onStep(`discard ${name}`))
  return result
}

async function keepNothing(
  place: Place,
  { artefactId, isGatewayLost }: StoreRecordingInput,
  work: Work,
): Promise<StoreRecordingResult> {
  // A gateway that died may have taken all of it along: that is a loss, not an empty recording.
  if (isGatewayLost) return await fail(place, artefactId, 'gateway_lost')
  const result = { state: 'none', reason: 'no_media' satisfies RecordingReason } as const
  await markArtefactWithoutFile(place.db, artefactId, result)
  return await discard(place, work, result)
}

/** The recorded files stay: they are all there is. */
async function fail(
  place: Place,
  artefactId: string,
  reason: RecordingReason,
): Promise<StoreRecordingResult> {
  const result = { state: 'failed', reason } as const
  await markArtefactWithoutFile(place.db, artefactId, result)
  await discardWork(place.folder)
  return result
}
