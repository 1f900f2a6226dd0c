import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { deliverInApp } from '../../db/deliveries.ts'
import { disableCode } from '../../db/codes.ts'
import { openFeed } from '../../db/feed.ts'
import { insertLogin, endLogin } from '../../db/logins.ts'
import { commitNewSession, makeWorld, type World } from './world.ts'

/** Everything a feed said, in order, to be taken one after the other. */
async function hear(t: Test, world: World) {
  const heard: unknown[] = []
  let wake = () => undefined as void
  const push = (entry: unknown) => {
    heard.push(entry)
    wake()
  }
  const feed = await openFeed({
    url: world.url,
    onMessage: {
      session: (message) => push({ session: message }),
      access: (message) => push({ access: message }),
      delivery: (message) => push({ delivery: message }),
    },
    onListening: () => push('listening'),
    onError: (error) => push({ error: String(error) }),
  })
  t.teardown(() => feed.close())
  return async () => {
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return heard.shift()
  }
}

async function killListener(world: World): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'lotse feed' and datname = current_database()`.execute(world.database)
}

t.test('a commit is heard, once', async (t) => {
  const world = await makeWorld(t)
  const next = await hear(t, world)
  t.equal(await next(), 'listening')
  const { sessionId: id } = await commitNewSession(world, 'one')
  await commitNewSession(world, 'two')
  t.same(await next(), { session: { organisation: world.organisationId, id, number: 1, rev: 1 } })
  t.match(await next(), { session: { number: 2 } })
})

t.test('a lost connection comes back and says so', async (t) => {
  const world = await makeWorld(t)
  const next = await hear(t, world)
  t.equal(await next(), 'listening')
  for (const name of ['one', 'two', 'three']) {
    await killListener(world)
    t.equal(await next(), 'listening', 'whatever happened in between is read anew')
    await commitNewSession(world, name)
    t.match(await next(), { session: { rev: 1 } })
  }
})

t.test('lost rights are heard: sign-out and a disabled code', async (t) => {
  const world = await makeWorld(t)
  const { organisationId: organisation, employees, codeId } = world
  const next = await hear(t, world)
  t.equal(await next(), 'listening')
  const expiresAt = new Date(Date.now() + 60_000)
  const id = await insertLogin(world.db, { employeeId: employees.anna, hash: 'h', expiresAt })
  await endLogin(world.db, { loginId: id, employeeId: world.employees.anna })
  t.same(await next(), { access: { organisation, kind: 'login', id } })
  await endLogin(world.db, { loginId: id, employeeId: world.employees.anna })
  await disableCode(world.db, codeId)
  t.same(
    await next(),
    { access: { organisation, kind: 'code', id: codeId } },
    'signing out twice is one',
  )
})

t.test('a new line in a bell is heard with its id', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const next = await hear(t, world)
  t.equal(await next(), 'listening')
  const recipientId = world.employees.anna
  const key = { sessionId, rev: 1, event: 'requested', recipientId } as const
  await deliverInApp(world.db, key)
  await deliverInApp(world.db, key)
  const { id } = await world.db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow()
  const message = { organisation: world.organisationId, employee: recipientId, id }
  t.same(await next(), { delivery: message })
  await commitNewSession(world, 'two')
  t.match(await next(), { session: { number: 2 } }, 'the repeated delivery said nothing')
})

t.test('a listener that throws does not end the feed', async (t) => {
  const world = await makeWorld(t)
  const errors: unknown[] = []
  let heard = () => undefined as void
  const twice = new Promise<void>((resolve) => (heard = resolve))
  const feed = await openFeed({
    url: world.url,
    onMessage: {
      session: ({ number }) => {
        if (number === 2) heard()
        throw new Error(`session ${number}`)
      },
      access: () => undefined,
      delivery: () => undefined,
    },
    onListening: () => undefined,
    onError: (error) => errors.push(error),
  })
  t.teardown(() => feed.close())
  await commitNewSession(world, 'one')
  await commitNewSession(world, 'two')
  await twice
  t.match(errors, [{ message: 'session 1' }])
})
