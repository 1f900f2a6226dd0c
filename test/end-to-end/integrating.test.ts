import type { Browser } from 'playwright-core'
import t, { type Test } from 'tap'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { paths } from '../../contract/paths.ts'
import type { DeviceList } from '../../contract/answers.ts'
import type { TemplateInput } from '../../contract/set-up.ts'
import type { FlowList, TemplateList } from '../../contract/set-up-views.ts'
import type { WebhookEndpointView, WebhookLog } from '../../contract/webhooks.ts'
import { WEBHOOK_EVENTS } from '../../domain/webhook-events.ts'
import { freePort } from '../support/janus.ts'
import { Desk } from './desk.ts'
import { readExamples, runExample } from './examples.ts'
import { CodeUser, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const PUMP = 'Centrifugal pump NKX 65-200'
const SCALED = { LOTSE_OUTWARD_NETWORKS: '127.0.0.1', LOTSE_DELIVERY_FIRST_RETRY_MS: '200' }

t.test(
  'the examples of docs/integrating.md, as they stand there',
  { timeout: 600_000 },
  async (t) => {
    t.same([...readExamples().keys()], ['helpdesk.mjs', 'assistant.mjs', 'receiver.mjs'])
    const stage = await openStage(t, SCALED)
    const browser = await stage.browser()
    const anna = await Desk.ofEmployee(stage, 'Anna Keller')
    const parts: Parts = { stage, browser, anna }
    await t.test('receiver.mjs and helpdesk.mjs', (t) => ticketSystem(t, parts))
    await t.test('assistant.mjs', (t) => assistant(t, parts))
    await t.test('an assistant’s button that leads nowhere', (t) => nowhere(t, parts))
  },
)

type Parts = { stage: Stage; browser: Browser; anna: Desk }
type Known = Record<string, { last: number; events: string[] }>

async function ticketSystem(t: Test, { stage, browser, anna }: Parts): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const body = { url, events: WEBHOOK_EVENTS }
  const endpoint = await anna.give<WebhookEndpointView>('POST', paths.webhookEndpoints, body)
  const env = { LOTSE_WEBHOOK_SECRET: endpoint.secret ?? '' }
  await runExample(t, stage, { name: 'receiver.mjs', port, env })
  const known = async () => (await (await fetch(url)).json()) as Known // as the example answers

  const key = { LOTSE_API_KEY: stage.run.apiKey }
  const helpdesk = await runExample(t, stage, { name: 'helpdesk.mjs', env: key })
  const page = await stage.visitor(browser, `${helpdesk.url}/tickets/HD-7`)
  await page.getByRole('button', { name: 'Start video session' }).click()
  await page.getByText('Video session #1').waitFor()
  const again = Array.from({ length: 5 }, () => {
    return fetch(`${helpdesk.url}/tickets/HD-7`, { method: 'POST', redirect: 'manual' })
  })
  await Promise.all(again)
  await page.reload()
  await page.getByText('Video session #1').waitFor()
  const { counts } = await anna.read<{ counts: { all: number } }>(paths.sessions)
  t.equal(counts.all, 1, 'however often it is pressed')

  const join = await page.getByRole('link', { name: 'For Tomáš Novák' }).getAttribute('href')
  const toConsole = await page.getByRole('link', { name: 'For the employee' }).getAttribute('href')
  t.equal(toConsole, `${stage.run.publicUrl}/sessions/1`)
  const tomas = new CodeUser(stage, await stage.visitor(browser, join ?? ''))
  await tomas.untilStatus('confirmed')
  const erik = new Employee(stage, await stage.employee(browser, 'Erik Olsen'))
  await erik.page.goto(toConsole ?? '')
  await erik.page.getByText('Cartons jam at the infeed').first().waitFor()
  await erik.page.getByRole('tab', { name: /^Linked tickets/ }).click()
  const ticket = erik.page.getByRole('link', { name: 'HD-7', exact: true })
  t.equal(await ticket.getAttribute('href'), `${helpdesk.url}/tickets/HD-7`, 'R3: out of a ticket')

  await erik.press('startCall')
  await tomas.ring.waitFor()
  await erik.press('hangUp')
  await erik.untilStatus('confirmed')
  const history = async () => {
    const { items } = await anna.read<{ items: { kind: string }[] }>(paths.history(1))
    return items.map(({ kind }) => `session.${kind}`)
  }
  const isHeard = async () => {
    return (await known())['1']?.events.length === (await history()).length
  }
  await stage.until('the receiver knows all', isHeard)
  t.same((await known())['1']?.events, await history(), 'in order')
  const { items } = await anna.read<WebhookLog>(paths.webhookDeliveries(endpoint.id))
  for (const { id } of items) await anna.give('POST', paths.webhookReplay(endpoint.id, id))
  await stage.until('all came again', async () => {
    const log = await anna.read<WebhookLog>(paths.webhookDeliveries(endpoint.id))
    return log.items.every(({ state }) => state === 'sent')
  })
  t.same((await known())['1']?.events, await history(), 'each once')
  const forged = await fetch(url, { method: 'POST', body: JSON.stringify({ type: 'x', data: {} }) })
  t.equal(forged.status, 401, 'and takes no word from strangers')
}

async function assistant(t: Test, { stage, browser, anna }: Parts): Promise<void> {
  const { code, flows } = stage.codeOf(PUMP)
  const button = await makeButton(anna, flows[0]?.id ?? '')
  const env = { LOTSE_API_KEY: stage.run.apiKey, BUTTON: button.id, CODE: code }
  const { url } = await runExample(t, stage, { name: 'assistant.mjs', env })

  const other = new CodeUser(stage, await stage.visitor(browser, url))
  await other.page.getByRole('link', { name: 'Show it by video' }).click()
  const reason = other.page.getByRole('textbox', { name: 'Reason' })
  t.equal(await reason.inputValue(), 'Seal drips & pressure falls since Sunday', 'by a link')

  const marta = new CodeUser(stage, await stage.visitor(browser, url))
  await marta.page.getByRole('button', { name: 'Fill in the request for me' }).click()
  await marta.page.getByRole('textbox', { name: 'Reason' }).waitFor()
  await marta.press('next')
  t.ok(await marta.page.getByRole('radio', { name: 'Yes' }).isChecked(), 'by a draft')
  await marta.press('next')
  t.equal(await marta.page.getByRole('textbox', { name: 'Your name' }).inputValue(), 'Marta Lind')
  await marta.press('next')
  for (const name of ['agree', 'disagree'] as const) {
    const radio = marta.page.getByRole('radio', { name: marta.names[name] })
    t.notOk(await radio.isChecked(), 'consent is not the assistant’s to give')
  }
  const list = await anna.read<{ counts: { requested: number } }>(paths.sessions)
  t.equal(list.counts.requested, 0, 'nothing is a session before the person sends it')
  await marta.page.getByRole('radio', { name: marta.names.disagree }).check()
  await marta.press('sendRequest')
  await marta.page.waitForURL(/\/v\//)
  const client = Desk.ofClient(stage)
  const ticket = paths.ticketLink(marta.sessionId, 'helpdesk', 'HD-9')
  await client.give<EmployeeSessionView>('PUT', ticket, { title: 'The pump drips' })
  await beforeConfirming(t, { stage, browser, anna })
}

async function beforeConfirming(t: Test, { stage, browser }: Parts): Promise<void> {
  const sofia = new Employee(stage, await stage.employee(browser, 'Sofia Marques'))
  const { page } = sofia
  await sofia.open(2)
  t.equal(await sofia.status(), 'REQUESTED')
  await sofia.button('confirm').waitFor()
  const general = page.getByRole('tabpanel')
  const words = [
    ...['NKX65-18-1203', 'Pump house, Südhafen plant'],
    ...['Seal drips & pressure falls since Sunday', 'Is the machine standing still?', 'Yes'],
    ...['Marta Lind', 'Prepared by Pump assistant, sent by Marta Lind', 'chat-7f3a'],
  ]
  for (const each of words) t.ok(await general.getByText(each).count(), `R10: ${each}`)
  const transcript = page.getByRole('region', { name: 'From the assistant' })
  t.match(await transcript.innerText(), /water under the coupling.*Since Sunday/s)
  await page.getByRole('tab', { name: /^Employees/ }).click()
  await page.getByText('Because department Pumps of the template').first().waitFor()
  t.ok(await general.getByText('Sofia Marques').count(), 'who received it, and why')
  await page.getByRole('tab', { name: /^Linked tickets/ }).click()
  await page.getByText('HD-9').first().waitFor()
  await sofia.press('confirm')
  await sofia.untilStatus('confirmed')
}

async function nowhere(t: Test, { stage, browser, anna }: Parts): Promise<void> {
  const { code, url } = stage.codeOf(PUMP)
  const says = async (address: string) => {
    const page = await stage.visitor(browser, address)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    t.ok(await page.getByRole('heading', { level: 1, name: PUMP }).count(), 'the machine’s page')
    t.ok(await page.getByRole('link', { name: /\+49 421 555 0150/ }).count(), 'with a phone number')
    return alert.getAttribute('data-code')
  }
  const missing = `${url}?button=00000000-0000-4000-8000-000000000000`
  t.equal(await says(missing), 'no_action_button', 'R2: a button that nobody set up')

  const template = await templateOf(anna, PUMP)
  const flow = await anna.give<{ id: string }>('POST', paths.requestFlows, {
    templateId: template.id,
    title: { en: 'Order a part' },
    steps: [{ kind: 'reason', id: 'reason', isRequired: true }],
    position: 5,
  })
  const button = await makeButton(anna, flow.id)
  const client = Desk.ofClient(stage)
  const draft = await client.give<{ url: string }>('POST', paths.drafts(button.id), {
    code,
    answers: { reason: 'A seal' },
  })
  const works = await stage.visitor(browser, draft.url)
  await works.getByRole('textbox', { name: 'Reason' }).waitFor()
  const { items } = await anna.read<FlowList>(`${paths.requestFlows}?template=${template.id}`)
  t.ok(items.some(({ id }) => id === flow.id))
  await anna.give('DELETE', paths.actionButton(button.id))
  await anna.give('DELETE', paths.requestFlow(flow.id))
  t.equal(await says(draft.url), 'no_action_button', 'a draft of a button that was deleted')
  t.equal(await says(`${url}?flow=${flow.id}`), 'no_action_button', 'a deleted flow')

  const own = await makeButton(anna, stage.codeOf(PUMP).flows[0]?.id ?? '')
  await anna.give('PUT', paths.template(template.id), template.withheld)
  t.equal(await says(`${url}?button=${own.id}`), 'requests_off', 'R22: requests are withheld')
}

function makeButton(anna: Desk, flowId: string): Promise<{ id: string }> {
  return anna.give('POST', paths.actionButtons, { flowId, title: 'Show it by video' })
}

/** As `PUT` takes it, with requests withheld. */
async function templateOf(anna: Desk, device: string) {
  const devices = await anna.read<DeviceList>(paths.devices)
  const templates = await anna.read<TemplateList>(paths.templates)
  const wanted = devices.items.find(({ label }) => label === device)?.template.id
  const row = templates.items.find(({ id }) => id === wanted)
  if (!row) throw new Error(`${device} has no template`)
  const { id, department, consent, ...template } = row
  const departmentId = department?.id ?? null
  const rest = { departmentId, requestsAllowed: false, consentTexts: consent.texts }
  const withheld: TemplateInput = { ...template, ...rest }
  return { id, withheld }
}
