import t from 'tap'
import { makeTemporalClient } from '../../api/session-workflows.ts'
import type { DeviceList } from '../../contract/answers.ts'
import type { HistoryLineView } from '../../contract/history-view.ts'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import type { WebhookEndpointList, WebhookEndpointView } from '../../contract/webhooks.ts'
import { WEBHOOK_EVENTS } from '../../domain/webhook-events.ts'
import { deliveriesWorkflowId } from '../../workflows/messages.ts'
import { Receiver } from '../activities/delivery-stage.ts'
import { freePort } from '../support/janus.ts'
import { Desk } from './desk.ts'
import { openStage, type Stage } from './stage.ts'

const SESSIONS = 20
const ROUNDS = 2
const ENOUGH_EVENTS = 500
/** Told before the receiver stops answering for good, until a worker has died over it. */
const BEFORE_SILENCE = 200
const SIDE_BY_SIDE = 8
const LONGEST_MS = 180_000
const SCALED = {
  LOTSE_OUTWARD_NETWORKS: '127.0.0.1',
  LOTSE_DELIVERY_FIRST_RETRY_MS: '200',
  LOTSE_DELIVERY_LONGEST_RETRY_MS: '3000',
}

t.test(
  'a receiver that was away hears of every event of running sessions once, in order',
  { timeout: 600_000 },
  async (t) => {
    const stage = await openStage(t, SCALED)
    const office = await openOffice(stage)
    const { receiver, endpoint } = await office.addReceiver()
    t.teardown(() => receiver.close())
    const ids = await Promise.all(Array.from({ length: SESSIONS }, () => office.create()))
    const isAllTold = async () => {
      return receiver.heard.length >= SESSIONS && (await endpoint()).waiting === 0
    }
    await stage.until('the first events', isAllTold, LONGEST_MS)

    await receiver.close()
    const life = Promise.all(ids.map((id) => office.liveThrough(id)))
    await stage.until('it is tried in vain', async () => (await endpoint()).failures > 1)
    const before = stage.pidOf('worker')
    stage.kill('worker')
    await stage.untilBack('worker', before)
    await life
    const { waiting } = await endpoint()
    const total = waiting + receiver.heard.length
    t.ok(waiting >= ENOUGH_EVENTS, `${waiting} events wait`)

    const unanswered = silence(receiver)
    await receiver.open()
    const isSilent = () => unanswered.size === SIDE_BY_SIDE
    await stage.until('it stops answering', isSilent, LONGEST_MS)
    const isMarked = async () => total - (await endpoint()).waiting === receiver.heard.length
    await stage.until('what it has answered is marked', isMarked)
    const pid = stage.pidOf('worker')
    stage.kill('worker')
    receiver.answer = () => ({ status: 204 })
    await stage.untilBack('worker', pid)
    await stage.until('nothing waits any more', isAllTold, LONGEST_MS)

    t.comment(`${receiver.heard.length} events, ${await attemptsFor(stage, (await endpoint()).id)}`)
    const { arrived } = receiver
    t.same(
      new Set(arrived.filter((id, index) => arrived.indexOf(id) < index)),
      unanswered,
      'again came only what was not answered',
    )
    t.equal(new Set(receiver.heard.map(({ id }) => id)).size, total, 'each')
    t.equal(receiver.heard.length, total, 'once')
    for (const id of ids) {
      const own = receiver.heard.filter(({ data }) => data.session.id === id)
      const { items } = await office.read<{ items: HistoryLineView[] }>(paths.history(id))
      t.same(
        own.map(({ type, data }) => [type, data.sequence]),
        items.map(({ kind, seq }) => [`session.${kind}`, seq]),
        `#${own[0]?.data.session.number} in the order of its history`,
      )
    }
  },
)

/** From some time on it answers nothing; what came then. */
function silence(receiver: Receiver): Set<string> {
  const unanswered = new Set<string>()
  const enough = receiver.heard.length + BEFORE_SILENCE
  receiver.answer = ({ id }) => {
    if (receiver.heard.length < enough) return { status: 204 }
    unanswered.add(id)
    return null
  }
  return unanswered
}

async function openOffice(stage: Stage) {
  const client = Desk.ofClient(stage)
  const [anna, erik] = await Promise.all([
    Desk.ofEmployee(stage, 'Anna Keller'),
    Desk.ofEmployee(stage, 'Erik Olsen'),
  ])
  const people = await Promise.all(
    [anna, erik].map(async (desk) => ({ desk, employeeId: await desk.me() })),
  )
  const { items } = await anna.read<DeviceList>(paths.devices)
  const device = items.find(({ id }) => id === stage.codeOf('Cartoner KP-220, line 3').deviceId)
  return {
    read: <T>(path: string) => anna.read<T>(path),
    async create(): Promise<string> {
      const body = { deviceId: device?.id, reason: 'Cartons jam' }
      return (await client.give<EmployeeSessionView>('POST', paths.sessions, body)).id
    },
    /** What people do with a session, over and over; one after the other. */
    async liveThrough(id: string): Promise<void> {
      for (let round = 0; round < ROUNDS; round += 1) {
        await anna.give('PUT', paths.visibility(id), { visibility: 'internal' })
        await anna.give('PUT', paths.visibility(id), { visibility: 'public' })
        const ticket = paths.ticketLink(id, 'helpdesk', `SRV-${round}`)
        await client.give('PUT', ticket)
        for (const { desk, employeeId } of people) {
          await desk.give('PUT', paths.responsible(id), { employeeId })
        }
        await client.give('DELETE', ticket)
        await callNobody(erik, id)
        await erik.give('POST', paths.completion(id))
        await erik.give('POST', paths.reopening(id))
        await anna.give('POST', paths.cancellation(id))
        await anna.give('POST', paths.reopening(id))
      }
    },
    async addReceiver() {
      const port = await freePort()
      const body = { url: `http://127.0.0.1:${port}/hook`, events: WEBHOOK_EVENTS }
      const { id, secret } = await anna.give<WebhookEndpointView>(
        'POST',
        paths.webhookEndpoints,
        body,
      )
      const receiver = new Receiver(secret)
      receiver.port = port
      await receiver.open()
      const endpoint = async () => {
        const { items } = await anna.read<WebhookEndpointList>(paths.webhookEndpoints)
        const found = items.find((each) => each.id === id)
        if (!found) throw new Error('the endpoint is gone')
        return found
      }
      return { receiver, endpoint }
    },
  }
}

/** A call that is hung up while it rings, in a real room. */
async function callNobody(erik: Desk, id: string): Promise<void> {
  const { call } = await erik.give<EmployeeSessionView>('POST', paths.calls(id))
  if (call) await erik.give('POST', paths.end(id, call.number))
}

/** How often the worker went to deliver, from the history of the endpoint's workflow. */
async function attemptsFor(stage: Stage, endpointId: string): Promise<string> {
  const client = makeTemporalClient(stage.run.temporalAddress)
  try {
    const handle = client.workflow.getHandle(deliveriesWorkflowId(endpointId))
    const { events } = await handle.fetchHistory()
    const count = (name: string) => events?.filter((each) => Reflect.get(each, name)).length ?? 0
    const attempts = count('activityTaskScheduledEventAttributes')
    return `${attempts} activities, ${count('workflowExecutionSignaledEventAttributes')} bursts`
  } finally {
    await client.connection.close()
  }
}
