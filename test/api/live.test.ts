import { sql } from 'kysely'
import t from 'tap'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { disableCode } from '../../db/codes.ts'
import { deliverInApp } from '../../db/deliveries.ts'
import { changeEmployeeAccess } from '../../db/employees.ts'
import { atThePress, created, REASON, requestBody, requested, viewOf } from './cast.ts'
import { makeService } from './service.ts'
import { CODES } from './town.ts'

const service = makeService(t)

type Of<Type extends ServerLiveMessage['type']> = Extract<ServerLiveMessage, { type: Type }>

/** Messages of a type, about a session where one is given. */
function of<Type extends ServerLiveMessage['type']>(type: Type, id?: string) {
  return (message: ServerLiveMessage): message is Of<Type> =>
    message.type === type && (id === undefined || ('id' in message && message.id === id))
}

/** A console page of somebody who works here. */
async function consoleOf(name: string) {
  const browser = await (await service).browser().signIn(name)
  const page = await browser.live()
  await page.next(of('hello'))
  return { browser, page }
}

t.test('R5: the recipients’ pages hear of a new request at once, others do not', async (t) => {
  const [anna, paul] = [await consoleOf('Anna'), await consoleOf('Paul')]
  const { session } = await requested(await service)
  const heard = await anna.page.next(of('sessionChanged', session.id))
  t.same(heard, {
    ...{ type: 'sessionChanged', id: session.id },
    ...{ number: session.number, rev: 1, isNew: true },
  })
  await anna.browser.post(paths.confirmation(session.id))
  t.match(await anna.page.next(of('sessionChanged', session.id)), { rev: 2, isNew: false })
  t.notOk(paul.page.messages.some(of('sessionChanged', session.id)))
})

t.test('the participant’s page hears when it is confirmed', async (t) => {
  const { session, phone } = await requested(await service)
  const page = await phone.live()
  t.match(await page.next(of('hello')), { instance: 'instance of the tests' })
  const { browser } = await consoleOf('Anna')
  await browser.post(paths.confirmation(session.id))
  t.match(await page.next(of('sessionChanged', session.id)), { rev: 2 })
})

t.test('a page that was open before its browser joined hears of its session', async (t) => {
  const all = await service
  const phone = await atThePress(all)
  const page = await phone.live()
  await page.next(of('hello'))
  const body = requestBody(all)
  const session = viewOf<CodeUserSessionView>(await phone.post(paths.sessions, { body }))
  const { browser } = await consoleOf('Anna')
  await browser.post(paths.confirmation(session.id))
  await browser.post(paths.calls(session.id))
  t.match(await page.next(of('callStarted', session.id)), { isRung: true, callerName: 'Anna' })
  await phone.post(paths.decline(session.id, 1))
})

t.test('R14: a call rings where it is for, and stops when somebody takes it', async (t) => {
  const { session, phone } = await requested(await service)
  const { id, number } = session
  const [anna, max] = [await consoleOf('Anna'), await consoleOf('Max')]
  await anna.browser.post(paths.confirmation(id))
  await max.browser.put(paths.responsible(id), {
    body: { employeeId: (await service).town.employees.max },
  })
  await phone.post(paths.calls(id))
  const ring = await max.page.next(of('callStarted', id))
  t.match(ring, {
    ...{ id, number, call: 1, isRung: true },
    ...{ deviceLabel: 'Press 7 Café', callerName: 'Tom', reason: REASON },
  })
  t.ok(ring.ringsUntil > Date.now())
  t.match(
    await anna.page.next(of('callStarted', id)),
    { isRung: false },
    'only the responsible rings',
  )
  await max.browser.post(paths.decline(id, 1))
  t.match(await max.page.next(of('callEnded', id)), { why: 'not_rung' })
  t.match(await anna.page.next(of('callStarted', id)), { isRung: true }, 'now everybody else')
  const late = await (await service).browser().signIn('Mo')
  const latePage = await late.live()
  t.match(await latePage.next(of('callStarted', id)), { isRung: true }, 'also who comes later')
  await anna.browser.post(paths.acceptance(id, 1))
  t.match(await latePage.next(of('callEnded', id)), { why: 'taken', by: 'Anna' })
  await phone.post(paths.end(id, 1))
  t.match(await latePage.next(of('callEnded', id)), { why: 'over' })
})

t.test('a page that comes as a call ends hears of the end last', async (t) => {
  const all = await service
  const { id } = (await requested(all)).session
  const anna = await consoleOf('Anna')
  await anna.browser.post(paths.confirmation(id))
  await anna.browser.post(paths.calls(id))
  await anna.page.next(of('callStarted', id))
  const mo = await all.browser().signIn('Mo')
  const [page, ended] = await all.town.database.transaction().execute(async (locked) => {
    // What a ring says is read from here; that the call is over is known without it.
    await sql`lock table codes in access exclusive mode`.execute(locked)
    const page = await mo.live()
    await untilSomebodyWaits(all)
    const ended = anna.browser.post(paths.end(id, 1))
    await anna.page.next(of('callEnded', id))
    return [page, ended]
  })
  await ended
  const ofCall = (message: ServerLiveMessage) =>
    of('callStarted', id)(message) || of('callEnded', id)(message)
  const heard = [await page.next(ofCall), await page.next(ofCall)]
  t.same(
    heard.map(({ type }) => type),
    ['callStarted', 'callEnded'],
  )
  page.close()
})

t.test('who is at a screen decides whom a call rings first', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const { browser, page } = await consoleOf('Anna')
  await browser.post(paths.confirmation(session.id))
  await page.next(of('sessionChanged', session.id))
  const alone = viewOf<CodeUserSessionView>(await phone.post(paths.calls(session.id)))
  t.match(alone.call?.ringing, { name: 'Anna', people: 1, atScreen: 1 })
  await phone.post(paths.end(session.id, 1))
  page.close()
  await page.closed()
  await untilNobodyIsAtAScreen(all.town.employees.anna)
  const everybody = viewOf<CodeUserSessionView>(await phone.post(paths.calls(session.id)))
  t.match(everybody.call?.ringing, { name: null, people: 3 })
})

t.test('a right that is lost takes the session off the page', async (t) => {
  const all = await service
  const paul = await consoleOf('Paul')
  const { deviceId } = all.town
  const answer = await paul.browser.post(paths.sessions, { body: { deviceId } })
  const { id } = viewOf<{ id: string }>(answer)
  await paul.page.next(of('sessionChanged', id))
  const anna = await consoleOf('Anna')
  await anna.browser.put(paths.responsible(id), { body: { employeeId: all.town.employees.anna } })
  t.same(await paul.page.next(of('sessionRemoved')), { type: 'sessionRemoved', id })
  t.equal((await paul.browser.get(paths.session(id))).statusCode, 404)
  t.match(await anna.page.next(of('sessionChanged', id)), { rev: 2 })
})

t.test('the bell rings on every page of its employee, and on no other', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const [anna, max] = [await consoleOf('Anna'), await consoleOf('Max')]
  const key = { sessionId: session.id, rev: 1, event: 'requested' }
  await deliverInApp(all.town.db, { ...key, recipientId: all.town.employees.anna })
  const heard = await anna.page.next(of('notificationAdded'))
  t.match(heard, {
    notification: { event: 'requested', by: 'Tom', session: { number: session.number } },
    unread: 1,
  })
  t.notOk(max.page.messages.some(of('notificationAdded')))
})

t.test('T3: signing out, a changed role and a disabled code close the sockets', async (t) => {
  const all = await service
  const { town } = all
  const [anna, max] = [await consoleOf('Anna'), await consoleOf('Max')]
  await anna.browser.post(paths.logout)
  t.equal(await anna.page.closed(), 4001)
  await changeEmployeeAccess(town.db, town.employees.max, { departmentId: null })
  t.equal(await max.page.closed(), 4001)
  await changeEmployeeAccess(town.db, town.employees.max, {
    departmentId: town.departments.service,
  })
  const phone = all.browser()
  await phone.openCode(CODES.lathe)
  const page = await phone.live()
  const { id } = await town.db
    .selectFrom('codes')
    .select('id')
    .where('code', '=', CODES.lathe)
    .executeTakeFirstOrThrow()
  await disableCode(town.db, id)
  t.equal(await page.closed(), 4001)
})

t.test('T6: nobody, and no foreign page, gets as far as a socket', async (t) => {
  const all = await service
  const anna = await all.browser().signIn('Anna')
  await t.resolves(anna.live())
  await t.rejects(all.browser().live(), /401/, 'not signed in')
  await t.rejects(all.browser().as('code-user').live(), /401/, 'no code opened')
  await t.rejects(anna.live({ origin: 'https://evil.example' }), /403/)
  await t.rejects(anna.live({ origin: '' }), /403/, 'browsers always send one')
  const both = await atThePress(all)
  await both.signIn('Anna')
  const cookie = [...both.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { origin: 'https://lotse.example', cookie }
  await t.rejects(all.app.injectWS(paths.live, { headers }), /400/, 'both cookies, and as nobody')
  await t.resolves(all.app.injectWS(`${paths.live}?as=code-user`, { headers }))
})

t.test('what is no message is answered, and its repetition ends the socket', async (t) => {
  const { page } = await consoleOf('Anna')
  page.send(JSON.stringify({ type: 'ping' }))
  await page.next(of('pong'))
  page.send(JSON.stringify({ type: 'visibility', isVisible: true }))
  const faults: [string | Buffer, object][] = [
    ['no json', { code: 'invalid', status: 400 }],
    [JSON.stringify({ type: 'visibility', isVisible: 1 }), { errors: [{ pointer: '/isVisible' }] }],
    [JSON.stringify({ type: 'ping', more: 1 }), { errors: [{ pointer: '/more' }] }],
    [Buffer.from([1, 2, 3]), { code: 'invalid' }],
    [JSON.stringify({ type: 'ping', pad: 'x'.repeat(20_000) }), { code: 'too_large' }],
  ]
  for (const [sent, problem] of faults) {
    page.send(sent)
    t.match((await page.next(of('problem'))).problem, problem)
  }
  t.equal(await page.closed(), 1008)
})

t.test('a stopping api tells its pages to come back', async (t) => {
  const all = await makeService(t, { hasWorker: false })
  const anna = await all.browser().signIn('Anna')
  const page = await anna.live()
  await page.next(of('hello'))
  await all.app.close()
  t.equal(await page.closed(), 1012)
  const left = await all.town.database.selectFrom('openPages').selectAll().execute()
  t.same(left, [])
})

t.test('an API client’s session reaches the pages of those who may see it', async (t) => {
  const olga = await consoleOf('Olga')
  const { session } = await created(await service)
  t.match(await olga.page.next(of('sessionChanged', session.id)), { isNew: true })
})

/** The page's row goes a moment after its socket. */
async function untilNobodyIsAtAScreen(person: string): Promise<void> {
  const { database } = (await service).town
  const find = () => database.selectFrom('openPages').select('page').where('person', '=', person)
  for (let attempt = 0; attempt < 500; attempt++) {
    if ((await find().execute()).length === 0) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  await database.deleteFrom('openPages').where('person', '=', person).execute()
}

/** What a page is told is being loaded, and cannot be until the lock is gone. */
async function untilSomebodyWaits({ town }: Awaited<typeof service>): Promise<void> {
  const waiting = town.database
    .selectFrom(sql<{ granted: boolean }>`pg_locks`.as('locks'))
    .select('granted')
    .where('granted', '=', false)
  const deadline = Date.now() + 15_000
  while ((await waiting.execute()).length === 0) {
    if (Date.now() > deadline) throw new Error('nothing waits for the lock')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
