import t from 'tap'
import type { JoinLinkView } from '../../contract/answers.ts'
import type { GrantSessionView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import { insertEmployee } from '../../db/employees.ts'
import type { Problem } from '../../contract/problem.ts'
import { newKey, type Browser } from './browser.ts'
import { created, problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)

t.test('R6, R8: an employee leads a session through its statuses', async (t) => {
  const { session, phone } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const { id } = session
  const confirmed = await anna.post(paths.confirmation(id))
  t.match(confirmed.json, { status: 'confirmed', responsible: { name: 'Anna' }, rev: 2 })
  t.match((await anna.post(paths.completion(id))).json, { status: 'done' })
  t.match((await anna.post(paths.reopening(id))).json, { status: 'confirmed' })
  const view = viewOf<CodeUserSessionView>(await phone.get(paths.session(id)))
  t.same(
    view.steps.map(({ status }) => status),
    ['requested', 'done', 'confirmed'],
  )
  t.match((await anna.post(paths.cancellation(id))).json, { status: 'cancelled' })
  const done = await anna.post(paths.completion(id))
  t.match(problem(done), [409, { code: 'status_not_allowed', from: 'cancelled', to: 'done' }])
})

t.test('R9: a code user cancels a request, but nothing later', async (t) => {
  const { session, phone } = await requested(await service)
  t.match((await phone.post(paths.cancellation(session.id))).json, { status: 'cancelled' })
  const other = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  await anna.post(paths.confirmation(other.session.id))
  const refused = await other.phone.post(paths.cancellation(other.session.id))
  t.match(problem(refused), [409, { code: 'status_not_allowed', from: 'confirmed' }])
})

t.test('T25: twenty employees confirm at once: one wins, nineteen read who', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const crew = await hireCrew(20)
  const answers = await Promise.all(crew.map((each) => each.post(paths.confirmation(session.id))))
  const winners = answers.filter(({ statusCode }) => statusCode === 200)
  t.equal(winners.length, 1)
  const [winner] = winners.map((answer) => viewOf<EmployeeSessionView>(answer).responsible)
  const losers = answers.filter(({ statusCode }) => statusCode === 409)
  t.equal(losers.length, 19)
  for (const { json } of losers) {
    t.match(json, { code: 'already_confirmed', responsible: winner ?? {} })
  }
})

t.test('a repeated command has its effect once and the same answer', async (t) => {
  const { session } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const key = newKey()
  const path = paths.confirmation(session.id)
  const answers = await Promise.all(Array.from({ length: 10 }, () => anna.post(path, { key })))
  t.same([...new Set(answers.map(({ statusCode }) => statusCode))], [200])
  t.same([...new Set(answers.map((answer) => viewOf<EmployeeSessionView>(answer).rev))], [2])
  const again = await anna.post(path)
  t.match(problem(again), [409, { code: 'already_confirmed', responsible: { name: 'Anna' } }])
})

t.test('a key that was used for another body is refused', async (t) => {
  const { session } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const key = newKey()
  const path = paths.cancellation(session.id)
  t.equal((await anna.post(path, { key, body: { message: 'No' } })).statusCode, 200)
  const other = await anna.post(path, { key, body: { message: 'Never' } })
  t.match(problem(other), [409, { code: 'key_reused' }])
})

t.test('a session that was put away comes back for a command', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const anna = await all.browser().signIn('Anna')
  await anna.post(paths.confirmation(session.id))
  const key = newKey()
  await anna.post(paths.completion(session.id), { key })
  await all.client.workflow.getHandle(`video-session:${session.id}`).terminate('for the test')
  t.match((await anna.post(paths.completion(session.id), { key })).json, { status: 'done' })
  t.match((await anna.post(paths.reopening(session.id))).json, { status: 'confirmed' })
})

t.test('R30: a member takes over, only a moderator assigns', async (t) => {
  const all = await service
  const { session } = await requested(all)
  const [anna, max, mo] = await Promise.all(
    ['Anna', 'Max', 'Mo'].map((name) => all.browser().signIn(name)),
  )
  const path = paths.responsible(session.id)
  const { employees } = all.town
  const to = (employeeId: string) => ({ body: { employeeId } })
  t.match(problem((await anna?.put(path, to(employees.anna))) ?? fail()), [
    409,
    { code: 'not_confirmed' },
  ])
  t.match((await mo?.put(path, to(employees.mo)))?.json, { responsible: { name: 'Mo' } })
  await anna?.post(paths.confirmation(session.id))
  t.match((await max?.put(path, to(employees.max)))?.json, { responsible: { name: 'Max' } })
  t.match(problem((await anna?.put(path, to(employees.mo))) ?? fail()), [
    409,
    { code: 'not_responsible' },
  ])
  t.match((await mo?.put(path, to(employees.paul)))?.json, { responsible: { name: 'Paul' } })
  const unknown = await mo?.put(path, to(all.town.deviceId))
  t.match(unknown?.json, { errors: [{ pointer: '/employeeId' }] })
})

t.test('That is me: the first browser is in, the second waits to be admitted', async (t) => {
  const all = await service
  const { session, anna } = await created(all)
  const [first, second] = [all.browser(), all.browser()]
  await first.openCode('PRESS-7')
  await second.openCode('PRESS-7')
  const path = paths.session(session.id)
  t.match((await first.get(path)).json, { access: 'claim' })
  const mine = viewOf<CodeUserSessionView>(await first.post(paths.claim(session.id)))
  t.match(mine, { me: { state: 'admitted' }, reason: session.reason })
  t.match((await second.get(path)).json, { access: 'join' })
  const waiting = viewOf<GrantSessionView>(await second.post(paths.claim(session.id)))
  t.equal(waiting.access, 'pending')
  const [pending] = viewOf<CodeUserSessionView>(await first.get(path)).waiting
  const body = { participantId: pending?.id ?? '' }
  t.match(problem(await second.post(paths.admission(session.id), { body })), [
    409,
    { code: 'not_participant' },
  ])
  t.equal((await anna.post(paths.admission(session.id), { body })).statusCode, 200)
  t.match((await second.get(path)).json, { me: { participantId: body.participantId } })
})

t.test('the first participant admits another browser as well, and nobody else does', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const anna = await all.browser().signIn('Anna')
  const other = all.browser()
  await other.openCode('PRESS-7')
  await other.post(paths.claim(session.id))
  const view = viewOf<CodeUserSessionView>(await phone.get(paths.session(session.id)))
  const body = { participantId: view.waiting[0]?.id }
  const later = all.browser().as('code-user')
  const link = viewOf<JoinLinkView>(await anna.post(paths.joinLinks(session.id)))
  await later.post(paths.joinAccess, { body: { secret: link.join.split('#')[1] } })
  const refused = await later.post(paths.admission(session.id), { body })
  t.match(problem(refused), [409, { code: 'not_first' }], 'joined by a link')
  t.equal((await phone.post(paths.admission(session.id), { body })).statusCode, 200)
  const nobody = await phone.post(paths.admission(session.id), { body })
  t.match(problem(nobody), [404, { code: 'not_found' }])
})

t.test('a join link makes a participant, once per browser, and can be renewed', async (t) => {
  const all = await service
  const { session, anna } = await created(all)
  const secretOf = (link: string | null) => link?.split('#')[1] ?? ''
  const secret = secretOf(session.links.join)
  const phone = all.browser().as('code-user')
  const join = () => phone.post(paths.joinAccess, { body: { secret } })
  t.match((await join()).json, { id: session.id, number: session.number })
  t.match((await phone.get(paths.session(session.id))).json, { me: { state: 'admitted' } })
  await join()
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.equal(view.participants.length, 1)
  const renewed = await anna.post(paths.joinLinks(session.id))
  t.equal(renewed.statusCode, 201)
  const old = await all.browser().post(paths.joinAccess, { body: { secret } })
  t.match(problem(old), [410, { code: 'link_expired' }])
  const { join: link } = viewOf<{ join: string }>(renewed)
  const body = { secret: secretOf(link) }
  t.equal((await all.browser().post(paths.joinAccess, { body })).statusCode, 200)
  t.equal((await phone.get(paths.session(session.id))).statusCode, 200, 'who is in stays in')
})

t.test('an employee mails the join link', async (t) => {
  const all = await service
  const { session, anna } = await created(all)
  const body = { email: 'tom@example.org', language: 'de' }
  const answer = await anna.post(paths.joinLinkMail(session.id), { body })
  t.equal(answer.statusCode, 204)
  t.match(all.mails.at(-1), {
    to: 'tom@example.org',
    language: 'de',
    url: session.links.join ?? '',
    number: session.number,
    deviceLabel: 'Press 7 Café',
    organisationName: 'Presswerk',
  })
})

t.test('R21: tickets are linked and unlinked, by employees and the ticket system', async (t) => {
  const all = await service
  const { session, anna } = await created(all)
  const path = paths.ticketLink(session.id, 'rt', 'A/1 #2')
  const body = { title: 'Press is stuck', url: 'https://rt.example/1' }
  t.match((await anna.put(path, { body })).json, {
    tickets: [{ system: 'rt', key: 'A/1 #2', title: 'Press is stuck' }],
  })
  const tickets = ticketSystem(all)
  const other = paths.ticketLink(session.number, 'otrs', '7')
  t.match((await tickets.put(other, {})).json, { tickets: [{ system: 'rt' }, { system: 'otrs' }] })
  t.match((await anna.delete(path)).json, { tickets: [{ system: 'otrs', key: '7' }] })
  t.match(problem(await anna.delete(path)), [404, { code: 'not_found' }])
  const script = { body: { url: 'javascript:alert(1)' } }
  t.match((await anna.put(path, script)).json, { errors: [{ pointer: '/url' }] })
})

t.test('what a code user may not do is refused with its reason', async (t) => {
  const { session, phone } = await requested(await service)
  for (const path of [paths.confirmation, paths.completion, paths.reopening]) {
    t.match(problem(await phone.post(path(session.id))), [409, { code: 'not_responsible' }])
  }
  const early = await phone.post(paths.calls(session.id))
  t.match(problem(early), [409, { code: 'not_confirmed' }])
  const unchanged = viewOf<CodeUserSessionView>(await phone.get(paths.session(session.id)))
  t.same([unchanged.rev, unchanged.status], [1, 'requested'])
})

t.test('bad input on commands is pointed at and changes nothing', async (t) => {
  const { session } = await requested(await service)
  const anna = await (await service).browser().signIn('Anna')
  const pointerOf = async (path: string, body: unknown, method: 'post' | 'put' = 'post') => {
    const { statusCode, json } = await anna[method](path, { body })
    return [statusCode, (json as Problem).errors?.[0]?.pointer] // a 400 is a problem
  }
  const { id } = session
  t.same(await pointerOf(paths.confirmation(id), { force: true }), [400, '/force'])
  t.same(await pointerOf(paths.cancellation(id), { message: 7 }), [400, '/message'])
  t.same(await pointerOf(paths.cancellation(id), { message: 'x'.repeat(1001) }), [400, '/message'])
  t.same(await pointerOf(paths.admission(id), { participantId: 'x' }), [400, '/participantId'])
  t.same(await pointerOf(paths.responsible(id), {}, 'put'), [400, '/employeeId'])
  const { body } = await anna.get(paths.session(id))
  t.match(JSON.parse(body), { rev: 1, status: 'requested' })
})

async function hireCrew(people: number): Promise<Browser[]> {
  const { town, browser } = await service
  const departmentId = town.departments.service
  const hire = async (index: number) => {
    const name = `Crew${index}`
    const email = `${name}@presswerk.example`
    await insertEmployee(town.db, { name, email, role: 'moderator', departmentId })
    return browser().signIn(name)
  }
  return Promise.all(Array.from({ length: people }, (_, index) => hire(index)))
}

function fail(): never {
  throw new Error('somebody could not sign in')
}
