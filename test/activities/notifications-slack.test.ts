import t, { type Test } from 'tap'
import type { NotifyInput } from '../../activities/session-activities.ts'
import { after, commitNext } from '../db/world.ts'
import { CHANNEL, makeDesk, PUBLIC_URL, type Desk } from './notification-desk.ts'

t.test('a request is one message in the channel and one to each employee in Slack', async (t) => {
  const desk = await slackDesk(t)
  await desk.notify({})
  t.same(shown(desk), {
    C0SERVICE: ['#1 New request: Press 7 Café'],
    D0ANNA: ['#1 New request: Press 7 Café'],
  })
  t.match(desk.slack.messages[0]?.blocks, `<${PUBLIC_URL}/sessions/1|Open the session>`)
  t.same(await slackLedger(desk), ['C0SERVICE slack sent', 'anna slack sent', 'max slack skipped'])
})

t.test('the same messages say who confirmed', async (t) => {
  const desk = await slackDesk(t)
  const { anna, max } = desk.world.employees
  await desk.notify({})
  await desk.confirm(anna)
  await desk.notify({ event: 'confirmed', rev: 2, employees: [max], by: anna })
  const history = ['#1 New request: Press 7 Café', '#1 Confirmed by Anna: Press 7 Café']
  t.same(shown(desk), { C0SERVICE: history, D0ANNA: history })
  const lead = (channel: string) =>
    desk.slack.messages.find((each) => each.channel === channel)?.texts.at(-1)
  t.match(lead(CHANNEL), 'Anna has confirmed this session.')
  t.match(lead('D0ANNA'), 'You have confirmed this session.')
})

t.test('a cancellation changes the messages and posts none', async (t) => {
  const desk = await slackDesk(t)
  await desk.notify({})
  await desk.notify({ event: 'cancelled', rev: 2, employees: [] })
  t.equal(desk.slack.messages.length, 2)
  t.ok(desk.slack.messages.every(({ texts }) => texts.at(-1)?.startsWith('#1 Cancelled')))
})

t.test('an update tried again shows the same and posts nothing', async (t) => {
  const desk = await slackDesk(t)
  const { anna } = desk.world.employees
  await desk.notify({})
  const confirmed: Partial<NotifyInput> = { event: 'confirmed', rev: 2, employees: [], by: anna }
  desk.slack.script.push({ status: 503 })
  await desk.notifyInVain(confirmed)
  t.same(await desk.notify(confirmed, { attempt: 2 }), { sent: 2, failed: 0 })
  t.equal(desk.slack.messages.length, 2)
})

t.test('a request told late says at once that it is taken', async (t) => {
  const desk = await slackDesk(t)
  await desk.confirm(desk.world.employees.max)
  await desk.notify({})
  t.same(shown(desk).C0SERVICE, ['#1 Confirmed by Max: Press 7 Café'])
})

t.test('a request confirmed while it was being posted is brought up to date', async (t) => {
  const desk = await slackDesk(t)
  const post = desk.slack.hold()
  const telling = desk.notify({ employees: [] })
  await post.arrived
  await desk.confirm(desk.world.employees.max)
  await desk.notify({ event: 'confirmed', rev: 2, employees: [], by: desk.world.employees.max })
  post.release()
  await telling
  t.same(shown(desk), {
    C0SERVICE: ['#1 New request: Press 7 Café', '#1 Confirmed by Max: Press 7 Café'],
  })
})

t.test('Slack is asked again when it wants to be, and no sooner', async (t) => {
  const desk = await slackDesk(t)
  desk.slack.script.push({ status: 429, headers: { 'retry-after': '30' } })
  const failure = await desk.notifyInVain({ employees: [] })
  t.equal(failure.nextRetryDelay, 30_000)
  t.equal(desk.slack.calls, 1)
  t.same(await desk.notify({ employees: [] }, { attempt: 2 }), { sent: 1, failed: 0 })
})

t.test('a pause longer than the hour is a failure now', async (t) => {
  const desk = await slackDesk(t)
  desk.slack.script.push({ status: 429, headers: { 'retry-after': '7200' } })
  t.same(await desk.notify({ employees: [] }), { sent: 0, failed: 1 })
  t.same(await slackLedger(desk), ['C0SERVICE slack failed'])
})

t.test('an employee is found in Slack by their address, once', async (t) => {
  const desk = await slackDesk(t)
  const { max } = desk.world.employees
  desk.slack.members.set('max@presswerk.example', 'U0MAX')
  await desk.notify({ employees: [max] })
  await desk.notify({ event: 'missed_call', rev: 2, employees: [max] })
  t.equal(shown(desk).D0MAX?.length, 2)
  t.equal(desk.slack.lookUps, 1)
})

t.test('a token that is wrong fails at once, and mails go out', async (t) => {
  const desk = await slackDesk(t)
  desk.slack.script.push({ error: 'invalid_auth' }, { error: 'invalid_auth' })
  const { anna } = desk.world.employees
  t.same(await desk.notify({ employees: [anna] }), { sent: 2, failed: 2 })
  t.match(
    (await desk.deliveries()).filter(({ channel }) => channel === 'slack'),
    [
      { state: 'failed', error: 'invalid_auth' },
      { state: 'failed', error: 'invalid_auth' },
    ],
  )
})

t.test('without a token there is no Slack and no row that says so', async (t) => {
  const desk = await makeDesk(t)
  await giveAnnaSlack(desk)
  await desk.notify({})
  t.same(await slackLedger(desk), [])
})

t.test('a recording that is ready keeps its message when the session is cancelled', async (t) => {
  const desk = await slackDesk(t)
  await desk.notify({})
  await commitNext(desk.world.db, after(desk.session, { status: 'cancelled' }))
  await desk.notify({ event: 'recording_ready', rev: 2, employees: [desk.world.employees.anna] })
  await desk.notify({ event: 'cancelled', rev: 3, employees: [] })
  t.same(shown(desk).D0ANNA, [
    '#1 New request: Press 7 Café',
    '#1 Cancelled: Press 7 Café',
    '#1 Recording ready: Press 7 Café',
  ])
})

async function slackDesk(t: Test): Promise<Desk> {
  const desk = await makeDesk(t, { channel: CHANNEL })
  await giveAnnaSlack(desk)
  return desk
}

async function giveAnnaSlack({ world }: Desk): Promise<void> {
  const { db, employees } = world
  await db
    .updateTable('employees')
    .set({ slackUserId: 'U0ANNA' })
    .where('id', '=', employees.anna)
    .execute()
}

/** Conversation → headings in the order in which they could be read. */
function shown({ slack }: Desk): Record<string, string[]> {
  const conversations: Record<string, string[]> = {}
  for (const { channel, texts } of slack.messages) {
    const headings = texts.map((text) => text.split('. ')[0] ?? '')
    conversations[channel] = [...(conversations[channel] ?? []), ...headings]
  }
  return conversations
}

async function slackLedger(desk: Desk): Promise<string[]> {
  return (await desk.ledger()).filter((line) => line.includes(' slack '))
}
