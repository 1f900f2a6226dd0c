import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type {
  WebhookEndpointList,
  WebhookEndpointView,
  WebhookLog,
} from '../../contract/webhooks.ts'
import { problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)
const NEW = { url: 'https://erp.example/hook', events: ['session.created', 'session.call_ended'] }

t.test('an administrator adds an endpoint, whose secret is shown once', async (t) => {
  const ada = await (await service).browser().signIn('Ada')
  const added = await ada.post(paths.webhookEndpoints, { body: NEW })
  t.equal(added.statusCode, 201)
  const { id, secret } = viewOf<WebhookEndpointView>(added)
  t.match(secret, /^whsec_[\w+/]{40,}=*$/)
  const { items } = viewOf<WebhookEndpointList>(await ada.get(paths.webhookEndpoints))
  t.match(items, [{ id, ...NEW, isActive: true, waiting: 0, failures: 0 }])
  t.notMatch(JSON.stringify(items), /whsec/)
  const rotated = viewOf<WebhookEndpointView>(await ada.post(paths.webhookSecret(id)))
  t.not(rotated.secret, secret)
  t.ok((rotated.previousSecretUntil ?? 0) > Date.now(), 'the one before is valid for a while')
})

t.test('events of sessions wait in the log, with a test and a replay', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const { id } = viewOf<WebhookEndpointView>(await ada.post(paths.webhookEndpoints, { body: NEW }))
  const { session } = await requested(all)
  t.equal((await ada.post(paths.webhookTest(id))).statusCode, 202)
  const { items } = viewOf<WebhookLog>(await ada.get(paths.webhookDeliveries(id)))
  t.match(items, [
    { event: 'lotse.test', session: null, state: 'waiting' },
    { event: 'session.created', session: { id: session.id }, sequence: 1, attempts: 0 },
  ])
  const [, first] = items
  t.equal((await ada.post(paths.webhookReplay(id, first?.id ?? ''))).statusCode, 202)
  t.equal((await ada.post(paths.webhookReplay(id, id))).statusCode, 404, 'of no such message')
})

t.test('an endpoint is switched off and on, changed and removed', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const { id } = viewOf<WebhookEndpointView>(await ada.post(paths.webhookEndpoints, { body: NEW }))
  const path = paths.webhookEndpoint(id)
  t.match((await ada.put(path, { body: { isActive: false } })).json, { isActive: false })
  await requested(all)
  t.match((await ada.put(path, { body: { isActive: true } })).json, { isActive: true, waiting: 0 })
  const change = { url: 'https://erp.example/other', events: ['session.cancelled'] }
  t.match((await ada.put(path, { body: change })).json, change)
  t.equal((await ada.delete(path)).statusCode, 204)
  t.equal((await ada.put(path, { body: change })).statusCode, 404)
  const { items } = viewOf<WebhookEndpointList>(await ada.get(paths.webhookEndpoints))
  t.notOk(items.some((each) => each.id === id))
})

t.test('what is no address or no event is pointed at', async (t) => {
  const ada = await (await service).browser().signIn('Ada')
  const wrong = {
    '/url': { ...NEW, url: 'ftp://erp.example' },
    '/events/0': { ...NEW, events: ['session.exploded'] },
    '/events': { ...NEW, events: [] },
  }
  for (const [pointer, body] of Object.entries(wrong)) {
    const answer = await ada.post(paths.webhookEndpoints, { body })
    t.match(problem(answer), [400, { errors: [{ pointer }] }], pointer)
  }
  const named = { ...NEW, url: 'https://user:secret@erp.example/hook' }
  const answer = await ada.post(paths.webhookEndpoints, { body: named })
  t.match(problem(answer), [400, { errors: [{ pointer: '/url' }] }])
})

t.test('nobody but an administrator of the organisation knows of endpoints', async (t) => {
  const all = await service
  const ada = await all.browser().signIn('Ada')
  const { id } = viewOf<WebhookEndpointView>(await ada.post(paths.webhookEndpoints, { body: NEW }))
  const anna = await all.browser().signIn('Anna')
  const sara = all.browser()
  const tickets = ticketSystem(all)
  t.equal((await anna.get(paths.webhookEndpoints)).statusCode, 404, 'a member')
  t.equal((await anna.post(paths.webhookEndpoints, { body: NEW })).statusCode, 404)
  t.equal((await tickets.get(paths.webhookEndpoints)).statusCode, 404, 'an API client')
  t.equal((await sara.as('code-user').get(paths.webhookEndpoints)).statusCode, 404, 'a code user')
  t.equal((await anna.get(paths.webhookDeliveries(id))).statusCode, 404)
  t.equal((await ada.get(paths.webhookDeliveries(id))).statusCode, 200)
})
