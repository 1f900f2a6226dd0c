import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { cp, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { createRecordingActivities } from '../../activities/recordings.ts'
import type { StoreRecordingInput } from '../../activities/session-activities.ts'
import { findArtefact } from '../../db/artefacts.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { commitNewSession, commitNext, after, idOf, makeWorld } from '../db/world.ts'
import { makeTestFolder } from '../support/servers.ts'
import { CALL_START, recordCall, type RecordedPart } from '../support/media/recorded-call.ts'

const CALLS = 40

export type RecordedSession = Awaited<ReturnType<typeof makeRecordedSession>>

/** A session with calls whose recordings wait to be stored, on a real database and a real disk. */
export async function makeRecordedSession(t: Test) {
  const world = await makeWorld(t)
  const session = await commitNewSession(world, 'recorded')
  const newArtefacts = Array.from({ length: CALLS }, (_, index) => ({
    id: artefactOf(index + 1),
    kind: 'recording' as const,
    call: index + 1,
  }))
  await commitNext(world.db, after(session, {}), { newArtefacts })
  const home = makeTestFolder(t)
  const recordingsFolder = join(home, 'recordings')
  const objectsFolder = join(home, 'objects')
  await mkdir(recordingsFolder)
  const store = makeDiskObjectStore(objectsFolder)
  const { database } = world
  const disk = makeRecorderDisk(recordingsFolder)
  const dependencies = { database, store, disk, tools: MEDIA_TOOLS }
  const inputFor = (call: number, change: Partial<StoreRecordingInput> = {}) => ({
    organisationId: world.organisationId,
    sessionId: session.sessionId,
    call,
    gateway: 'gateway-1',
    artefactId: artefactOf(call),
    segments: [{ startedAt: CALL_START - 100, stoppedAt: CALL_START + 60_000 }],
    codeUsers: ['ada'],
    employees: ['anna'],
    isGatewayLost: false,
    ...change,
  })
  const roomOf = (call: number) => `${session.sessionId}-${call}`
  const folderOf = (call: number) => join(recordingsFolder, roomOf(call))
  return {
    ...{ world, session, store, dependencies, inputFor, folderOf },
    ...{ objectsFolder, recordingsFolder },
    activities: createRecordingActivities(dependencies),
    record: (call: number, parts: RecordedPart[]) =>
      recordCall(folderOf(call), roomOf(call), parts),
    /** The files of one call once more, as if another had been recorded. */
    copyCall: (from: number, to: number) =>
      copyFiles(
        { folder: folderOf(from), room: roomOf(from) },
        { folder: folderOf(to), room: roomOf(to) },
      ),
    row: async (call: number) => {
      const row = await findArtefact(world.db, artefactOf(call))
      if (!row) throw new Error(`call ${call} has no artefact`)
      return row
    },
    /** What the recorder or an attempt left anywhere. */
    spool: () => readdir(recordingsFolder),
    objects: () => store.list(world.organisationId),
  }
}

/** Runs an activity as a worker does; `onStep` sees its heartbeats. */
export async function runActivity<I, R>(
  activity: (input: I) => Promise<R>,
  input: I,
  onStep: (step: unknown) => void = () => undefined,
): Promise<R> {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
  environment.on('heartbeat', onStep)
  return await environment.run(activity, input)
}

function artefactOf(call: number): string {
  return idOf(`recording of call ${call}`)
}

type Files = { folder: string; room: string }

async function copyFiles(from: Files, to: Files): Promise<void> {
  await cp(from.folder, to.folder, { recursive: true })
  for (const name of await readdir(to.folder))
    await rename(join(to.folder, name), join(to.folder, name.replace(from.room, to.room)))
}
