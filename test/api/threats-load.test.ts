import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { atThePress, created, requestBody, viewOf } from './cast.ts'
import { makeService } from './service.ts'

t.test('T15: what is too large, too deep or no JSON is refused, others are served', async (t) => {
  const { app, browser } = await makeService(t, { hasWorker: false })
  const anna = await browser().signIn('Anna')
  const send = async (body: string, type = 'application/json') => {
    const answer = await anna.put(paths.language, { body, headers: { 'content-type': type } })
    return answer.statusCode
  }
  t.equal(await send(JSON.stringify({ language: 'x'.repeat(70_000) })), 413)
  t.equal(await send(`${'['.repeat(30_000)}${']'.repeat(30_000)}`), 400)
  t.equal(await send(`{"language":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`), 400)
  t.equal(await send('{"__proto__":{"language":"de"},"language":"de"}'), 400)
  t.equal(await send('<language>de</language>', 'text/xml'), 400)
  t.equal(await send('{"language":"de"}'), 204)

  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const long = await fetch(`${address}/livez`, { headers: { cookie: 'x'.repeat(40_000) } })
  t.equal(long.status, 431, 'headers without end')
  t.equal((await fetch(`${address}/livez`)).status, 200)
})

t.test('T15: hundreds who never finish their request keep nobody else out', async (t) => {
  const { app } = await makeService(t, { hasWorker: false })
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const sockets = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect(Number(address.port), address.hostname)
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write('POST /api/v1/login HTTP/1.1\r\nhost: lotse.example\r\ncontent-length: 99\r\n')
      return socket
    }),
  )
  t.teardown(() => sockets.forEach((socket) => socket.destroy()))
  t.equal((await fetch(new URL('/livez', address))).status, 200)
  const { headersTimeout, requestTimeout } = app.server
  t.ok(headersTimeout > 0 && headersTimeout <= 60_000, 'and they are cut off in time')
  t.ok(requestTimeout > 0 && requestTimeout <= 300_000)
})

t.test('T15: no text of a few thousand letters makes a check slow', async (t) => {
  const { browser } = await makeService(t, { hasWorker: false })
  const anna = await browser().signIn('Anna')
  const texts = [
    'a'.repeat(50_000),
    `${'a@'.repeat(20_000)}`,
    ' '.repeat(50_000),
    '-'.repeat(50_000),
  ]
  for (const text of texts) {
    for (const field of ['email', 'externalKey', 'responsible', 'language', 'reason']) {
      const body = { deviceId: '00000000-0000-4000-8000-000000000000', [field]: text }
      t.equal((await anna.post(paths.sessions, { body })).statusCode, 400, field)
    }
    const query = new URLSearchParams({ q: text.slice(0, 9_000) })
    t.equal((await anna.get(`${paths.sessions}?${query.toString()}`)).statusCode, 400)
  }
})

t.test('T16: five hundred requests of one phone are one session and one notice', async (t) => {
  const all = await makeService(t)
  const phone = await atThePress(all)
  const body = requestBody(all)
  const statuses = new Map<number, number>()
  for (let round = 0; round < 25; round += 1) {
    const asked = Array.from({ length: 20 }, () => phone.post(paths.sessions, { body }))
    for (const { statusCode } of await Promise.all(asked)) {
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
    }
  }
  t.equal(statuses.get(201), 1)
  t.equal(statuses.get(429), 499)
  const sessions = await all.town.db.selectFrom('sessions').select('id').execute()
  t.equal(sessions.length, 1)
  t.equal(all.done.filter((each) => each === 'notify requested').length, 1)
  const anna = await all.browser().signIn('Anna')
  t.equal((await anna.get(paths.sessions)).statusCode, 200, 'everybody else is served')
  const neighbour = await atThePress(all)
  t.equal((await neighbour.post(paths.sessions, { body })).statusCode, 201)
})

t.test('T25: a call that starts while the session is cancelled does not outlive it', async (t) => {
  const all = await makeService(t)
  const seen = new Set<string>()
  for (let round = 0; round < 12; round += 1) {
    const { anna, session } = await created(all)
    const start = () => anna.post(paths.calls(session.id))
    const cancel = () => anna.post(paths.cancellation(session.id))
    const [first, second] = round % 2 === 0 ? [start, cancel] : [cancel, start]
    const answers = await Promise.all([first(), second()])
    const [started, cancelled] = round % 2 === 0 ? answers : answers.toReversed()
    t.equal(cancelled?.statusCode, 200)
    seen.add(String(started?.statusCode))
    const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
    t.match([view.status, view.call], ['cancelled', null])
    const rooms = all.done.filter((line) => line.startsWith('openRoom')).length
    if (started?.statusCode === 409) continue
    const isClosed = () =>
      all.done.filter((line) => line.startsWith('finishCall')).length >= rooms || rooms === 0
    while (!isClosed()) await new Promise(setImmediate)
  }
  t.ok(seen.size > 0, `START was answered ${[...seen].join(' and ')}`)
})

t.test('T25: two who claim, assign and take over at once leave one responsible', async (t) => {
  const all = await makeService(t)
  const { session } = await created(all)
  const names = ['Anna', 'Max', 'Mo', 'Olga', 'Ada']
  const people = await Promise.all(names.map((name) => all.browser().signIn(name)))
  const { max } = all.town.employees
  const path = paths.responsible(session.id)
  const answers = await Promise.all(
    people.map((person, index) =>
      person.put(path, { body: { employeeId: index === 2 ? max : all.town.employees.anna } }),
    ),
  )
  for (const { statusCode } of answers) t.ok([200, 409].includes(statusCode), String(statusCode))
  const views = await Promise.all(
    people.map(async (each) =>
      viewOf<EmployeeSessionView>(await each.get(paths.session(session.id))),
    ),
  )
  t.equal(
    new Set(views.map(({ responsible }) => responsible?.id)).size,
    1,
    'everybody reads the same',
  )
  t.ok(views[0]?.responsible)
})
