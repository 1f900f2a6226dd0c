import { Webhook } from 'standardwebhooks'
import t from 'tap'
import type { HistoryList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type {
  CommentList,
  TicketSystemList,
  TicketSystemView,
} from '../../contract/ticket-systems.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { CREDENTIAL, startSignedTicketSystem } from '../support/signed-ticket-system.ts'
import { newKey, type Browser } from './browser.ts'
import { created, problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService, type Service } from './service.ts'

const service = makeService(t)
let systems = 0

async function addSystem(ada: Browser, url = 'https://helpdesk.example/lotse') {
  const name = `helpdesk-${++systems}`
  const body = { name, kind: 'signed_webhook', url, credential: CREDENTIAL }
  return viewOf<TicketSystemView>(await ada.post(paths.ticketSystems, { body }))
}

type Said = { type: string; data: object; at?: Date; messageId?: string; body?: string }

function say(all: Service, { id, inboundSecret = '' }: TicketSystemView, said: Said) {
  const { at = new Date(), messageId = newKey(), body, ...message } = said
  const signed = JSON.stringify(message)
  return all.browser().send('POST', paths.ticketEvents(id), {
    body: body ?? signed,
    headers: {
      'lotse-actor': '',
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(inboundSecret).sign(messageId, at, signed),
    },
  })
}

t.test('R21: a ticket is made out of a session and linked, once', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const own = await startSignedTicketSystem(t)
  const { name } = await addSystem(ada, own.url)
  const { session, anna } = await created(all)
  const ask = { key: newKey(), body: { system: name } }
  const view = viewOf<EmployeeSessionView>(await anna.post(paths.tickets(session.id), ask))
  t.match(view.tickets, [{ system: name, key: 'HD-7', url: 'https://helpdesk.example/HD-7' }])
  await anna.post(paths.tickets(session.id), ask)
  t.match(own.heard, [
    { type: 'ticket.create', data: { subject: `Video session #${session.number}: Press 7 Café` } },
    { type: 'ticket.create' },
  ])
  const { items } = viewOf<CommentList>(await anna.get(paths.ticketComments(session.id)))
  t.match(items, [{ system: name, key: 'HD-7', kind: 'join_link', state: 'waiting' }])
})

t.test('where no ticket system is, or it does not answer, nothing is linked', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const { session, anna } = await created(all)
  const unknown = await anna.post(paths.tickets(session.id), { body: { system: 'nowhere' } })
  t.match(problem(unknown), [400, { errors: [{ pointer: '/system' }] }])
  const { name } = await addSystem(ada, 'http://127.0.0.1:9/')
  const away = await anna.post(paths.tickets(session.id), { body: { system: name } })
  t.match(problem(away), [503, { code: 'unavailable', detail: /The ticket system/ }])
  t.same(viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id))).tickets, [])
  const { session: theirs, phone } = await requested(all)
  const refused = await phone.post(paths.tickets(theirs.id), { body: { system: name } })
  t.match(problem(refused), [409, { code: 'not_responsible' }], 'a code user')
})

t.test('a ticket system says by a signed message that a ticket has changed', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const system = await addSystem(ada)
  const tickets = [{ system: system.name, key: 'HD-1', title: 'It leaks' }]
  const { session, anna } = await created(all, { tickets })
  const said = { type: 'ticket.changed', data: { key: 'HD-1', state: 'resolved' } }
  t.equal((await say(all, system, said)).statusCode, 204)
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.match(view.tickets, [{ key: 'HD-1', state: 'resolved' }])
  const kinds = async () => {
    const { items } = viewOf<HistoryList>(await anna.get(paths.history(session.id)))
    return items.map(({ kind }) => kind)
  }
  while (!(await kinds()).includes('ticket_changed')) await new Promise(setImmediate)
  t.pass('and the history says so')
})

t.test('T9: what is not signed, or not understood, changes nothing', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const system = await addSystem(ada)
  const { session, anna } = await created(all, { tickets: [{ system: system.name, key: 'HD-2' }] })
  const said = { type: 'ticket.changed', data: { key: 'HD-2', state: 'resolved' } }
  const forged = { ...system, inboundSecret: CREDENTIAL }
  t.match(problem(await say(all, forged, said)), [401, { code: 'actor_required' }])
  const strange = await say(all, system, { ...said, data: { key: 'HD-2' } })
  t.match(problem(strange), [400, { errors: [{ pointer: '/data/state' }] }])
  const nobody = { ...system, id: '00000000-0000-4000-8000-000000000000' }
  t.equal((await say(all, nobody, said)).statusCode, 404)
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.match(view.tickets, [{ key: 'HD-2', state: null }])
})

t.test('T9: the signature is of the very bytes, and of this hour', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const system = await addSystem(ada)
  const { session, anna } = await created(all, { tickets: [{ system: system.name, key: 'HD-3' }] })
  const said = { type: 'ticket.changed', data: { key: 'HD-3', state: 'resolved' } }
  const state = async () =>
    viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id))).tickets[0]?.state
  const written = JSON.stringify(said, null, 1)
  const old = new Date(Date.now() - 3_600_000)
  for (const change of [{ body: written }, { at: old }]) {
    t.equal((await say(all, system, { ...said, ...change })).statusCode, 401)
    t.equal(await state(), null)
  }
  t.equal((await say(all, system, said)).statusCode, 204)
  t.equal(await state(), 'resolved')
})

t.test('T9: a message sent again is one effect, also after a newer one', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const system = await addSystem(ada)
  const { session, anna } = await created(all, { tickets: [{ system: system.name, key: 'HD-4' }] })
  const saying = (state: string) => ({ type: 'ticket.changed', data: { key: 'HD-4', state } })
  const overheard = { messageId: newKey(), at: new Date() }
  await say(all, system, { ...saying('open'), ...overheard })
  await say(all, system, saying('resolved'))
  t.equal(
    (await say(all, system, { ...saying('open'), ...overheard })).statusCode,
    204,
    'taken before',
  )
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.match(view.tickets, [{ key: 'HD-4', state: 'resolved' }])
  await say(all, system, saying('open'))
  const reopened = viewOf<EmployeeSessionView>(await anna.get(paths.session(session.id)))
  t.match(reopened.tickets, [{ key: 'HD-4', state: 'open' }], 'a new message counts')
})

t.test('an administrator adds, changes and switches off a ticket system', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const made = await addSystem(ada)
  t.match(made, { isActive: true, waiting: 0, inboundSecret: /^whsec_/, eventsUrl: /events$/ })
  const path = paths.ticketSystem(made.id)
  t.match((await ada.put(path, { body: { isActive: false } })).json, { isActive: false })
  const { items } = viewOf<TicketSystemList>(await ada.get(paths.ticketSystems))
  t.ok(items.some(({ id }) => id === made.id))
  t.notMatch(JSON.stringify(items), /whsec/)
  const again = { name: made.name, kind: 'signed_webhook', url: made.url, credential: CREDENTIAL }
  const taken = await ada.post(paths.ticketSystems, { body: again })
  t.match(problem(taken), [400, { errors: [{ pointer: '/name' }] }])
  const unsigned = { ...again, name: 'another', credential: 'no secret at all' }
  const wrong = await ada.post(paths.ticketSystems, { body: unsigned })
  t.match(problem(wrong), [400, { errors: [{ pointer: '/credential' }] }])
  const anna = await all.browser().signIn('Anna')
  t.equal((await anna.get(paths.ticketSystems)).statusCode, 404)
  t.equal((await ticketSystem(all).get(paths.ticketSystems)).statusCode, 404)
})

t.test('an administrator checks whether a ticket system is reached', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const own = await startSignedTicketSystem(t)
  const { id, name } = await addSystem(ada, own.url)
  t.same((await ada.post(paths.ticketCheck(id), { body: {} })).json, { failure: null })
  t.match(own.heard, [{ type: 'ticket.check', data: {} }])
  const stranger = await addSystem(ada, 'http://127.0.0.1:9/')
  const failed = await ada.post(paths.ticketCheck(stranger.id), { body: {} })
  t.match(viewOf(failed), { failure: String })
  const anna = await all.browser().signIn('Anna')
  t.equal((await anna.post(paths.ticketCheck(id), { body: {} })).statusCode, 404)
  const names = viewOf<{ items: string[] }>(await anna.get(paths.ticketSystemNames))
  t.ok(names.items.includes(name))
  await ada.put(paths.ticketSystem(id), { body: { isActive: false } })
  const left = viewOf<{ items: string[] }>(await anna.get(paths.ticketSystemNames))
  t.notOk(left.items.includes(name))
  t.equal((await ada.post(paths.ticketCheck(id), { body: {} })).statusCode, 404)
})
