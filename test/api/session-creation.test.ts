import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import { changeTemplate } from '../../db/templates.ts'
import { newKey } from './browser.ts'
import {
  atThePress,
  created,
  problem,
  REASON,
  requestBody,
  requested,
  ticketSystem,
  viewOf,
} from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)

t.test('R1: an employee’s session is confirmed from birth and theirs', async (t) => {
  const { town } = await service
  const { session } = await created(await service, {
    requesterName: 'Tom',
    email: 'tom@example.org',
  })
  t.match(session, {
    status: 'confirmed',
    origin: 'employee',
    responsible: { id: town.employees.anna, name: 'Anna' },
    reason: REASON,
    requesterName: 'Tom',
    email: 'tom@example.org',
    device: { label: 'Press 7 Café', serial: 'PX-0007' },
    me: { relation: 'responsible' },
  })
  t.match(session.links.console, new RegExp(`^https://lotse.example/sessions/${session.number}$`))
  t.match(session.links.join, /^https:\/\/lotse\.example\/j#[\w-]{43}$/)
  t.equal(session.links.temporal, null, 'for administrators only')
  t.same(
    session.recipients.map(({ employee }) => employee.name),
    ['Anna', 'Max', 'Mo'],
  )
})

t.test('R1: a code user can only request, and takes part from then on', async (t) => {
  const { phone, session } = await requested(await service)
  t.match(session, {
    status: 'requested',
    origin: 'code_user',
    responsible: null,
    reason: REASON,
    requesterName: 'Tom',
    email: 'tom@example.org',
    consent: { decision: 'given', call: null, textVersion: 1 },
    told: { employees: 3, department: 'Service' },
    me: { state: 'admitted' },
    codePage: /^\/c\/PRESS-7-\d+$/,
  })
  t.notOk('recipients' in session || 'links' in session)
  t.match((await phone.get(paths.session(session.id))).json, { id: session.id, reason: REASON })
  const cookie = phone.cookies.get(`__Host-lotse-participant-${session.id}`)
  t.match(cookie, new RegExp(`^${session.me.participantId}\\.`))
})

t.test('answers to free questions reach the employee as they were asked', async (t) => {
  const { session } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.number)))
  t.same(view.answers, [
    { question: 'Error code', answer: 'E 77' },
    { question: 'Does it run?', answer: 'No' },
  ])
})

t.test('R33: numbers count from one, whoever creates', async (t) => {
  const [{ session: first }, { session: second }] = [
    await created(await service),
    await created(await service),
  ]
  t.equal(second.number, first.number + 1)
})

t.test('R21: a ticket system creates a session with its ticket and both links', async (t) => {
  const tickets = ticketSystem(await service)
  const { town } = await service
  const body = {
    deviceId: town.deviceId,
    reason: 'Ticket says so',
    responsible: 'MAX@presswerk.example',
    tickets: [{ system: 'rt', key: '4711', url: 'https://rt.example/4711', title: 'Press' }],
    externalKey: 'rt-4711',
  }
  const answer = await tickets.post(paths.sessions, body)
  const session = viewOf<EmployeeSessionView>(answer)
  t.equal(answer.statusCode, 201)
  t.match(session, {
    status: 'confirmed',
    origin: 'api_client',
    responsible: { name: 'Max' },
    tickets: [{ system: 'rt', key: '4711', url: 'https://rt.example/4711', title: 'Press' }],
  })
  t.match(session.links, { console: /\/sessions\/\d+$/, join: /\/j#/ })
  const texts = await town.db.selectFrom('sessionTexts').select(['kind', 'linkedAt']).execute()
  t.notOk(
    texts.some(({ linkedAt }) => linkedAt === null),
    'no text was left behind',
  )
})

t.test('fifty parallel identical triggers give one session and fifty equal answers', async (t) => {
  const { town } = await service
  const tickets = ticketSystem(await service)
  const body = { deviceId: town.deviceId, reason: 'Again and again', externalKey: 'rt-50' }
  const before = await countSessions()
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => tickets.post(paths.sessions, body)),
  )
  t.same([...new Set(answers.map(({ statusCode }) => statusCode))], [201])
  t.equal(new Set(answers.map(({ body }) => body)).size, 1)
  t.equal(await countSessions(), before + 1)
  const ids = answers.map((answer) => viewOf<EmployeeSessionView>(answer).id)
  const lines = await town.db
    .selectFrom('sessionHistory')
    .select('kind')
    .where('sessionId', '=', ids[0] ?? '')
    .where('kind', '=', 'created')
    .execute()
  t.equal(lines.length, 1)
})

t.test('ten retries of one key are one session, another body is refused', async (t) => {
  const { town, browser } = await service
  const anna = await browser().signIn('Anna')
  const key = newKey()
  const body = { deviceId: town.deviceId, reason: 'Once' }
  const before = await countSessions()
  for (let retry = 0; retry < 10; retry++) {
    t.equal((await anna.post(paths.sessions, { body, key })).statusCode, 201)
  }
  t.equal(await countSessions(), before + 1)
  const other = await anna.post(paths.sessions, { body: { ...body, reason: 'Twice' }, key })
  t.match(problem(other), [409, { code: 'key_reused' }])
  const max = await browser().signIn('Max')
  t.equal((await max.post(paths.sessions, { body, key })).statusCode, 201, 'his key is his own')
  t.equal(await countSessions(), before + 2)
})

t.test('an external key belongs to one body, whatever the Idempotency-Key', async (t) => {
  const { town } = await service
  const tickets = ticketSystem(await service)
  const body = { deviceId: town.deviceId, externalKey: 'rt-77' }
  const first = viewOf<EmployeeSessionView>(await tickets.post(paths.sessions, body, newKey()))
  const second = viewOf<EmployeeSessionView>(await tickets.post(paths.sessions, body, newKey()))
  t.equal(second.id, first.id)
  const other = await tickets.post(paths.sessions, { ...body, reason: 'else' })
  t.match(problem(other), [409, { code: 'external_key_reused' }])
})

t.test('a lost answer can be asked for again, also with fresh cookies', async (t) => {
  const phone = await atThePress(await service)
  const key = newKey()
  const body = requestBody(await service)
  const first = viewOf<CodeUserSessionView>(await phone.post(paths.sessions, { body, key }))
  phone.cookies.delete(`__Host-lotse-participant-${first.id}`)
  const again = viewOf<CodeUserSessionView>(await phone.post(paths.sessions, { body, key }))
  t.equal(again.me.participantId, first.me.participantId)
  t.equal((await phone.get(paths.session(first.id))).statusCode, 200)
})

t.test('T16: one browser has one open request, one code three', async (t) => {
  const { town } = await service
  await town.database.deleteFrom('sessionOrigins').execute()
  const body = requestBody(await service)
  const phone = await atThePress(await service)
  t.equal((await phone.post(paths.sessions, { body })).statusCode, 201)
  const second = await phone.post(paths.sessions, { body })
  t.match(problem(second), [429, { code: 'too_many' }])
  t.ok(second.headers['retry-after'])
  for (let other = 0; other < 2; other++) {
    const browser = await atThePress(await service)
    t.equal((await browser.post(paths.sessions, { body })).statusCode, 201)
  }
  const fourth = await (await atThePress(await service)).post(paths.sessions, { body })
  t.match(problem(fourth), [429, { code: 'too_many' }])
})

t.test('T16: two requests of one browser at once, at two apis, are one', async (t) => {
  const all = await service
  const { town, taskQueue } = all
  await town.database.deleteFrom('sessionOrigins').execute()
  const second = await makeService(t, { town, taskQueue, hasWorker: false })
  const phone = await atThePress(all)
  const sameAtSecond = second.browser().as('code-user')
  for (const [name, value] of phone.cookies) sameAtSecond.cookies.set(name, value)
  const body = requestBody(all)
  const before = await countSessions()
  const answers = await Promise.all(
    [phone, sameAtSecond].map((each) => each.post(paths.sessions, { body })),
  )
  t.same(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 429])
  t.equal((await countSessions()) - before, 1)
  const key = newKey()
  await town.database.deleteFrom('sessionOrigins').execute()
  const repeated = await Promise.all(
    [phone, sameAtSecond].map((each) => each.post(paths.sessions, { body, key })),
  )
  t.same(
    repeated.map(({ statusCode }) => statusCode),
    [201, 201],
    'one request, sent twice',
  )
  t.equal((await countSessions()) - before, 2)
})

t.test('a request is checked against its flow', async (t) => {
  const { town } = await service
  await town.database.deleteFrom('sessionOrigins').execute()
  const phone = await atThePress(await service)
  const body = requestBody(await service)
  const before = await countSessions()
  const send = (change: object) => phone.post(paths.sessions, { body: { ...body, ...change } })
  const pointers = async (change: object) => {
    const { statusCode, json } = await send(change)
    // An invalid answer lists its fields.
    const { errors } = json as { errors: { pointer: string }[] }
    return [statusCode, ...errors.map(({ pointer }) => pointer)]
  }
  t.same(await pointers({ answers: { requester: 'Tom' } }), [400, '/answers/reason'])
  t.same(await pointers({ answers: { ...body.answers, more: 'x' } }), [400, '/answers/more'])
  t.same(await pointers({ answers: { ...body.answers, running: 'Maybe' } }), [
    400,
    '/answers/running',
  ])
  t.same(await pointers({ consent: undefined }), [400, '/consent'])
  const later = { decision: 'given', textVersion: 9, language: 'en' }
  t.same(await pointers({ consent: later }), [400, '/consent/textVersion'])
  t.same(await pointers({ email: 'no address' }), [400, '/email'])
  t.same(await pointers({ responsible: 'anna@presswerk.example' }), [400, '/responsible'])
  t.match(problem(await send({ buttonId: town.deviceId })), [404, { code: 'no_action_button' }])
  t.match(problem(await send({ flowId: town.deviceId })), [404, { code: 'not_found' }])
  t.equal(await countSessions(), before, 'nothing was created')
  t.equal((await send({ buttonId: town.buttonId })).statusCode, 201)
})

t.test('R22: the operator may withhold the right to request', async (t) => {
  const { town } = await service
  await town.database.deleteFrom('sessionOrigins').execute()
  await changeTemplate(town.db, town.templateId, { requestsAllowed: false })
  const phone = await atThePress(await service)
  const answer = await phone.post(paths.sessions, { body: requestBody(await service) })
  t.match(problem(answer), [409, { code: 'requests_off' }])
  await changeTemplate(town.db, town.templateId, { requestsAllowed: true })
  const allowed = await phone.post(paths.sessions, { body: requestBody(await service) })
  t.equal(allowed.statusCode, 201)
})

t.test('what an employee sends is checked field by field', async (t) => {
  const { town, browser } = await service
  const anna = await browser().signIn('Anna')
  const send = (body: unknown) => anna.post(paths.sessions, { body })
  const pointer = async (body: unknown) => {
    const { json } = await send(body)
    // An invalid answer lists its fields.
    return (json as { errors: { pointer: string }[] }).errors[0]?.pointer
  }
  const { deviceId } = town
  t.equal(await pointer({}), '/deviceId')
  t.equal(await pointer({ deviceId: 7 }), '/deviceId')
  t.equal(await pointer({ deviceId: town.other.deviceId }), '/deviceId', 'another organisation’s')
  t.equal(await pointer({ deviceId, responsible: town.other.email }), '/responsible')
  t.equal(await pointer({ deviceId, tickets: [{ system: 'rt' }] }), '/tickets/0/key')
  const script = { system: 'rt', key: '1', url: 'javascript:alert(1)' }
  t.equal(await pointer({ deviceId, tickets: [script] }), '/tickets/0/url')
  t.equal(await pointer({ deviceId, status: 'done' }), '/status')
  const text = { body: '"text"', headers: { 'content-type': 'application/json' } }
  t.match((await anna.post(paths.sessions, text)).json, { errors: [{ pointer: '' }] })
  const keyless = await anna.send('POST', paths.sessions, { body: { deviceId } })
  t.match(problem(keyless), [400, { errors: [{ pointer: '/headers/idempotency-key' }] }])
  const long = await anna.post(paths.sessions, { body: { deviceId, reason: 'x'.repeat(70_000) } })
  t.match(problem(long), [413, { code: 'too_large' }])
  const broken = await anna.post(paths.sessions, {
    body: '{"deviceId":',
    headers: { 'content-type': 'application/json' },
  })
  t.match(problem(broken), [400, { code: 'invalid' }])
})

async function countSessions(): Promise<number> {
  const { town } = await service
  const { sessions } = await town.db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number>().as('sessions'))
    .executeTakeFirstOrThrow()
  return sessions
}
