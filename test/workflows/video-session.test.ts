import t from 'tap'
import { CommandRefused } from '../../api/session-workflows.ts'
import { record, untilDone } from './stories.ts'
import { employee, makeTemporalSession, TOMAS, type TemporalSession } from './temporal-session.ts'

/** Measured once, plus ten per cent: a change that makes sessions dearer must say so. */
const MOST_EVENTS_OF_HAPPY_PATH = 173

async function happyPath(session: TemporalSession) {
  await record(session)
  await session.give('endCall', employee(session.world, 'anna'))
}

t.test('a session runs from request to stored recording, then completes', async (t) => {
  const session = await makeTemporalSession(t)
  await happyPath(session)
  await session.handle().result()
  const description = await session.handle().describe()
  t.equal(description.status.name, 'COMPLETED')
  const row = await session.world.db
    .selectFrom('sessions')
    .select(['status', 'number', 'rev'])
    .where('id', '=', session.sessionId)
    .executeTakeFirstOrThrow()
  t.equal(row.status, 'done')
  t.ok(row.number >= 1, 'R33: a number from the first commit')
  const history = await session.handle().fetchHistory()
  const count = history.events?.length ?? 0
  t.comment(`${count} events, ${row.rev} revisions`)
  t.ok(count <= MOST_EVENTS_OF_HAPPY_PATH, `${count} events`)
  t.ok(session.done.includes('storeRecording 1'))
})

t.test('R33: number and status stand in the search attributes', async (t) => {
  const session = await makeTemporalSession(t)
  const { number } = await session.give('create', TOMAS)
  const { typedSearchAttributes } = await session.handle().describe()
  const attributes = new Map(
    typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
  )
  t.equal(attributes.get('LotseNumber'), String(number))
  t.equal(attributes.get('LotseStatus'), 'requested')
  t.equal(attributes.get('LotseDevice'), session.world.deviceId)
})

t.test('a put away session reopens from its row in a new run', async (t) => {
  const session = await makeTemporalSession(t)
  await happyPath(session)
  await session.handle().result()
  const first = await session.handle().describe()
  const anna = employee(session.world, 'anna')
  const { status, number } = await session.give('reopen', anna)
  t.equal(status, 'confirmed')
  t.ok(number >= 1)
  const second = await session.handle().describe()
  t.not(second.runId, first.runId)
  t.equal(second.status.name, 'RUNNING')
  const { call } = await session.give('startCall', anna)
  t.equal(call, 2)
})

t.test('refusals come back with their code and change nothing', async (t) => {
  const session = await makeTemporalSession(t)
  await session.give('create', TOMAS)
  await session.give('confirm', employee(session.world, 'anna'))
  const late = await session
    .give('confirm', employee(session.world, 'max'))
    .catch((e: unknown) => e)
  t.ok(late instanceof CommandRefused)
  t.same(late instanceof CommandRefused && late.refusal, {
    code: 'already_confirmed',
    responsible: session.world.employees.anna,
  })
  const early = await session
    .give('startRecording', employee(session.world, 'anna'))
    .catch((e: unknown) => e)
  t.same(early instanceof CommandRefused && early.refusal.code, 'no_call')
})

t.test('the same create arriving fifty times is one session', async (t) => {
  const session = await makeTemporalSession(t)
  const commandId = 'create-once'
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      session.give('create', TOMAS, { commandId, requestId: `request-${i}` }),
    ),
  )
  t.equal(new Set(results.map(({ number, rev }) => `${number} ${rev}`)).size, 1)
  const rows = await session.world.db.selectFrom('sessions').select('id').execute()
  t.equal(rows.length, 1)
})

t.test('Request cancellation in the Temporal UI cancels the session', async (t) => {
  const session = await makeTemporalSession(t)
  await session.give('create', TOMAS)
  await session.handle().cancel()
  await session.handle().result()
  const row = await session.world.db
    .selectFrom('sessions')
    .select('status')
    .executeTakeFirstOrThrow()
  t.equal(row.status, 'cancelled')
})

t.test('a ring nobody answers times out by itself', async (t) => {
  const session = await makeTemporalSession(t, { widenRingMs: 100 })
  await session.give('create', TOMAS, {
    module: {
      requestsAllowed: true,
      recordingAllowed: true,
      codeUserScreenshots: false,
      ringSeconds: 1,
      maxCallSeconds: 60,
    },
  })
  const anna = employee(session.world, 'anna')
  await session.give('confirm', anna)
  await session.give('startCall', TOMAS, { atScreen: [anna.id] })
  await untilDone(session, 'notify missed_call')
  const row = await session.world.db
    .selectFrom('sessions')
    .select('status')
    .executeTakeFirstOrThrow()
  t.equal(row.status, 'confirmed')
})

t.test('a create that is refused leaves no open run', async (t) => {
  const session = await makeTemporalSession(t)
  const wrongDevice = session.give('create', TOMAS, { deviceId: session.sessionId })
  const refused = await wrongDevice.catch((error: unknown) => error)
  t.equal(refused instanceof CommandRefused && refused.refusal.code, 'commit_failed')
  await session
    .handle()
    .result()
    .catch(() => undefined)
  const { status } = await session.handle().describe()
  t.equal(status.name, 'FAILED')
  const { number } = await session.give('create', TOMAS)
  t.ok(number >= 1, 'the id is free again')
})
