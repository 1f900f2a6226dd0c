import t from 'tap'
import type { DeliveryList, NotificationSettingList } from '../../contract/notification-settings.ts'
import { paths } from '../../contract/paths.ts'
import { claimDelivery, deliverInApp, markDeliveryUnsent } from '../../db/deliveries.ts'
import { problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)

t.test('R26: an employee chooses per event, for own sessions and for others', async (t) => {
  const anna = await (await service).browser().signIn('Anna')
  const read = async () =>
    viewOf<NotificationSettingList>(await anna.get(paths.notificationSettings)).items
  const before = await read()
  t.equal(before.length, 20, 'every event and each of the nine, twice')
  t.ok(before.every(({ mode }) => mode === 'inherit'))
  const path = paths.notificationSetting('own', 'missed_call')
  const body = { mode: 'first', channels: ['slack', 'mail'] }
  t.equal((await anna.put(path, { body })).statusCode, 204)
  const chosen = (await read()).filter(({ mode }) => mode !== 'inherit')
  t.same(chosen, [{ scope: 'own', event: 'missed_call', ...body }])
  await anna.put(path, { body: { mode: 'inherit', channels: [] } })
  t.same(await read(), before)
  const max = await (await service).browser().signIn('Max')
  await anna.put(path, { body })
  const { items } = viewOf<NotificationSettingList>(await max.get(paths.notificationSettings))
  t.ok(
    items.every(({ mode }) => mode === 'inherit'),
    'everybody for themselves',
  )
})

t.test('a choice that means nothing is refused', async (t) => {
  const all = await service
  const anna = await all.browser().signIn('Anna')
  const path = paths.notificationSetting('own', 'every')
  const none = await anna.put(path, { body: { mode: 'first', channels: [] } })
  t.match(problem(none), [400, { errors: [{ pointer: '/channels' }] }])
  const wrong = await anna.put(path, { body: { mode: 'all', channels: ['pigeon'] } })
  t.match(problem(wrong), [400, { errors: [{ pointer: '/channels/0' }] }])
  const body = { mode: 'all', channels: [] }
  const event = paths.notificationSetting('own', 'born')
  t.match(problem(await anna.put(event, { body })), [
    400,
    { errors: [{ pointer: '/params/event' }] },
  ])
  t.equal((await ticketSystem(all).get(paths.notificationSettings)).statusCode, 404)
  t.equal((await anna.put(path, { body })).statusCode, 204, 'nothing at all can be wanted')
})

t.test('who was told, who was not, and why, stands in the session', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const { db, employees } = all.town
  const common = { sessionId: session.id, rev: 1, event: 'requested' }
  await deliverInApp(db, { ...common, recipientId: employees.anna })
  const key = { ...common, recipientKind: 'employee', recipientId: employees.max } as const
  const { id } = await claimDelivery(db, { ...key, channel: 'mail' })
  const error = 'switched off in the settings'
  await markDeliveryUnsent(db, id, { state: 'skipped', error })
  const anna = await all.browser().signIn('Anna')
  const { items } = viewOf<DeliveryList>(await anna.get(paths.sessionDeliveries(session.id)))
  t.match(items, [
    { employee: { name: 'Anna' }, to: 'employee', channel: 'in_app', state: 'sent', reason: null },
    { employee: { name: 'Max' }, channel: 'mail', state: 'skipped', reason: error },
  ])
  t.equal((await phone.get(paths.sessionDeliveries(session.id))).statusCode, 404, 'a code user')
})
