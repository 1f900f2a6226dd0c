import t from 'tap'
import { createKeepingActivities } from '../../activities/keeping.ts'
import { createGatewayReconciler } from '../../activities/reconcile.ts'
import { listArtefacts } from '../../db/artefacts.ts'
import { insertStroke, listStrokes } from '../../db/strokes.ts'
import { changeTemplate } from '../../db/templates.ts'
import { originalKey } from '../../domain/screenshot.ts'
import { callOfRoom, roomName } from '../../janus/rooms.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { commitNewSession, idOf, makeWorld, NOON } from '../db/world.ts'
import { makeTestFolder } from '../support/servers.ts'
import { mkdir, writeFile, readdir, utimes } from 'node:fs/promises'
import path from 'node:path'

const DAY_MS = 86_400_000

t.test('what was kept as long as its template says is gone from store and database', async (t) => {
  const world = await makeWorld(t)
  const { db, database, templateId, organisationId } = world
  const folder = makeTestFolder(t)
  const store = makeDiskObjectStore(path.join(folder, 'store'))
  const source = path.join(folder, 'recording')
  await writeFile(source, 'what was recorded')
  const { sessionId } = await commitNewSession(world, 'one')
  const keep = async (name: string, call: number, ageDays: number) => {
    const objectKey = `${organisationId}/${sessionId}/${call}/recording.webm`
    const { bytes, sha256 } = await store.put(objectKey, source)
    const createdAt = new Date(Date.now() - ageDays * DAY_MS)
    await db
      .insertInto('artefacts')
      .values({
        ...{ id: idOf(name), organisationId, sessionId, callNumber: call, kind: 'recording' },
        ...{ state: 'ready', objectKey, bytes, sha256, createdAt },
      })
      .execute()
    const stroke = {
      by: 'employee',
      actorId: 'anna',
      name,
      at: new Date(NOON),
      pieces: [],
    } as const
    await insertStroke(db, { sessionId, call }, { ...stroke, pieces: [] })
  }
  await keep('old', 1, 31)
  await keep('young', 2, 29)
  const { deleteExpired } = createKeepingActivities(database, store)
  t.same(await deleteExpired(), { deleted: 0 }, 'kept for good where the template says nothing')
  await changeTemplate(db, templateId, { keepRecordingsDays: 30 })
  t.same(await deleteExpired(), { deleted: 1 })
  t.match(await listArtefacts(db, sessionId), [
    { id: idOf('old'), state: 'deleted', reason: 'kept long enough', keepDays: 30 },
    { id: idOf('young'), state: 'ready' },
  ])
  t.same(await listStrokes(db, { sessionId, call: 1 }), [])
  t.equal((await listStrokes(db, { sessionId, call: 2 })).length, 1)
  const files = await readdir(path.join(folder, 'store'), { recursive: true })
  t.same(
    files
      .filter((name) => name.includes('recording'))
      .map((name) => path.basename(path.dirname(name))),
    ['2'],
  )
  t.same(await deleteExpired(), { deleted: 0 }, 'and once is enough')
})

t.test('what could never be stored goes after the same days, raw files included', async (t) => {
  const world = await makeWorld(t)
  const { db, database, templateId, organisationId } = world
  const folder = makeTestFolder(t)
  const store = makeDiskObjectStore(path.join(folder, 'store'))
  const { sessionId } = await commitNewSession(world, 'two')
  await changeTemplate(db, templateId, { keepRecordingsDays: 30 })
  const fail = async (call: number, state: 'failed' | 'uploading', ageDays: number) => {
    const createdAt = new Date(Date.now() - ageDays * DAY_MS)
    const row = { id: idOf(`call ${call}`), organisationId, sessionId, callNumber: call, createdAt }
    await db
      .insertInto('artefacts')
      .values({ ...row, kind: 'recording', state })
      .execute()
    const room = path.join(folder, 'spool', roomName(sessionId, call))
    await mkdir(room, { recursive: true })
    await writeFile(path.join(room, 'raw.mjr'), 'raw')
  }
  await fail(1, 'failed', 31)
  await fail(2, 'uploading', 31)
  await fail(3, 'failed', 29)
  const reconciler = createGatewayReconciler({
    database,
    recordingsFolder: path.join(folder, 'spool'),
    rooms: {
      ...{ list: async () => [], close: async () => undefined },
      ...{ nameOf: roomName, callOf: callOfRoom },
    },
  })
  const reconcile = () => reconciler.reconcileGateway({ gateway: 'gateway-1', patienceMs: 0 })
  t.match(await reconcile(), { discardedFolders: [] }, 'they are all there is')
  t.same(await createKeepingActivities(database, store).deleteExpired(), { deleted: 2 })
  const states = (await listArtefacts(db, sessionId)).map(({ state }) => state)
  t.same(states, ['deleted', 'deleted', 'failed'])
  const gone = [roomName(sessionId, 1), roomName(sessionId, 2)]
  t.match(await reconcile(), { discardedFolders: gone })
  t.same(await readdir(path.join(folder, 'spool')), [roomName(sessionId, 3)])
})

t.test('pictures that were never composed go after the same days', async (t) => {
  const world = await makeWorld(t)
  const { db, database, templateId, organisationId } = world
  const folder = makeTestFolder(t)
  const store = makeDiskObjectStore(path.join(folder, 'store'))
  const { sessionId } = await commitNewSession(world, 'three')
  await changeTemplate(db, templateId, { keepRecordingsDays: 30 })
  const id = idOf('picture')
  const createdAt = new Date(Date.now() - 31 * DAY_MS)
  const row = { id, organisationId, sessionId, callNumber: 1, createdAt }
  await db
    .insertInto('artefacts')
    .values({ ...row, kind: 'screenshot', state: 'uploading' })
    .execute()
  await writeFile(path.join(folder, 'picture'), 'as it was taken')
  const key = originalKey({ organisationId, sessionId, call: 1, id })
  await store.put(key, path.join(folder, 'picture'))
  t.same(await createKeepingActivities(database, store).deleteExpired(), { deleted: 1 })
  t.same(await store.list(organisationId), [])
})

t.test('objects that nothing registered go after a day, of known sessions only', async (t) => {
  const world = await makeWorld(t)
  const { db, database, organisationId } = world
  const folder = makeTestFolder(t)
  const store = makeDiskObjectStore(folder)
  const { sessionId } = await commitNewSession(world, 'four')
  const put = async (name: string, ageDays: number, session = sessionId) => {
    const key = originalKey({ organisationId, sessionId: session, call: 1, id: idOf(name) })
    await store.put(key, Buffer.from('a picture'))
    const storedAt = new Date(Date.now() - ageDays * DAY_MS)
    await utimes(path.join(folder, key), storedAt, storedAt)
    return key
  }
  await put('left by an api that died', 1.1)
  const kept = await Promise.all([
    put('being registered', 0.9),
    put('registered', 40),
    put('of a session that is not known', 40, idOf('restored')),
  ])
  const foreign = `${organisationId}/readme/1/notes`
  await store.put(foreign, Buffer.from('by somebody else'))
  kept.push(foreign)
  const row = { id: idOf('registered'), organisationId, sessionId, callNumber: 1 }
  await db
    .insertInto('artefacts')
    .values({ ...row, kind: 'screenshot', state: 'uploading' })
    .execute()
  t.equal((await store.list(organisationId)).length, 5)
  t.same(await createKeepingActivities(database, store).deleteExpired(), { deleted: 0 })
  t.same(await store.list(organisationId), kept.toSorted())
})
