import { EventEmitter } from 'node:events'
import t, { type Test } from 'tap'
import { createSessionReconciler } from '../../activities/reconcile.ts'
import { openFeed } from '../../db/feed.ts'
import { joinSecret, secretHash } from '../../db/derived-secrets.ts'
import { findSessionByJoinHash, issueJoinLink, revokeJoinLinks } from '../../db/join-links.ts'
import { countUnread, listNotifications } from '../../db/notifications.ts'
import type { DeliveryMessage } from '../../db/feed-messages.ts'
import { insertTexts } from '../../db/texts.ts'
import { after, commitNext, idOf } from '../db/world.ts'
import { CHANNEL, LINK_KEY, makeDesk, PUBLIC_URL, TOMAS, type Desk } from './notification-desk.ts'

t.test('R5: every recipient of a request gets a mail and a line in the bell', async (t) => {
  const desk = await makeDesk(t)
  t.same(await desk.notify({ event: 'requested' }), { sent: 4, failed: 0 })
  t.same(await desk.ledger(), [
    'anna in_app sent',
    'anna mail sent',
    'max in_app sent',
    'max mail sent',
  ])
  t.same(desk.smtp.received.map(({ to }) => to).sort(), [
    'anna@presswerk.example',
    'max@presswerk.example',
  ])
  const [mail] = desk.smtp.received
  t.equal(mail?.subject, '#1 New request: Press 7 Café')
  t.match(mail?.text, `${PUBLIC_URL}/sessions/1`)
  t.match(mail?.text, 'Tomáš asks for a video session')
  t.notMatch(mail?.html, '<b>oil')
})

t.test('the bell names the requester and tells open pages', async (t) => {
  const desk = await makeDesk(t)
  const { anna } = desk.world.employees
  const heard = await hearDelivery(t, desk)
  await desk.notify({ employees: [anna] })
  const [line] = await listNotifications(desk.world.db, anna, { limit: 10 })
  t.match(line, { event: 'requested', byName: 'Tomáš', sessionNumber: 1 })
  t.equal(await countUnread(desk.world.db, anna), 1)
  t.match(await heard.first, { employee: anna, id: line?.id })
})

t.test('an attempt repeated after the end sends nothing twice', async (t) => {
  const desk = await makeDesk(t)
  await desk.notify({})
  t.same(await desk.notify({}, { attempt: 2 }), { sent: 4, failed: 0 })
  t.equal(desk.smtp.received.length, 2)
  t.equal((await desk.deliveries()).length, 4)
})

t.test('R31: people read mails in their language', async (t) => {
  const desk = await makeDesk(t)
  const { anna, max } = desk.world.employees
  await desk.world.db
    .updateTable('employees')
    .set({ language: 'de' })
    .where('id', '=', max)
    .execute()
  await desk.notify({ event: 'assigned', employees: [anna, max] })
  t.same(desk.smtp.received.map(({ subject }) => subject).sort(), [
    '#1 Assigned to you: Press 7 Café',
    '#1 Ihnen zugewiesen: Press 7 Café',
  ])
})

t.test('who has left is not told', async (t) => {
  const desk = await makeDesk(t)
  const { max } = desk.world.employees
  await desk.world.db
    .updateTable('employees')
    .set({ disabledAt: new Date() })
    .where('id', '=', max)
    .execute()
  await desk.notify({})
  t.same(await desk.ledger(), ['anna in_app sent', 'anna mail sent'])
})

t.test(
  'R34: a code user who left an address gets a join link that opens the session',
  async (t) => {
    const desk = await makeDesk(t)
    await issueLink(desk)
    await desk.confirm(desk.world.employees.anna)
    const by = desk.world.employees.anna
    await desk.notify({ event: 'confirmed', rev: 2, employees: [], codeUser: true, by })
    const [mail] = desk.smtp.received
    t.match(mail, { to: TOMAS, subject: '#1 Confirmed: video session for Press 7 Café' })
    t.match(mail?.text, 'Anna of Presswerk has confirmed')
    const secret = /\/j#([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
    t.match(await findSessionByJoinHash(desk.world.database, secretHash(secret)), {
      sessionId: desk.session.sessionId,
    })
    t.same(await desk.ledger(), ['code_user mail sent'])
  },
)

for (const event of ['missed_call', 'cancelled', 'recording_ready', 'screenshots_ready'] as const) {
  t.test(`R34: a code user hears of ${event}`, async (t) => {
    const desk = await makeDesk(t)
    await issueLink(desk)
    await desk.notify({ event, employees: [], codeUser: true })
    t.match(desk.smtp.received, [{ to: TOMAS, text: /\/j#/ }])
  })
}

t.test('a code user without an address gets no mail and no row', async (t) => {
  const desk = await makeDesk(t)
  const { db } = desk.world
  await db.deleteFrom('sessionTexts').where('kind', '=', 'email').execute()
  t.same(await desk.notify({ event: 'confirmed', employees: [], codeUser: true }), {
    sent: 0,
    failed: 0,
  })
  t.same(await desk.ledger(), [])
})

t.test('a revoked link is not replaced by a mail', async (t) => {
  const desk = await makeDesk(t)
  await issueLink(desk)
  await revokeJoinLinks(desk.world.db, desk.session.sessionId)
  await desk.notify({ event: 'confirmed', employees: [], codeUser: true })
  t.notMatch(desk.smtp.received[0]?.text, '/j#')
  t.match(desk.smtp.received[0]?.text, `${PUBLIC_URL}/v/${desk.session.sessionId}`)
})

t.test('a cancellation carries what the employee wrote', async (t) => {
  const desk = await makeDesk(t)
  const { anna } = desk.world.employees
  const { sessionId } = desk.session
  const textId = idOf('message')
  const text = { id: textId, sessionId, commandId: 'c', kind: 'message' as const }
  await insertTexts(desk.world.db, [{ ...text, body: 'We come by\ntomorrow.' }])
  await commitNext(desk.world.db, after(desk.session, { status: 'cancelled' }), {
    textIds: [textId],
    history: [{ kind: 'cancelled', actor: { kind: 'employee', id: anna }, at: Date.now(), textId }],
  })
  await desk.notify({ event: 'cancelled', rev: 2, employees: [], codeUser: true, by: anna })
  t.match(desk.smtp.received[0]?.text, '> We come by\n> tomorrow.')
})

t.test('a mailbox that is refused fails alone, with its reason', async (t) => {
  const desk = await makeDesk(t)
  desk.smtp.behaviours.set('max@presswerk.example', { reply: 550 })
  t.same(await desk.notify({}), { sent: 3, failed: 1 })
  const failed = (await desk.deliveries()).find(({ state }) => state === 'failed')
  t.match(failed, { channel: 'mail', recipientId: desk.world.employees.max, error: /^550/ })
  t.same(await desk.notify({}, { attempt: 2 }), { sent: 3, failed: 1 })
  t.equal(desk.smtp.received.length, 1)
})

t.test('a mailbox that is busy is tried again and nobody else is', async (t) => {
  const desk = await makeDesk(t)
  desk.smtp.behaviours.set('max@presswerk.example', { reply: 450 })
  const failure = await desk.notifyInVain({})
  t.match(failure, { nonRetryable: false, nextRetryDelay: 2000, type: 'deliveries_pending' })
  t.notMatch(`${failure.message} ${JSON.stringify(failure.details)}`, /presswerk|oil|Tom/)
  desk.smtp.behaviours.clear()
  t.same(await desk.notify({}, { attempt: 2 }), { sent: 4, failed: 0 })
  t.equal(desk.smtp.received.length, 2)
})

t.test('an unknown outcome is sent again under the same Message-ID', async (t) => {
  const desk = await makeDesk(t)
  const employees = [desk.world.employees.anna]
  desk.smtp.behaviours.set('anna@presswerk.example', 'take and hang up')
  await desk.notifyInVain({ employees })
  desk.smtp.behaviours.clear()
  await desk.notify({ employees }, { attempt: 2 })
  t.equal(desk.smtp.received.length, 2)
  t.equal(new Set(desk.smtp.received.map(({ messageId }) => messageId)).size, 1)
  t.equal((await desk.deliveries()).filter(({ channel }) => channel === 'mail').length, 1)
})

t.test('a silent server delays its own mail only', async (t) => {
  const desk = await makeDesk(t, { channel: CHANNEL })
  desk.smtp.behaviours.set('max@presswerk.example', 'take and stay silent')
  await desk.notifyInVain({})
  t.same(await desk.ledger(), [
    'C0SERVICE slack sent',
    'anna in_app sent',
    'anna mail sent',
    'anna slack skipped',
    'max in_app sent',
    'max mail claimed',
    'max slack skipped',
  ])
})

t.test('after the last attempt rows are failed and counted', async (t) => {
  const desk = await makeDesk(t)
  desk.smtp.behaviours.set('max@presswerk.example', { reply: 450 })
  const scheduledTimestampMs = Date.now() - 3_500_000
  t.same(await desk.notify({}, { attempt: 14, scheduledTimestampMs }), { sent: 3, failed: 1 })
  t.ok((await desk.ledger()).includes('max mail failed'))
})

t.test('a delivery that no worker came to finish is failed in the end', async (t) => {
  const desk = await makeDesk(t)
  const { database, db, employees } = desk.world
  desk.smtp.behaviours.set('max@presswerk.example', { reply: 450 })
  await desk.notifyInVain({ employees: [employees.max] })
  const look = createSessionReconciler(database, { start: async () => 'running' })
  t.match(await look.reconcileSessions(), { abandonedDeliveries: 0 })
  await db
    .updateTable('deliveries')
    .set({ createdAt: new Date(Date.now() - 7_300_000) })
    .execute()
  t.match(await look.reconcileSessions(), { abandonedDeliveries: 1 })
  t.match(
    (await desk.deliveries()).find(({ channel }) => channel === 'mail'),
    { state: 'failed', error: /^450/ },
  )
})

t.test('a ring is no news two minutes later, and the bell keeps it', async (t) => {
  const desk = await makeDesk(t)
  const { anna } = desk.world.employees
  const scheduledTimestampMs = Date.now() - 121_000
  await desk.notify({ event: 'ringing', employees: [anna], call: 1 }, { scheduledTimestampMs })
  t.same(await desk.ledger(), ['anna in_app sent', 'anna mail skipped'])
  await desk.notify({ event: 'ringing', rev: 2, employees: [anna], call: 1 })
  t.equal(desk.smtp.received[0]?.subject, '#1 Incoming call: Press 7 Café')
})

t.test('what does not get its turn in time is left to the next attempt', async (t) => {
  const desk = await makeDesk(t)
  await desk.notifyInVain({}, { startToCloseTimeoutMs: 1 })
  t.same(await desk.ledger(), [])
  t.same(await desk.notify({}, { attempt: 2 }), { sent: 4, failed: 0 })
})

/** Listens as the api does; the first message is the one that matters. */
async function hearDelivery(
  t: Test,
  { world }: Desk,
): Promise<{ first: Promise<DeliveryMessage> }> {
  const emitter = new EventEmitter<{ delivery: [DeliveryMessage]; error: [unknown] }>()
  const first = new Promise<DeliveryMessage>((resolve, reject) => {
    emitter.once('delivery', resolve).once('error', reject)
  })
  const nothing = () => undefined
  const feed = await openFeed({
    url: world.url,
    onMessage: {
      ...{ session: nothing, access: nothing, joined: nothing },
      delivery: (message) => emitter.emit('delivery', message),
    },
    onListening: nothing,
    onError: (error) => emitter.emit('error', error),
  })
  t.teardown(() => feed.close())
  return { first }
}

/** As the first commit does it. */
async function issueLink({ world, session }: Desk): Promise<void> {
  const { sessionId } = session
  const hash = secretHash(joinSecret(LINK_KEY, sessionId, 1))
  await issueJoinLink(world.db, { sessionId, number: 1, hash })
}
