import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { problem, requested, ticketSystem } from './cast.ts'
import { makeService } from './service.ts'
import { CODES } from './town.ts'

const service = makeService(t)
const KEYS = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }

let browsers = 0

function subscription(change: object = {}) {
  return { endpoint: `https://push.example/${++browsers}`, keys: KEYS, ...change }
}

async function rows() {
  const { town } = await service
  return town.db
    .selectFrom('pushSubscriptions')
    .select(['endpoint', 'employeeId', 'participantId'])
    .orderBy('createdAt')
    .execute()
}

t.test('an employee and a code user are told in the browsers that they choose', async (t) => {
  const all = await service
  const anna = await all.browser().signIn('Anna')
  const { phone, session } = await requested(all)
  const [hers, his] = [subscription(), subscription({ sessionId: session.id })]
  t.equal((await anna.post(paths.pushSubscriptions, { body: hers })).statusCode, 204)
  t.equal((await anna.post(paths.pushSubscriptions, { body: hers })).statusCode, 204, 'repeated')
  t.equal((await phone.post(paths.pushSubscriptions, { body: his })).statusCode, 204)
  t.match(await rows(), [
    { endpoint: hers.endpoint, employeeId: all.town.employees.anna, participantId: null },
    { endpoint: his.endpoint, employeeId: null, participantId: session.me.participantId },
  ])
  const max = await all.browser().signIn('Max')
  await max.post(paths.pushSubscriptions, { body: hers })
  t.match(await rows(), [{ employeeId: all.town.employees.max }, {}], 'now it is his browser')
  for (const [person, { endpoint }] of [
    [max, hers],
    [phone, his],
  ] as const) {
    const answer = await person.delete(paths.pushSubscriptions, { body: { endpoint } })
    t.equal(answer.statusCode, 204)
  }
  t.same(await rows(), [])
})

t.test('only push services that are known are ever sent to', async (t) => {
  const anna = await (await service).browser().signIn('Anna')
  for (const endpoint of [
    'https://push.example.com/x',
    'https://internal.service/x',
    'https://push.example@10.0.0.1/x',
    'https://evilpush.example.net/x',
  ]) {
    const answer = await anna.post(paths.pushSubscriptions, { body: subscription({ endpoint }) })
    const expected = { code: 'invalid', errors: [{ pointer: '/endpoint' }] }
    t.match(problem(answer), [400, expected], endpoint)
  }
  const plain = subscription({ endpoint: 'http://push.example/x' })
  t.equal((await anna.post(paths.pushSubscriptions, { body: plain })).statusCode, 400)
  const below = subscription({ endpoint: 'https://a.push.example.net/x' })
  t.equal((await anna.post(paths.pushSubscriptions, { body: below })).statusCode, 204)
})

t.test('who only opened the code hears nothing of a session', async (t) => {
  const all = await service
  const { phone, session } = await requested(all)
  const other = all.browser()
  await other.openCode(CODES.press)
  const body = subscription({ sessionId: session.id })
  const before = await rows()
  t.match(problem(await other.post(paths.pushSubscriptions, { body })), [
    409,
    { code: 'not_participant' },
  ])
  const nameless = subscription()
  t.match(problem(await phone.post(paths.pushSubscriptions, { body: nameless })), [
    400,
    { errors: [{ pointer: '/sessionId' }] },
  ])
  t.equal((await ticketSystem(all).post(paths.pushSubscriptions, nameless)).statusCode, 404)
  t.same(await rows(), before)
  t.equal((await phone.post(paths.pushSubscriptions, { body })).statusCode, 204)
})

t.test('a person has so many browsers, the oldest makes room', async (t) => {
  const all = await service
  const olga = await all.browser().signIn('Olga')
  for (let count = 0; count < 12; count += 1) {
    await olga.post(paths.pushSubscriptions, { body: subscription() })
  }
  const own = (await rows()).filter(({ employeeId }) => employeeId === all.town.employees.olga)
  t.equal(own.length, 10)
})
