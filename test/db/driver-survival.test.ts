import postgres from 'postgres'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { setTimeout as wait } from 'node:timers/promises'
import { startPostgres } from '../../bin/embedded/postgres.ts'
import { isConnectionError } from '../../db/connection.ts'
import { makeDatabase, type Database } from '../../db/database.ts'
import { openFeed } from '../../db/feed.ts'
import { makeTestFolder } from '../support/servers.ts'

const WRITERS = 24
const POOL = 10
const OUTAGE_MS = 1_000
const PATIENCE_MS = 15_000

t.test('an unpatched driver is refused at the start', async (t) => {
  Reflect.set(postgres, 'rejectsOnClosedSocket', undefined)
  t.teardown(() => Reflect.set(postgres, 'rejectsOnClosedSocket', true))
  t.throws(() => makeDatabase({ url: 'postgres://nowhere' }), /npx patch-package/)
  Reflect.set(postgres, 'rejectsOnClosedSocket', true)
  t.doesNotThrow(() => makeDatabase({ url: 'postgres://nowhere' }))
})

t.test('Postgres stopped under load ends no process and loses nothing', async (t) => {
  const folder = makeTestFolder(t)
  const first = await startPostgres({ folder })
  const database = makeDatabase({ url: first.url, maxConnections: POOL })
  t.teardown(() => database.destroy())
  await sql`create table kept (writer integer, line integer, primary key (writer, line))`.execute(
    database,
  )
  const listener = await startListener(t, first.url)
  const load = startLoad(database)
  await load.untilWritten(200)
  await first.stop('immediate')
  await wait(OUTAGE_MS)
  const second = await startPostgres({ folder, port: first.port })
  t.teardown(() => second.stop())
  const written = load.acknowledged.length
  await load.untilWritten(written + 200)
  await load.stop()
  await listener.untilListening(2)
  await sql`select pg_notify('access', '{"kind":"code"}')`.execute(database)
  t.same(await listener.heard, { kind: 'code' }, 'the feed came back by itself')

  const { rows } = await sql<{
    key: string
  }>`select writer || ' ' || line as key from kept`.execute(database)
  const kept = new Set(rows.map(({ key }) => key))
  t.same(
    load.acknowledged.filter((key) => !kept.has(key)),
    [],
    'every acknowledged row is there',
  )
  t.ok(load.connectionErrors() > 0, 'the load met the outage')
  t.same(load.otherErrors, [], 'and every error says that repeating is right')
  t.ok(load.slowestMs() < OUTAGE_MS + PATIENCE_MS, `slowest answer after ${load.slowestMs()} ms`)
  t.equal(second.port, first.port)
  await assertPoolIsWhole(t, database)
})

async function startListener(t: Test, url: string) {
  let times = 0
  let wake = () => undefined as void
  let hear: (message: unknown) => void = () => undefined
  const heard = new Promise<unknown>((resolve) => (hear = resolve))
  const feed = await openFeed({
    url,
    onMessage: { session: () => undefined, access: hear, delivery: () => undefined },
    onListening: () => {
      times++
      wake()
    },
    onError: (error) => t.fail(String(error)),
  })
  t.teardown(() => feed.close())
  return {
    heard,
    untilListening: async (count: number) => {
      while (times < count) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

/** Half of the writers use interactive transactions, which is where the driver used to die. */
function startLoad(database: Database) {
  const acknowledged: string[] = []
  const otherErrors: unknown[] = []
  let connectionErrors = 0
  let slowestMs = 0
  let isStopped = false
  let wake = () => undefined as void

  async function write(writer: number): Promise<void> {
    for (let line = 0; !isStopped; line++) {
      const began = performance.now()
      try {
        await (writer % 2
          ? writeInTransaction(database, writer, line)
          : writeLine(database, writer, line))
        acknowledged.push(`${writer} ${line}`)
      } catch (error) {
        if (isConnectionError(error)) connectionErrors++
        else otherErrors.push(error)
        await wait(5)
      }
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - began))
      wake()
    }
  }

  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer))
  return {
    acknowledged,
    otherErrors,
    connectionErrors: () => connectionErrors,
    slowestMs: () => slowestMs,
    untilWritten: async (count: number) => {
      while (acknowledged.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    stop: async () => {
      isStopped = true
      await Promise.all(writers)
    },
  }
}

function writeLine(database: Database, writer: number, line: number) {
  return sql`insert into kept values (${writer}, ${line})`.execute(database)
}

function writeInTransaction(database: Database, writer: number, line: number) {
  return database.transaction().execute(async (transaction) => {
    await sql`select 1`.execute(transaction)
    await sql`insert into kept values (${writer}, ${line})`.execute(transaction)
    await sql`select pg_sleep(0.002)`.execute(transaction)
  })
}

/** A connection that was lost track of would make the pool smaller; a mixed-up one answers others. */
async function assertPoolIsWhole(t: Test, database: Database): Promise<void> {
  const tokens = Array.from({ length: POOL * 20 }, (_, index) => `token ${index}`)
  const answers = await Promise.all(
    tokens.map(async (token) => {
      const { rows } = await sql<{ token: string; pid: number }>`
        select ${token}::text as token, pg_backend_pid() as pid, pg_sleep(0.01)`.execute(database)
      return rows[0]
    }),
  )
  t.same(
    answers.map((answer) => answer?.token),
    tokens,
    'every query gets its own answer',
  )
  t.equal(new Set(answers.map((answer) => answer?.pid)).size, POOL, 'all connections are in use')
}
