import { MockActivityEnvironment } from '@temporalio/testing'
import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { RecordedPart } from '../support/media/recorded-call.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE } from '../support/media/tone.ts'
import { makeRecordedSession, runActivity, type RecordedSession } from './recorded-session.ts'
import type { StoreRecordingProcess } from './store-recording-process.ts'

const PROGRAM = fileURLToPath(new URL('store-recording-process.ts', import.meta.url))
/** The call whose files are copied for every case; it is never stored itself. */
const MASTER = 1

const CALL: RecordedPart[] = [
  { publisher: 'ada', from: 0, seconds: 6, sizes: [{ width: 320, height: 240 }] },
  { publisher: 'ada', from: 0, seconds: 6, tone: CODE_USER_TONE },
  { publisher: 'anna', from: 0, seconds: 6, tone: EMPLOYEE_TONE },
]

t.test('a worker killed at any step stores the recording once', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(MASTER, CALL)
  await session.copyCall(MASTER, 2)
  const steps: string[] = []
  const { activities, inputFor } = session
  await runActivity(activities.storeRecording, inputFor(2), (step) => steps.push(String(step)))
  t.same(steps.slice(0, 8), STEPS, 'the steps are those that are tried')
  t.equal(steps.slice(8).length, 4, 'and one for each file that goes')
  const tried = steps.filter((step) => !/^unpack [13]|user-anna/.test(step))
  for (const [index, step] of tried.entries()) {
    const call = index + 3
    await session.copyCall(MASTER, call)
    const dieAt = step.replace(
      `${session.session.sessionId}-2-`,
      `${session.session.sessionId}-${call}-`,
    )
    const worker = storeElsewhere(session, call, dieAt)
    t.equal(await signalOf(worker), 'SIGKILL', dieAt)
    await storedOnce(t, session, call)
  }
})

t.test('a worker killed while ffmpeg runs leaves nothing behind', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(MASTER, CALL)
  await session.copyCall(MASTER, 2)
  const worker = storeElsewhere(session, 2, 'never')
  while (!existsSync(join(session.folderOf(2), '.work', 'recording.part'))) await nextTurn()
  worker.kill('SIGKILL')
  t.equal(await signalOf(worker), 'SIGKILL')
  t.match(await session.row(2), { state: 'uploading' })
  await storedOnce(t, session, 2)
})

t.test('a cancelled activity stops its tools and keeps the files', async (t) => {
  const session = await makeRecordedSession(t)
  await session.record(MASTER, CALL)
  const environment = new MockActivityEnvironment()
  environment.on('heartbeat', (step) => step === 'compose' && environment.cancel())
  const { activities, inputFor } = session
  await t.rejects(environment.run(activities.storeRecording, inputFor(MASTER)), {
    name: 'CancelledFailure',
  })
  t.match(await session.row(MASTER), { state: 'uploading' })
  await storedOnce(t, session, MASTER)
})

const STEPS = [
  'look',
  ...['unpack 1 of 3', 'unpack 2 of 3', 'unpack 3 of 3', 'compose'],
  ...['upload', 'verify', 'mark'],
]

/** The next attempt completes it: one row, one whole object, an empty spool. */
async function storedOnce(t: Test, session: RecordedSession, call: number): Promise<void> {
  const { activities, inputFor, store } = session
  const result = await runActivity(activities.storeRecording, inputFor(call))
  t.match(result, { state: 'ready', durationMs: Number })
  const { objectKey, sha256, state } = await session.row(call)
  const bytes = await buffer(await store.read(objectKey ?? ''))
  t.equal(createHash('sha256').update(bytes).digest('hex'), sha256)
  t.equal(state, 'ready')
  const ofCall = (await session.objects()).filter((key) => key.includes(`/${call}/`))
  t.equal(ofCall.length, 1)
  t.notOk(existsSync(session.folderOf(call)), 'the spool is empty')
}

function storeElsewhere(session: RecordedSession, call: number, dieAt: string): ChildProcess {
  const given: StoreRecordingProcess = {
    databaseUrl: session.world.url,
    objectsFolder: session.objectsFolder,
    recordingsFolder: session.recordingsFolder,
    input: session.inputFor(call),
    dieAt,
  }
  return spawn(process.execPath, ['--import=tsx', PROGRAM, JSON.stringify(given)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function signalOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.signalCode
}
