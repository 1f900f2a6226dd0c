import t, { type Test } from 'tap'
import type { Notice } from '../../domain/notification.ts'
import type { DeliveryError } from '../../integrations/delivery-error.ts'
import { makeSlack, slackMessage } from '../../integrations/slack.ts'
import { startTestSlack, type SlackAnswer } from '../support/slack.ts'

const NOTICE: Notice = {
  subject: '#1042 New request: Mill 3',
  lead: 'Erik asks for a video session at Mill 3.',
  facts: [{ label: 'Device', value: 'Mill 3' }],
  quote: null,
  action: 'Open the session',
  footer: 'You receive this mail as an employee of Nordwerk.',
}
const MESSAGE = slackMessage(NOTICE, 'https://lotse.example/sessions/1042')

t.test('a message is posted once and updated in place', async (t) => {
  const { slack, server } = await start(t)
  const posted = await slack.post('C0SERVICE', MESSAGE)
  const taken = slackMessage({ ...NOTICE, subject: '#1042 Taken by Anna: Mill 3' }, 'https://x.y')
  await slack.update(posted, taken)
  t.same(
    server.messages.map(({ texts }) => texts.map((text) => text.split('.')[0])),
    [['#1042 New request: Mill 3', '#1042 Taken by Anna: Mill 3']],
  )
})

t.test('a direct message names the conversation it opened', async (t) => {
  const { slack } = await start(t)
  t.match(await slack.post('U0ANNA', MESSAGE), { channel: 'D0ANNA' })
})

t.test('T13: what people typed mentions nobody and makes no link', (t) => {
  const reason = '<!channel> <https://evil.example|click> & more'
  const { blocks } = slackMessage(
    { ...NOTICE, facts: [{ label: 'Reason', value: reason }] },
    'https://x.y',
  )
  const texts = JSON.stringify(blocks)
  t.notMatch(texts, '<!channel>')
  t.notMatch(texts, '<https://evil.example')
  t.match(texts, '&lt;!channel&gt;')
  t.match(texts, '<https://x.y|Open the session>')
  t.end()
})

t.test('a text longer than a section keeps whole entities and the link', (t) => {
  const notice = { ...NOTICE, facts: [{ label: 'Reason', value: '&'.repeat(2000) }] }
  const sections = slackMessage(notice, 'https://x.y').blocks.map(textOf)
  t.ok(sections.every((text) => text.length <= 3000))
  t.match(sections.at(-2), /^Reason: (&amp;)+…$/)
  t.equal(sections.at(-1), '<https://x.y|Open the session>')
  t.end()
})

const REFUSALS: { name: string; answer: SlackAnswer; error: Partial<DeliveryError> }[] = [
  {
    name: 'too many calls wait as long as Slack asks',
    answer: { status: 429, headers: { 'retry-after': '30' } },
    error: { isPermanent: false, retryAfterMs: 30_000 },
  },
  { name: 'a failure inside Slack passes', answer: { status: 503 }, error: { isPermanent: false } },
  {
    name: 'an outage of Slack passes',
    answer: { error: 'internal_error' },
    error: { isPermanent: false },
  },
  {
    name: 'an unknown conversation stays unknown',
    answer: { error: 'channel_not_found' },
    error: { isPermanent: true, message: 'channel_not_found' },
  },
  {
    name: 'a wrong token stays wrong',
    answer: { error: 'invalid_auth' },
    error: { isPermanent: true },
  },
  { name: 'no answer within the time passes', answer: 'silence', error: { isPermanent: false } },
]

for (const { name, answer, error } of REFUSALS) {
  t.test(name, async (t) => {
    const { slack, server } = await start(t)
    server.script.push(answer)
    const refused = await slack.post('C0SERVICE', MESSAGE).catch((reason: unknown) => reason)
    t.match(refused, { name: 'DeliveryError', ...error })
    t.equal(server.calls, 1, 'and is not tried again by itself')
  })
}

async function start(t: Test) {
  const server = await startTestSlack(t)
  return { server, slack: makeSlack({ token: server.token, apiUrl: server.url, timeoutMs: 500 }) }
}

function textOf(block: (typeof MESSAGE.blocks)[number]): string {
  return block.type === 'section' ? (block.text?.text ?? '') : ''
}
