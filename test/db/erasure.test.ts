import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { isOfErasedEmployee } from '../../db/connection.ts'
import { forOrganisation, makeDatabase, type OrganisationDatabase } from '../../db/database.ts'
import { claimDelivery, listDeliveries, markDeliverySent } from '../../db/deliveries.ts'
import { changeEmployeeAccess, setPasswordHash, setSlackUserId } from '../../db/employees.ts'
import { eraseCodeUser, eraseEmployee } from '../../db/erasure.ts'
import { linkIdentity } from '../../db/identities.ts'
import { insertLogin, insertOneTimeLink } from '../../db/logins.ts'
import { saveNotificationSetting } from '../../db/notification-settings.ts'
import { savePushSubscription } from '../../db/push-subscriptions.ts'
import { insertStroke } from '../../db/strokes.ts'
import { insertTexts } from '../../db/texts.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { AsRead } from '../../db/unerased.ts'
import { until } from '../activities/delivery-stage.ts'
import { tablesWith } from '../api/personal-data.ts'
import { commitNewSession, idOf, makeWorld, NOON, type World } from './world.ts'

/* What is read before an erasure and written after it: both meet in the database, and wait there. */

const TIME = { timeout: 120_000 }
const TOMORROW = new Date(Date.now() + 86_400_000)
const PUSH = { endpoint: 'https://push.example/zq', keys: { p256dh: 'zq', auth: 'zq' } }

type Write = (db: OrganisationDatabase) => Promise<unknown>

/** `first` is done and not committed when `second` comes and waits for it; resolves to its outcome. */
async function meet(t: Test, world: World, [first, second]: [Write, Write]): Promise<unknown> {
  const connection = { url: world.url, applicationName: 'second', maxConnections: 1 }
  const other = makeDatabase(connection)
  t.teardown(() => other.destroy())
  let outcome: Promise<unknown> = Promise.resolve()
  await inTransaction(world.db, async (db) => {
    await first(db)
    outcome = second(forOrganisation(other, world.organisationId)).catch((error: unknown) => error)
    await until(() => isWaiting(world), 'the second waits for the first')
  })
  return outcome
}

async function isWaiting({ database }: World): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where application_name = 'second' and wait_event_type = 'Lock'
      and datname = current_database()`.execute(database)
  return rows.length > 0
}

/** Every way in which something of a code user is written once it was read. */
const OF_CODE_USER: Record<string, (asRead: AsRead, participantId: string) => Write> = {
  words: (asRead) => (db) => {
    const text = { id: idOf('late'), commandId: 'late', kind: 'ticket', body: 'zq pump' } as const
    return insertTexts(db, [{ ...text, sessionId: asRead.sessionId }], asRead)
  },
  browsers: (asRead, participantId) => (db) =>
    savePushSubscription(db, { participantId, asRead }, PUSH),
  drawings: (asRead) => (db) => {
    const drawn = { by: 'code_user', actorId: 'zq', name: 'zq', at: new Date(NOON) } as const
    return insertStroke(db, { sessionId: asRead.sessionId, call: 1 }, { ...drawn, pieces: [] })
  },
}

for (const [what, writing] of Object.entries(OF_CODE_USER)) {
  t.test(`${what} of a code user that meet an erasure are gone`, TIME, async (t) => {
    const world = await makeWorld(t)
    const found = () => tablesWith(world.database, 'zq')
    const makeRace = async (name: string) => {
      const { sessionId, participants } = await commitNewSession(world, name)
      const participantId = participants[0]?.id ?? ''
      const write = writing({ sessionId, erasedAt: null }, participantId)
      return { write, erase: (db: OrganisationDatabase) => eraseCodeUser(db, sessionId) }
    }
    const late = await makeRace('late')
    await meet(t, world, [late.erase, late.write])
    t.same(await found(), [], 'written after it')
    const early = await makeRace('early')
    await meet(t, world, [early.write, early.erase])
    t.same(await found(), [], 'written before it')
    const alone = await makeRace('alone')
    await alone.write(world.db)
    t.equal((await found()).length, 1, 'written where nothing is erased')
  })
}

/** Every way in which something of an employee is written; which of them are told that it came late. */
const OF_EMPLOYEE: Record<string, { isTold: boolean; write: (id: string) => Write }> = {
  name: {
    isTold: true,
    write: (id) => (db) => changeEmployeeAccess(db, id, { name: 'Zq', email: 'zq@example.org' }),
  },
  password: { isTold: true, write: (id) => (db) => setPasswordHash(db, id, 'zq') },
  'Slack user': { isTold: false, write: (id) => (db) => setSlackUserId(db, id, 'UZQ') },
  login: {
    isTold: true,
    write: (employeeId) => (db) =>
      insertLogin(db, { employeeId, hash: 'h', expiresAt: TOMORROW, userAgent: 'zq' }),
  },
  invitation: {
    isTold: true,
    write: (employeeId) => (db) =>
      insertOneTimeLink(db, { employeeId, hash: 'zq', expiresAt: TOMORROW }),
  },
  identity: {
    isTold: true,
    write: (employeeId) => (db) => linkIdentity(db, { issuer: 'i', subject: 'zq', employeeId }),
  },
  browser: {
    isTold: true,
    write: (employeeId) => (db) => savePushSubscription(db, { employeeId }, PUSH),
  },
}

for (const [what, { isTold, write }] of Object.entries(OF_EMPLOYEE)) {
  t.test(`the ${what} of an employee that meets an erasure is gone`, TIME, async (t) => {
    const world = await makeWorld(t)
    const { anna, max, mo } = world.employees
    const found = () => tablesWith(world.database, 'zq')
    const erase =
      (id: string): Write =>
      (db) =>
        inTransaction(db, (each) => eraseEmployee(each, id))
    const outcome = await meet(t, world, [erase(anna), write(anna)])
    t.equal(isOfErasedEmployee(outcome), isTold)
    t.same(await found(), [], 'written after it')
    t.equal(await meet(t, world, [write(max), erase(max)]), true)
    t.same(await found(), [], 'written before it')
    await write(mo)(world.db)
    t.equal((await found()).length, 1, 'written where nothing is erased')
  })
}

t.test('choices of an employee cannot be written once they are erased', async (t) => {
  const world = await makeWorld(t)
  const { anna, max } = world.employees
  await eraseEmployee(world.db, anna)
  const key = { scope: 'own', event: 'requested' } as const
  const choice = { channels: [], mode: 'all' } as const
  const late = saveNotificationSetting(
    world.db,
    { ...key, employeeId: anna },
    { ...choice, channels: [] },
  )
  t.ok(isOfErasedEmployee(await late.catch((error: unknown) => error)))
  await saveNotificationSetting(world.db, { ...key, employeeId: max }, { ...choice, channels: [] })
  const rows = await world.db.selectFrom('notificationSettings').select('employeeId').execute()
  t.same(rows, [{ employeeId: max }])
})

t.test('a message that was read before an erasure is not claimed after it', TIME, async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const about = { sessionId, rev: 1, event: 'requested' }
  const address = { recipientKind: 'address', recipientId: 'code_user', channel: 'mail' } as const
  const mail = { ...about, ...address }
  const claim = (rev: number) => claimDelivery(world.db, { ...mail, rev })
  const sent = await claim(1)
  const underWay = await claim(2)
  await markDeliverySent(world.db, sent.id, { messageId: 'one' })
  const late = await meet(t, world, [
    (db) => eraseCodeUser(db, sessionId),
    (db) => claimDelivery(db, { ...mail, rev: 3 }, { byEmployeeId: null, erasedAt: null }),
  ])
  t.match(late, { state: 'skipped' })
  await markDeliverySent(world.db, underWay.id, { messageId: 'two' })
  const rows = await listDeliveries(world.db, sessionId)
  t.same(
    rows.map(({ rev, state, error }) => [rev, state, error]).toSorted(),
    [
      [1, 'sent', null],
      [2, 'sent', null],
      [3, 'skipped', 'the data was erased'],
    ],
    'what was sent in that moment says so',
  )
  const receipts = await world.db
    .selectFrom('deliveries')
    .select('receipt')
    .orderBy('rev')
    .execute()
  t.same(
    receipts.map(({ receipt }) => receipt),
    [{ messageId: 'one' }, null, null],
  )
  const { erasedAt } = await world.db
    .selectFrom('sessionOrigins')
    .select('erasedAt')
    .where('sessionId', '=', sessionId)
    .executeTakeFirstOrThrow()
  const anew = await claimDelivery(world.db, { ...mail, rev: 4 }, { byEmployeeId: null, erasedAt })
  t.equal(anew.state, 'claimed', 'what was read after it is')
})

t.test('nobody claims a message to an employee who was erased', async (t) => {
  const world = await makeWorld(t)
  const { anna, max } = world.employees
  const { sessionId } = await commitNewSession(world, 'one')
  const about = { sessionId, rev: 1, event: 'requested', recipientKind: 'employee' } as const
  const claim = (recipientId: string) =>
    claimDelivery(world.db, { ...about, recipientId, channel: 'mail' })
  await eraseEmployee(world.db, anna)
  t.match(await claim(anna), { state: 'skipped' })
  t.match(await claim(max), { state: 'claimed' })
})
