import t from 'tap'
import { listWebhookLog, replayWebhook, insertTestWebhook } from '../../db/webhook-deliveries.ts'
import { findWebhookEndpoint, rotateWebhookSecret } from '../../db/webhook-endpoints.ts'
import type { HistoryLine } from '../../domain/session-change.ts'
import type { SessionState } from '../../domain/session-state.ts'
import { deliveriesWorkflowId } from '../../workflows/messages.ts'
import { after, commitNewSession, commitNext, idOf, NOON, type World } from '../db/world.ts'
import { makeDeliveryStage, Receiver, SECRET, until, type DeliveryStage } from './delivery-stage.ts'

const SESSIONS = 20
const CHANGES_EACH = 25

/** A further revision of a session that says one thing. */
function change({ db, employees }: World, state: SessionState, index: number) {
  const line: HistoryLine = {
    kind: index % 2 === 0 ? 'visibility_changed' : 'taken_over',
    actor: { kind: 'employee', id: employees.anna },
    at: NOON + index,
  }
  return commitNext(db, after(state, {}), { history: [line] })
}

async function waitingIn({ world }: DeliveryStage, endpointId: string): Promise<number> {
  return (await findWebhookEndpoint(world.db, endpointId))?.waiting ?? 0
}

t.test(
  'a receiver that was away gets every event once and in order per session',
  { timeout: 180_000 },
  async (t) => {
    const stage = await makeDeliveryStage(t)
    const { world, receiver } = stage
    const endpointId = await stage.endpointFor(receiver.url)
    await receiver.close()
    await Promise.all(
      Array.from({ length: SESSIONS }, async (_, index) => {
        let state = await commitNewSession(world, `session ${index}`)
        for (let each = 1; each < CHANGES_EACH; each += 1) state = await change(world, state, each)
      }),
    )
    t.equal(await waitingIn(stage, endpointId), SESSIONS * CHANGES_EACH)
    await until(
      async () => ((await findWebhookEndpoint(world.db, endpointId))?.failures ?? 0) > 0,
      'it was tried in vain',
    )
    await receiver.open()
    await until(async () => (await waitingIn(stage, endpointId)) === 0, 'all is delivered')
    t.equal(receiver.heard.length, SESSIONS * CHANGES_EACH)
    t.equal(new Set(receiver.heard.map(({ id }) => id)).size, SESSIONS * CHANGES_EACH, 'once each')
    const whole = Array.from({ length: CHANGES_EACH }, (_, index) => index + 1)
    for (let index = 0; index < SESSIONS; index += 1) {
      const own = receiver.heard.filter(({ data }) => data.session.id === idOf(`session ${index}`))
      t.same(
        own.map(({ data }) => data.sequence),
        whole,
        `session ${index}`,
      )
    }
    const endpoint = await findWebhookEndpoint(world.db, endpointId)
    t.match(endpoint, { failures: 0, resumeAt: null }, 'and it counts as well again')
  },
)

t.test('a message says who did what to which session, in ids alone', async (t) => {
  const stage = await makeDeliveryStage(t)
  const { world, receiver } = stage
  await stage.endpointFor(receiver.url)
  const state = await commitNewSession(world, 'one', { texts: { reason: 'It leaks oil' } })
  await until(() => receiver.heard.length === 1, 'the message')
  t.match(receiver.heard[0], {
    type: 'session.created',
    timestamp: new Date(NOON).toISOString(),
    data: {
      sequence: 1,
      session: { id: state.sessionId, number: 1, url: 'https://lotse.example/sessions/1' },
      actor: { kind: 'code_user' },
      status: 'requested',
    },
    headers: { 'content-type': 'application/json' },
  })
  t.notMatch(JSON.stringify(receiver.heard), /oil/)
})

t.test('what a receiver refuses holds up its own session and no other', async (t) => {
  const stage = await makeDeliveryStage(t, { firstRetryMs: 60_000, longestRetryMs: 60_000 })
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  const bad = idOf('bad')
  receiver.answer = ({ data }) => ({ status: data.session.id === bad ? 422 : 200 })
  const state = await commitNewSession(world, 'bad')
  await change(world, state, 1)
  await commitNewSession(world, 'good')
  await until(() => receiver.heard.length === 1, 'the other session')
  await until(async () => {
    const log = await listWebhookLog(world.db, endpointId, { limit: 10 })
    return log.some(({ error }) => error === 'answered 422')
  }, 'the refusal in the log')
  t.same(
    receiver.heard.map(({ data }) => data.session.id),
    [idOf('good')],
  )
  t.equal(await waitingIn(stage, endpointId), 2)
  await commitNewSession(world, 'later')
  await until(() => receiver.heard.length === 2, 'and one that came later')
})

t.test('while a receiver is away, what happens in sessions costs no attempts', async (t) => {
  const stage = await makeDeliveryStage(t, { firstRetryMs: 300_000, longestRetryMs: 300_000 })
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  await receiver.close()
  let state = await commitNewSession(world, 'one')
  const rests = async () => (await findWebhookEndpoint(world.db, endpointId))?.resumeAt !== null
  await until(rests, 'it rests')
  for (let burst = 1; burst <= 5; burst += 1) {
    state = await change(world, state, burst)
    await until(async () => (await eventsOf(stage, endpointId)).signals > burst, 'it is heard of')
  }
  t.equal((await eventsOf(stage, endpointId)).attempts, 1)
  await receiver.open()
  await insertTestWebhook(world.db, endpointId)
  await until(async () => (await waitingIn(stage, endpointId)) === 0, 'a person may ask sooner')
  t.equal(receiver.heard.length, 7, 'also what has failed before')
})

/** What the workflow of an endpoint has heard of, and how often it has gone to deliver. */
async function eventsOf({ client }: DeliveryStage, endpointId: string) {
  const handle = client.workflow.getHandle(deliveriesWorkflowId(endpointId))
  const { events = [] } = await handle.fetchHistory()
  const count = (type: string) => (events ?? []).filter((each) => Reflect.get(each, type)).length
  return {
    signals: count('workflowExecutionSignaledEventAttributes'),
    attempts: count('activityTaskScheduledEventAttributes'),
  }
}

t.test('a receiver that asks for time gets it, and a person may ask sooner', async (t) => {
  const stage = await makeDeliveryStage(t)
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } })
  await commitNewSession(world, 'one')
  await until(async () => {
    const endpoint = await findWebhookEndpoint(world.db, endpointId)
    return (endpoint?.resumeAt?.getTime() ?? 0) > Date.now() + 1_800_000
  }, 'the rest that it asked for')
  receiver.answer = () => ({ status: 200 })
  await insertTestWebhook(world.db, endpointId)
  await until(() => receiver.heard.some(({ type }) => type === 'lotse.test'), 'the test')
})

t.test('who is gone hears nothing more', async (t) => {
  const stage = await makeDeliveryStage(t)
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  receiver.answer = () => ({ status: 410 })
  await commitNewSession(world, 'one')
  await until(async () => {
    const endpoint = await findWebhookEndpoint(world.db, endpointId)
    return endpoint?.disabledBecause === 'answered 410'
  }, 'it is switched off')
  await commitNewSession(world, 'two')
  t.equal(await waitingIn(stage, endpointId), 1, 'only what waited before')
})

t.test('after its time a message is given up, shown, and can be replayed', async (t) => {
  const stage = await makeDeliveryStage(t, { giveUpAfterMs: 0 })
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  const bad = idOf('one')
  receiver.answer = ({ data }) => ({ status: data.session.id === bad ? 400 : 200 })
  await commitNewSession(world, 'one')
  const failed = async () => {
    const log = await listWebhookLog(world.db, endpointId, { limit: 10 })
    return log.find(({ state }) => state === 'failed')
  }
  await until(async () => (await failed()) !== undefined, 'given up')
  const row = await failed()
  t.match(row, { attempts: 1, error: 'answered 400' })
  receiver.answer = () => ({ status: 200 })
  t.ok(await replayWebhook(world.db, { endpointId, id: row?.id ?? '' }))
  await until(() => receiver.heard.length === 1, 'the replay')
  t.equal(receiver.heard[0]?.id, row?.id, 'under the same webhook-id')
  t.notOk(await replayWebhook(world.db, { endpointId: idOf('another'), id: row?.id ?? '' }))
})

t.test('while a secret is rotated, receivers with either one understand', async (t) => {
  const stage = await makeDeliveryStage(t)
  const { world, receiver } = stage
  const endpointId = await stage.endpointFor(receiver.url)
  const next = SECRET.replace('whsec_', 'whsec_AAAA')
  await rotateWebhookSecret(world.db, endpointId, next)
  await commitNewSession(world, 'one')
  await until(() => receiver.heard.length === 1, 'with the old secret')
  const other = new Receiver(next)
  await other.open()
  t.teardown(() => other.close())
  await world.db
    .updateTable('webhookEndpoints')
    .set({ url: other.url })
    .where('id', '=', endpointId)
    .execute()
  await commitNewSession(world, 'two')
  await until(() => other.heard.length === 1, 'with the new secret')
  t.equal(String(other.heard[0]?.headers['webhook-signature']).split(' ').length, 2)
})
