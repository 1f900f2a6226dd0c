import t, { type Test } from 'tap'
import {
  listCodeUserPushSubscriptions,
  listPushSubscriptions,
  savePushSubscription,
} from '../../db/push-subscriptions.ts'
import { makeWebPush, publicPushKey } from '../../integrations/web-push.ts'
import { after, commitNext, makeCall } from '../db/world.ts'
import { startPushReceiver } from '../support/push.ts'
import { makeDesk } from './notification-desk.ts'

const KEY = '1b'.repeat(32)

/** Anna has asked for it in one browser, Tomáš on the phone he requested with. */
async function makePushDesk(t: Test) {
  const [desk, receiver] = await Promise.all([makeDesk(t), startPushReceiver(t)])
  const { agent } = receiver
  desk.dependencies.push = makeWebPush({ key: KEY, contact: 'mailto:s@example.com', agent })
  const [desktop, phone] = [
    await receiver.subscribe(publicPushKey(KEY)),
    await receiver.subscribe(publicPushKey(KEY)),
  ]
  const { db, employees } = desk.world
  const [tomas] = desk.session.participants
  if (!tomas) throw new Error('nobody has requested it')
  await savePushSubscription(db, { employeeId: employees.anna }, desktop)
  const asRead = { sessionId: desk.session.sessionId, erasedAt: null }
  await savePushSubscription(db, { participantId: tomas.id, asRead }, phone)
  const call = makeCall({ startedBy: { kind: 'code_user', id: tomas.id } })
  return { desk, receiver, desktop, phone, call, ...employees }
}

t.test('a ring reaches whoever asked for it, and is soon stale', async (t) => {
  const { desk, receiver, desktop, call, anna, max } = await makePushDesk(t)
  await commitNext(desk.world.db, after(desk.session, { status: 'in_progress', call }))
  await desk.notify({ event: 'ringing', call: call.number, employees: [anna, max] })
  const [message, ...others] = await receiver.received(desktop)
  t.same(others, [])
  t.match(message, { title: '#1 Incoming call: Press 7 Café', path: '/sessions/1', isRing: true })
  t.match(receiver.told[0], { ttl: '30', urgency: 'high' })
  t.match(await desk.ledger(), ['anna in_app sent', 'anna mail sent', 'anna push sent'])
  t.notOk((await desk.ledger()).includes('max push sent'), 'Max has not asked for it')
})

t.test('nothing is sent once somebody has taken the call', async (t) => {
  const { desk, receiver, desktop, call, anna } = await makePushDesk(t)
  const live = { ...call, phase: 'live' as const, employees: [anna], acceptedAt: call.startedAt }
  await commitNext(desk.world.db, after(desk.session, { status: 'in_progress', call: live }))
  await desk.notify({ event: 'ringing', call: call.number, employees: [anna] })
  t.same(await receiver.received(desktop), [])
  t.ok((await desk.ledger()).includes('anna push skipped'))
})

t.test('R34: the phone of the code user is told, without its join link', async (t) => {
  const { desk, receiver, phone, anna } = await makePushDesk(t)
  await desk.confirm(anna)
  await desk.notify({ event: 'confirmed', employees: [], codeUser: true, by: anna })
  const [message] = await receiver.received(phone)
  t.match(message, { title: /Confirmed/, path: `/v/${desk.session.sessionId}`, isRing: false })
  t.notMatch(JSON.stringify(message), /\/j#|tomas@/)
  t.match(receiver.told[0], { urgency: 'normal' })
})

t.test('a later message about the same session replaces one that waits', async (t) => {
  const { desk, receiver, phone } = await makePushDesk(t)
  await desk.notify({ event: 'assigned', employees: [], codeUser: true })
  await desk.notify({ event: 'cancelled', employees: [], codeUser: true, rev: 2 })
  const topics = receiver.told.map(({ topic }) => topic)
  t.equal(topics.length, 2)
  t.equal(topics[0], topics[1])
  const tags = (await receiver.received(phone)).map(({ tag }) => tag)
  t.equal(tags[0], tags[1])
})

t.test('a browser that is gone is forgotten', async (t) => {
  const { desk, receiver, desktop, phone, anna } = await makePushDesk(t)
  await Promise.all([receiver.expire(desktop), receiver.expire(phone)])
  await desk.notify({ event: 'cancelled', employees: [anna], codeUser: true })
  t.ok((await desk.ledger()).includes('anna push skipped'))
  t.same(await listPushSubscriptions(desk.world.db, [anna]), new Map())
  t.same(await listCodeUserPushSubscriptions(desk.world.db, desk.session.sessionId), [])
})

t.test('a push service that is away is tried again, who waits to be admitted is not', async (t) => {
  const { desk, anna } = await makePushDesk(t)
  const { db } = desk.world
  await db
    .updateTable('pushSubscriptions')
    .set({ endpoint: 'https://localhost:9/away' })
    .where('employeeId', '=', anna)
    .execute()
  await db.updateTable('participants').set({ state: 'pending' }).execute()
  const failure = await desk.notifyInVain({ event: 'cancelled', employees: [anna], codeUser: true })
  t.match(failure.message, /1 of \d+ deliveries/)
  t.ok((await desk.ledger()).includes('anna push claimed'))
})
