import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { createRecordingActivities } from '../../activities/recordings.ts'
import type { ObjectStore } from '../../integrations/object-store.ts'
import { CALL_START, tearFile, type RecordedPart } from '../support/media/recorded-call.ts'
import { readContent, shareInOrder } from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE } from '../support/media/tone.ts'
import { makeRecordedSession, runActivity, type RecordedSession } from './recorded-session.ts'

const SIZES = [{ width: 320, height: 240 }]

function callFrom(from: number, part: Partial<RecordedPart> = {}): RecordedPart[] {
  return [
    { ...{ publisher: 'ada', from, seconds: 3, sizes: SIZES }, ...part },
    { ...{ publisher: 'ada', from, seconds: 3, tone: CODE_USER_TONE }, ...part },
    { ...{ publisher: 'anna', from, seconds: 3, tone: EMPLOYEE_TONE }, ...part },
  ]
}

function store({ activities, inputFor }: RecordedSession, call: number, change = {}) {
  return runActivity(activities.storeRecording, inputFor(call, change))
}

t.test('R15: a recording is uploaded by itself', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(1, callFrom(0))
  const result = await store(session, 1)
  t.match(result, { state: 'ready', durationMs: Number })
  const row = await session.row(1)
  const objectKey = `${session.world.organisationId}/${session.session.sessionId}/1/recording.webm`
  t.match(row, { state: 'ready', reason: null, contentType: 'video/webm', objectKey })
  t.same(row.timeIndex, [[0, CALL_START]])
  t.same(row.durationMs, result.durationMs)
  const bytes = await buffer(await session.store.read(objectKey))
  t.equal(row.bytes, bytes.length)
  t.equal(row.sha256, createHash('sha256').update(bytes).digest('hex'))
  const content = await readContent(join(session.objectsFolder, objectKey))
  t.equal(shareInOrder(content.pictures, 0, 14), 1)
  t.ok(content.codeUser.length === 5 && content.employee.length === 5)
  t.same(await session.spool(), [], 'nothing is left at the gateway')
})

t.test('storing again changes nothing', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(1, callFrom(0))
  const first = await store(session, 1)
  const row = await session.row(1)
  t.same(await store(session, 1), first)
  t.same(await session.row(1), row)
  t.equal((await session.objects()).length, 1)
})

t.test('losses are said and everything else is kept', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(1, callFrom(0, { isOrphan: true }))
  t.match(await store(session, 1), { state: 'partial', reason: 'gateway_lost' })
  await session.record(2, callFrom(0))
  t.match(await store(session, 2, { isGatewayLost: true }), { reason: 'gateway_lost' })
  const [picture = ''] = await session.record(3, callFrom(0))
  await tearFile(picture, 3000, 4000)
  t.match(await store(session, 3), { state: 'partial', reason: 'media_lost' })
  t.match(await session.row(3), { state: 'partial', reason: 'media_lost' })
  t.equal((await session.objects()).length, 3)
  t.same(await session.spool(), [])
})

t.test('a call without media leaves no recording', async (t) => {
  const session = await makeRecordedSession(t)
  t.same(await store(session, 1), { state: 'none', reason: 'no_media' })
  await mkdir(session.folderOf(2))
  const empty = `videoroom-${session.session.sessionId}-2-user-ada-${CALL_START}000-audio-0.mjr`
  await writeFile(join(session.folderOf(2), empty), 'MJR00002')
  t.same(await store(session, 2), { state: 'none', reason: 'no_media' })
  t.match(await session.row(2), { state: 'none', objectKey: null })
  t.same(await session.spool(), [])
  t.match(await store(session, 3, { isGatewayLost: true }), {
    state: 'failed',
    reason: 'gateway_lost',
  })
})

t.test('what cannot be played is kept for a person', async (t) => {
  const session = await makeRecordedSession(t)
  const paths = await session.record(1, callFrom(0))
  for (const path of paths) await writeFile(path, Buffer.alloc(9000, 'noise'))
  t.same(await store(session, 1), { state: 'failed', reason: 'unreadable' })
  t.match(await session.row(1), { state: 'failed', reason: 'unreadable' })
  t.same((await readdir(session.folderOf(1))).length, 3, 'the files, and no scraps')
  await writeFile(join(session.folderOf(1), 'videoroom-other-room-1.mjr'), Buffer.alloc(100))
  await t.rejects(store(session, 1), /is no recording of room/, 'nothing unknown is thrown away')
})

t.test('R12: what was recorded without agreement is not stored', async (t) => {
  const session = await makeRecordedSession(t)
  const segments = [{ startedAt: CALL_START + 30_000, stoppedAt: CALL_START + 60_000 }]
  await session.record(1, callFrom(0))
  t.same(await store(session, 1, { segments }), { state: 'failed', reason: 'not_agreed' })
  await session.record(2, [...callFrom(0), ...callFrom(30)])
  t.match(await store(session, 2, { segments }), { state: 'ready' })
  const { objectKey } = await session.row(2)
  const { pictures } = await readContent(join(session.objectsFolder, objectKey ?? ''))
  t.equal(pictures[0]?.counter, 150)
  t.equal(shareInOrder(pictures, 150, 164), 1)
})

t.test('deleting leaves nothing of a recording', async (t) => {
  const session = await makeRecordedSession(t)
  const { activities, inputFor, world } = session
  await session.record(1, callFrom(0))
  await store(session, 1)
  await session.record(1, callFrom(30))
  await session.record(2, callFrom(0))
  await store(session, 2)
  for (const call of [1, 2]) await addStroke(session, call, CALL_START)
  await runActivity(activities.deleteRecorded, inputFor(1))
  await runActivity(activities.deleteRecorded, inputFor(1))
  t.match(await session.row(1), { state: 'deleted', reason: 'consent_withdrawn' })
  t.match(await session.row(2), { state: 'ready' }, 'another call keeps its recording')
  t.same((await session.objects()).length, 1)
  t.same(await session.spool(), [])
  const strokes = await world.db.selectFrom('strokes').select('callNumber').execute()
  t.same(strokes, [{ callNumber: 2 }])
})

t.test('a recording deleted while it is stored is gone', async (t) => {
  const session = await makeRecordedSession(t)
  const { activities, inputFor, dependencies } = session
  await session.record(1, callFrom(0))
  const deleting: ObjectStore = {
    ...session.store,
    read: async (key) => {
      const bytes = await buffer(await session.store.read(key))
      await runActivity(activities.deleteRecorded, inputFor(1))
      await session.store.put(key, await fileWith(t, bytes))
      return Readable.from([bytes])
    },
  }
  const { storeRecording } = createRecordingActivities({ ...dependencies, store: deleting })
  t.same(await runActivity(storeRecording, inputFor(1)), { state: 'none' })
  t.match(await session.row(1), { state: 'deleted' })
  t.same([...(await session.objects()), ...(await session.spool())], [])

  const key = `${inputFor(1).organisationId}/${inputFor(1).sessionId}/1/recording.webm`
  await session.store.put(key, await fileWith(t, Buffer.from('of an attempt that had hung')))
  t.same(await store(session, 1), { state: 'none' })
  t.same(await session.objects(), [], 'the next attempt takes away what came late')
})

t.test('deleting in the call spares what comes later', async (t) => {
  const session = await makeRecordedSession(t)
  const { activities, inputFor } = session
  await session.record(1, [...callFrom(0), ...callFrom(30)])
  for (const at of [0, 30_000]) await addStroke(session, 1, CALL_START + at)
  const recordedUntil = CALL_START + 10_000
  await runActivity(activities.deleteRecorded, { ...inputFor(1), recordedUntil })
  t.equal((await readdir(session.folderOf(1))).length, 3)
  t.equal((await session.world.db.selectFrom('strokes').select('id').execute()).length, 1)
  t.match(await session.row(1), { state: 'uploading' })
  t.match(await store(session, 1), { state: 'ready' })

  await session.record(2, callFrom(0))
  const empty = `videoroom-${session.session.sessionId}-2-user-ada-${CALL_START}000-audio-0.mjr`
  await writeFile(join(session.folderOf(2), empty), 'MJR00002')
  await runActivity(activities.deleteRecorded, { ...inputFor(2), recordedUntil })
  await runActivity(activities.deleteRecorded, { ...inputFor(2), recordedUntil })
  t.same(await session.spool(), [], 'nothing came later')
})

t.test('files stay until the store has proved it has them', async (t) => {
  const session = await makeRecordedSession(t)
  const { inputFor, dependencies } = session
  const files = await session.record(1, callFrom(0))
  const areThere = async () =>
    (await Promise.all(files.map((file) => stat(file).catch(() => undefined)))).every(Boolean)
  const corrupting: ObjectStore = {
    ...session.store,
    put: async (key, content) => {
      const stored = await session.store.put(key, content)
      const path = join(session.objectsFolder, key)
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(1 ^ (bytes[500] ?? 0), 500, 501))
      return stored
    },
  }
  const forgetting = createRecordingActivities({ ...dependencies, store: corrupting })
  await t.rejects(runActivity(forgetting.storeRecording, inputFor(1)), { code: 'unavailable' })
  t.ok(await areThere(), 'other bytes came back')
  await rm(session.objectsFolder, { recursive: true })
  await writeFile(session.objectsFolder, 'in the way')
  await t.rejects(store(session, 1), { code: 'unavailable' })
  t.ok(await areThere(), 'nothing can be stored')
  const tools = { ...dependencies.tools, ffmpeg: 'no-such-ffmpeg' }
  const toolless = createRecordingActivities({ ...dependencies, tools })
  await t.rejects(runActivity(toolless.storeRecording, inputFor(1)), { code: 'missing' })
  t.ok(await areThere(), 'ffmpeg is not installed')
  t.match(await session.row(1), { state: 'uploading' })
  await rm(session.objectsFolder)
  t.match(await store(session, 1), { state: 'ready' }, 'and then it works')
})

t.test('a row of another organisation is not touched', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(1, callFrom(0))
  const organisationId = '00000000-0000-4000-8000-000000000000'
  await t.rejects(store(session, 1, { organisationId }), /has no row/)
  t.match(await session.row(1), { state: 'uploading' })
})

async function fileWith(t: Test, bytes: Buffer): Promise<string> {
  const path = join(t.testdir(), 'file')
  await writeFile(path, bytes)
  return path
}

async function addStroke({ world, session }: RecordedSession, call: number, at: number) {
  await world.db
    .insertInto('strokes')
    .values({
      organisationId: world.organisationId,
      sessionId: session.sessionId,
      callNumber: call,
      actorKind: 'employee',
      actorId: world.employees.anna,
      name: `line at ${at}`,
      at: new Date(at),
      body: Buffer.from('[]'),
    })
    .execute()
}
