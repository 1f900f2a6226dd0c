import t from 'tap'
import {
  claimDelivery,
  deliverInApp,
  listDeliveries,
  listReceipts,
  markDeliverySent,
  markDeliveryUnsent,
  noteDeliveryError,
  type DeliveryKey,
} from '../../db/deliveries.ts'
import {
  countUnread,
  findNotification,
  listNotifications,
  markNotificationsRead,
} from '../../db/notifications.ts'
import {
  findNotificationSettings,
  saveNotificationSetting,
} from '../../db/notification-settings.ts'
import { commitNewSession, makeWorld, type World } from './world.ts'

function keyFor(world: World, sessionId: string): DeliveryKey {
  const recipientId = world.employees.anna
  return {
    sessionId,
    rev: 1,
    event: 'requested',
    recipientKind: 'employee',
    recipientId,
    channel: 'mail',
  }
}

t.test('a delivery is one row however often it is claimed', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const key = keyFor(world, sessionId)
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimDelivery(world.db, key)))
  t.equal(new Set(claims.map(({ id }) => id)).size, 1)
  t.same(claims.map(({ attempts }) => attempts).toSorted(), [1, 2, 3, 4, 5, 6, 7, 8])
  t.equal((await listDeliveries(world.db, sessionId)).length, 1)
})

t.test('a settled delivery stays settled', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const mail = keyFor(world, sessionId)
  const { id } = await claimDelivery(world.db, mail)
  await noteDeliveryError(world.db, id, 'greylisted')
  t.equal((await listDeliveries(world.db, sessionId))[0]?.error, 'greylisted')
  await markDeliverySent(world.db, id, { messageId: 'm' })
  await markDeliveryUnsent(world.db, id, { state: 'failed', error: 'too late' })
  t.match(await claimDelivery(world.db, mail), { id, state: 'sent', attempts: 1 })

  const push = { ...mail, channel: 'push' } as const
  const off = await claimDelivery(world.db, push)
  await markDeliveryUnsent(world.db, off.id, { state: 'skipped', error: 'push is off' })
  t.equal((await claimDelivery(world.db, push)).state, 'skipped')
})

t.test('messages that can be changed later are found again', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const slack = { ...keyFor(world, sessionId), channel: 'slack' } as const
  const { id } = await claimDelivery(world.db, slack)
  const wanted = { sessionId, channel: 'slack', events: ['requested', 'ringing'] } as const
  t.same(await listReceipts(world.db, wanted), [])
  await markDeliverySent(world.db, id, { channel: 'C1', ts: '1.2' })
  t.match(await listReceipts(world.db, wanted), [{ id, receipt: { channel: 'C1', ts: '1.2' } }])
  t.same(await listReceipts(world.db, { ...wanted, events: ['cancelled'] }), [])
})

t.test('the bell shows the newest first and counts what is unread', async (t) => {
  const world = await makeWorld(t)
  const { anna, max } = world.employees
  const one = await commitNewSession(world, 'one')
  const two = await commitNewSession(world, 'two', { texts: { requester: 'Jo' } })
  const ring = (sessionId: string, event: string, recipientId: string) =>
    deliverInApp(world.db, { sessionId, rev: 1, event, recipientId })
  await ring(one.sessionId, 'requested', anna)
  await ring(one.sessionId, 'requested', anna)
  await ring(two.sessionId, 'requested', anna)
  await ring(two.sessionId, 'ringing', anna)
  await ring(two.sessionId, 'requested', max)
  t.equal(await countUnread(world.db, anna), 3)
  const all = await listNotifications(world.db, anna, { limit: 10 })
  t.match(all, [
    { event: 'ringing', sessionNumber: 2, deviceLabel: 'Press 7 Café', byName: 'Jo', readAt: null },
    { event: 'requested', sessionNumber: 2 },
    { event: 'requested', sessionNumber: 1 },
  ])
  const [first, second] = await listNotifications(world.db, anna, { limit: 2 })
  t.match(await listNotifications(world.db, anna, { limit: 2, before: second?.id ?? '' }), [
    { id: all[2]?.id },
  ])
  t.ok(await findNotification(world.db, anna, first?.id ?? ''))
  t.equal(await findNotification(world.db, max, first?.id ?? ''), undefined)
  await markNotificationsRead(world.db, anna, two.sessionId)
  t.equal(await countUnread(world.db, anna), 1)
  await markNotificationsRead(world.db, anna)
  t.equal(await countUnread(world.db, anna), 0)
  t.equal(await countUnread(world.db, max), 1)
})

t.test('who chose channels gets them in that order', async (t) => {
  const { db, employees } = await makeWorld(t)
  const { anna: employeeId, max } = employees
  const key = { employeeId, scope: 'others', event: 'requested' } as const
  await saveNotificationSetting(db, key, { channels: ['mail'], mode: 'all' })
  await saveNotificationSetting(db, key, { channels: ['slack', 'mail'], mode: 'first' })
  const found = await findNotificationSettings(
    db,
    { own: [], others: [employeeId, max] },
    'requested',
  )
  t.same([...found], [[employeeId, { channels: ['slack', 'mail'], mode: 'first' }]])
  t.same([...(await findNotificationSettings(db, { own: [], others: [] }, 'requested'))], [])
})
