import t from 'tap'
import type { ArtefactList, HistoryList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView, SessionPage } from '../../contract/views.ts'
import { idOf } from '../db/world.ts'
import { created, problem, REASON, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'
import { CODES, FOREIGN_API_KEY } from './town.ts'

const service = makeService(t)

t.test('an employee reads a session by its id and by its number', async (t) => {
  const { session } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const byId = await anna.get(paths.session(session.id))
  t.equal((await anna.get(paths.session(session.number))).body, byId.body)
  t.match(byId.json, { reason: REASON, recipients: [{ employee: { name: 'Anna' } }] })
})

t.test('R10: who received a request and who has seen it stands in the session', async (t) => {
  const { session, phone } = await requested(await service)
  const before = await phone.get(paths.session(session.id))
  t.match(before.json, { told: { employees: 3, department: 'Service', seenBy: null } })
  const anna = await (await service).browser().signIn('Anna')
  await anna.get(paths.session(session.id))
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  const [first, second] = view.recipients
  t.match(first, {
    employee: { name: 'Anna' },
    because: { rule: 'device_department', department: 'Service' },
    seenAt: Number,
  })
  t.equal(second?.seenAt, null)
  t.match((await phone.get(paths.session(session.id))).json, { told: { seenBy: 'Anna' } })
})

t.test('T4: a missing and a forbidden session are answered alike, to everybody', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const paul = await all.browser().signIn('Paul')
  const anna = await all.browser().signIn('Anna')
  const lathe = all.browser()
  await lathe.openCode(CODES.lathe)
  const stranger = all.browser().as('code-user')
  const foreign = ticketSystem(all, FOREIGN_API_KEY)
  const readers = {
    'a member of another department': (path: string) => paul.get(path),
    'a code user of another device': (path: string) => lathe.get(path),
    'a browser without any code': (path: string) => stranger.get(path),
    'an API client of another organisation': (path: string) => foreign.get(path),
  }
  t.equal((await anna.get(paths.session(session.id))).statusCode, 200, 'there is such a session')
  for (const [name, get] of Object.entries(readers)) {
    for (const path of [paths.session, paths.history, paths.artefacts]) {
      const forbidden = await get(path(session.id))
      const missing = await get(path(idOf('no such session')))
      t.equal(forbidden.statusCode, 404, `${name}: ${path(':id')}`)
      t.same(seen(forbidden), seen(missing))
    }
  }
  const commands = [paths.confirmation, paths.cancellation, paths.calls, paths.claim]
  for (const path of commands) {
    for (const reader of [paul, lathe]) {
      const forbidden = await reader.post(path(session.id))
      t.equal(forbidden.statusCode, 404, path(':id'))
      t.same(seen(forbidden), seen(await reader.post(path(idOf('no such session')))))
    }
  }
})

t.test('somebody who is not signed in learns nothing about sessions', async (t) => {
  const { session } = await requested(await service)
  const nobody = (await service).browser()
  const existing = await nobody.get(paths.session(session.id))
  t.match(problem(existing), [401, { code: 'actor_required' }])
  t.same(seen(existing), seen(await nobody.get(paths.session(idOf('no such session')))))
  nobody.cookies.set('__Host-lotse-login', 'made up')
  t.same(seen(await nobody.get(paths.session(session.id))), seen(existing))
})

t.test('a second browser with the same code sees that there is a session, no more', async (t) => {
  const { session } = await requested(await service)
  const other = (await service).browser()
  await other.openCode(CODES.press)
  const answer = await other.get(paths.session(session.id))
  t.match(answer.json, { number: session.number, status: 'requested', access: 'join' })
  t.notMatch(answer.body, REASON)
  t.notMatch(answer.body, 'Tom')
  for (const path of [paths.history(session.id), paths.artefacts(session.id)]) {
    t.equal((await other.get(path)).statusCode, 404)
  }
})

t.test('T3: the cookie of one participant opens no other session', async (t) => {
  const [{ session, phone }, { session: others }] = [
    await requested(await service),
    await requested(await service),
  ]
  const name = (id: string) => `__Host-lotse-participant-${id}`
  phone.cookies.set(name(others.id), phone.cookies.get(name(session.id)) ?? '')
  const answer = await phone.get(paths.session(others.id))
  t.match(answer.json, { access: 'join' }, 'it is still only a browser with the code')
  const forged = `${others.me.participantId}.${'A'.repeat(43)}`
  phone.cookies.set(name(others.id), forged)
  t.match((await phone.get(paths.session(others.id))).json, { access: 'join' })
})

t.test('R29: lists hold what the reader may see, counts too', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const list = async (name: string, query = '') => {
    const browser = await all.browser().signIn(name)
    return viewOf<SessionPage>(await browser.get(`${paths.sessions}${query}`))
  }
  const [annas, pauls, olgas] = [await list('Anna'), await list('Paul'), await list('Olga')]
  t.equal(annas.items[0]?.id, session.id, 'newest first')
  t.match(annas.items[0], { reason: REASON, requesterName: 'Tom', promisedMinutes: 15 })
  t.same([pauls.items, pauls.counts.all], [[], 0])
  t.equal(olgas.counts.all, annas.counts.all, 'no department: sees all')
  const found = await list('Anna', `?q=%23${session.number}&status=requested`)
  t.equal(found.items[0]?.id, session.id)
  const none = await list('Anna', '?status=closed&q=hydraulic')
  t.same([none.items, none.counts.all], [[], 0])
})

t.test('a list is read page by page', async (t) => {
  const anna = await (await service).browser().signIn('Anna')
  const read = async (query: string) =>
    viewOf<SessionPage>(await anna.get(`${paths.sessions}?limit=2${query}`))
  const first = await read('')
  const second = await read(`&after=${first.next}`)
  const numbers = [...first.items, ...second.items].map(({ number }) => number)
  t.equal(new Set(numbers).size, 4)
  t.same(
    numbers,
    numbers.toSorted((a, b) => b - a),
  )
})

t.test('a wrong filter is pointed at', async (t) => {
  const anna = await (await service).browser().signIn('Anna')
  const pointers = { 'status=open': 'status', 'limit=0': 'limit', 'device=7': 'device', 'x=1': 'x' }
  for (const [query, name] of Object.entries(pointers)) {
    const answer = await anna.get(`${paths.sessions}?${query}`)
    t.match(problem(answer), [400, { errors: [{ pointer: `/query/${name}` }] }])
  }
})

t.test('the history says who, what and why', async (t) => {
  const { session, phone } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  await anna.post(paths.cancellation(session.id), { body: { message: 'Come tomorrow' } })
  const { items } = viewOf<HistoryList>(await anna.get(paths.history(session.number)))
  t.match(items, [
    { seq: 1, kind: 'created', actor: { kind: 'code_user', name: 'Tom' } },
    { kind: 'recipients_told', employees: [{ name: 'Anna' }, { name: 'Max' }, { name: 'Mo' }] },
    { kind: 'cancelled', actor: { name: 'Anna' }, text: 'Come tomorrow' },
  ])
  t.match((await phone.get(paths.session(session.id))).json, {
    status: 'cancelled',
    news: [{ kind: 'cancelled', by: 'Anna', message: 'Come tomorrow' }],
  })
})

t.test('the ticket system follows its session, but is no side of it', async (t) => {
  const all = await service
  const { session } = await created(all)
  const tickets = ticketSystem(all)
  t.match((await tickets.get(paths.session(session.number))).json, { id: session.id })
  const page = viewOf<SessionPage>(await tickets.get(paths.sessions))
  t.ok(page.items.some(({ id }) => id === session.id))
  t.equal((await tickets.get(paths.artefacts(session.id))).statusCode, 404)
  t.equal((await tickets.get(paths.me)).statusCode, 404)
  t.equal((await ticketSystem(all, 'a key that nobody made').get(paths.sessions)).statusCode, 401)
  const keys = await all.town.db.selectFrom('apiKeys').select('usedAt').execute()
  t.ok(keys[0]?.usedAt, 'when it was used last is kept')
})

t.test('an administrator finds the session’s workflow', async (t) => {
  const { session } = await created(await service)
  const ada = await (await service).browser().signIn('Ada')
  const view = viewOf<EmployeeSessionView>(await ada.get(paths.session(session.id)))
  const id = encodeURIComponent(`video-session:${session.id}`)
  t.equal(view.links.temporal, `https://temporal.example/namespaces/default/workflows/${id}`)
  t.same(viewOf<ArtefactList>(await ada.get(paths.artefacts(session.id))).items, [])
})

/** All that a reader can tell two answers apart by. */
function seen({
  statusCode,
  headers,
  body,
}: {
  statusCode: number
  headers: object
  body: string
}) {
  const { date: _, ...others } = headers as Record<string, unknown>
  return { statusCode, others, body }
}
