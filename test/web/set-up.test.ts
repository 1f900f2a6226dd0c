import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { ME } from './canned-session.ts'
import { personFound, setUpAnswers } from './canned-set-up.ts'
import { openConsole, type Answers, type PageOptions } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const SECTIONS = [
  'departments',
  'employees',
  'templates',
  'request-flows?template=t-pack',
  'labels',
  'action-buttons',
  'api-keys',
  'webhooks',
  'ticket-systems',
  'audit-log',
].map((name) => `/settings/${name}`)

const LOOKS: PageOptions[] = [
  { width: 1280, theme: 'light', language: 'en' },
  { width: 390, theme: 'dark', language: 'de' },
  { width: 320, theme: 'light', language: 'de' },
]

t.test('every page of the set-up looks right, full and empty', { timeout: 280_000 }, async (t) => {
  const open = await openConsole(t)
  for (const look of LOOKS) {
    // Empty pages differ little from each other: the narrowest shows what breaks.
    for (const isEmpty of look.width === 320 ? [false, true] : [false]) {
      const { page } = await open('/settings', setUpAnswers({ isEmpty }), look)
      for (const href of [...SECTIONS, '/devices']) {
        await page.goto(href)
        await page.locator('.set-up-row, .device-line, .state').first().waitFor()
        const name = `${look.width} px, ${look.theme}, ${href}${isEmpty ? ', empty' : ''}`
        t.same(await findingsOn(page), [], `${name}: nothing for axe`)
        t.ok((await sidewaysOn(page)) <= 0, `${name}: no sideways scroll`)
        t.same(await clippedOn(page), [], `${name}: no clipped text`)
        t.ok(await isCurrentShown(page), `${name}: its section is in sight`)
      }
    }
  }
})

/** The section that is open can be read in the line of sections, however far along it stands. */
async function isCurrentShown(page: Page): Promise<boolean> {
  const link = page.locator('.settings-nav [aria-current]')
  if (!page.url().includes('/settings/')) return true
  const box = await link.boundingBox()
  const width = page.viewportSize()?.width ?? 0
  return box !== null && box.x >= 0 && box.x + box.width <= width
}

t.test('what was found of a person looks right', { timeout: 120_000 }, async (t) => {
  const open = await openConsole(t)
  for (const look of LOOKS) {
    const { page } = await open('/settings/personal-data', personAnswers(), look)
    await page.locator('.person-search input').fill('novak')
    await page.locator('.person-search button').click()
    await page.locator('.person-entries').waitFor()
    t.same(await findingsOn(page), [], `${look.width} px: nothing for axe`)
    t.ok((await sidewaysOn(page)) <= 0, `${look.width} px: no sideways scroll`)
    t.same(await clippedOn(page), [], `${look.width} px: no clipped text`)
  }
})

t.test('forms are sent as they stand, and say what is wrong', { timeout: 120_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('a name that is taken is said at its field', async (t) => {
    const { page, asked } = await open('/settings/departments', refusing('/name', 'is taken'))
    await page.getByRole('button', { name: 'Add department' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add department' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Pumps')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('This is already taken.').waitFor()
    const sent = asked.find(({ method }) => method === 'POST')
    t.match(sent, { path: paths.departments, body: { name: 'Pumps' } })
  })

  await t.test('R4: a flow is edited beside what the code user will see', async (t) => {
    const accepting: Answers = (ask) =>
      ask.method === 'PUT' ? { status: 204, body: undefined } : setUpAnswers()(ask)
    const { page, asked } = await open('/settings/request-flows?template=t-pack', accepting)
    await page.getByRole('button', { name: 'Actions for Report a breakdown' }).click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const preview = page.getByRole('complementary', { name: 'Preview' })
    await preview.getByRole('textbox', { name: 'Reason' }).waitFor()
    const question = page.getByRole('group', { name: '2. Question' })
    await question.getByRole('textbox', { name: 'Question in English' }).fill('Does it stand?')
    await preview.getByRole('button', { name: 'Next' }).click()
    await preview.getByRole('group', { name: 'Does it stand?' }).waitFor()
    t.equal(await preview.getByRole('radio').count(), 2)
    await page.getByRole('button', { name: 'Remove 3. Name' }).click()
    await page.getByRole('button', { name: 'Move 2. Question up' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Report a breakdown' }).waitFor()
    const sent = asked.find(({ method }) => method === 'PUT')
    t.match(sent, {
      path: paths.requestFlow('f-1'),
      body: {
        position: 0,
        steps: [
          { id: 'question-1', title: { en: 'Does it stand?', de: 'Steht die Maschine still?' } },
          { kind: 'reason' },
          { kind: 'consent' },
        ],
      },
    })
  })

  await t.test('a new key is shown once', async (t) => {
    const making: Answers = (ask) => {
      const isMaking = ask.method === 'POST' && ask.path === paths.apiKeys
      return isMaking ? { status: 201, body: { id: 'k', key: 'lotse_x' } } : setUpAnswers()(ask)
    }
    const { page, asked } = await open('/settings/api-keys', making)
    await page.getByRole('button', { name: 'New API key' }).click()
    const dialog = page.getByRole('dialog', { name: 'New API key' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Dashboard')
    await dialog.getByRole('checkbox', { name: 'Read sessions', exact: true }).check()
    await dialog.getByRole('button', { name: 'Make key' }).click()
    const shown = page.getByRole('dialog', { name: 'The new key' })
    t.equal(await shown.getByRole('textbox', { name: 'API key' }).inputValue(), 'lotse_x')
    t.match(asked.find(({ method }) => method === 'POST')?.body, {
      name: 'Dashboard',
      scopes: ['sessions', 'sessions:read'],
      validDays: 365,
    })
  })

  await t.test('a person is searched for, and what was chosen is erased', async (t) => {
    const { page, asked } = await open('/settings/personal-data', personAnswers())
    await page.getByRole('textbox', { name: 'Name or email' }).fill('novak')
    await page.getByRole('button', { name: 'Find' }).click()
    const list = page.getByRole('list', { name: 'What is kept about this person' })
    await list.waitFor()
    t.equal(await list.getByRole('listitem').count(), 3)
    t.equal(await list.getByRole('checkbox').count(), 2, 'an open session is closed first')
    await list.getByRole('checkbox', { name: '#1042 Tomáš Novák' }).check()
    await page.getByRole('button', { name: "Erase person's data" }).click()
    const dialog = page.getByRole('dialog', { name: 'Erase for good?' })
    await dialog.getByRole('button', { name: 'Yes, erase data' }).click()
    await page.getByText('1 entry erased.').waitFor()
    t.equal(await list.getByRole('listitem').count(), 2)
    const sent = asked.filter(({ method }) => method === 'POST').map(({ path }) => path)
    t.same(sent, [paths.personSearches, paths.erasure('s-1042')])
    t.notOk(page.url().includes('novak'))
  })

  await t.test('an endpoint is added, and its secret shown once', async (t) => {
    const making: Answers = (ask) =>
      ask.method === 'POST'
        ? { status: 201, body: { id: 'w', secret: 'whsec_new' } }
        : setUpAnswers()(ask)
    const { page, asked } = await open('/settings/webhooks', making)
    await page.getByRole('button', { name: 'Add endpoint' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add endpoint' })
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://in.example/x')
    await dialog.getByRole('radio', { name: 'Chosen events' }).check()
    await dialog.getByRole('checkbox', { name: 'session.confirmed' }).check()
    t.same(await findingsOn(page), [], 'nothing for axe')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const shown = page.getByRole('dialog', { name: 'Secret of the endpoint' })
    t.equal(await shown.getByRole('textbox', { name: 'Secret' }).inputValue(), 'whsec_new')
    const sent = asked.find(({ method }) => method === 'POST')
    t.match(sent?.body, { url: 'https://in.example/x', events: ['session.confirmed'] })
  })

  await t.test('the delivery log says what came of each, and sends again', async (t) => {
    for (const look of LOOKS.slice(0, 2)) {
      const { page, asked } = await open('/settings/webhooks', answering({}), look)
      await page.locator('.set-up-row .menu button').first().click()
      await page.getByRole('button', { name: /Delivery log|Zustellprotokoll/ }).click()
      const log = page.locator('.webhook-log')
      await log.waitFor()
      t.equal(await log.getByRole('listitem').count(), 3)
      t.equal(await log.getByRole('button').count(), 2, 'what waits needs no replay')
      t.same(await findingsOn(page), [], `${look.width} px: nothing for axe`)
      t.ok((await sidewaysOn(page)) <= 0, `${look.width} px: no sideways scroll`)
      const replayed = page.waitForResponse((answer) => answer.request().method() === 'POST')
      await log.getByRole('button').first().click()
      await replayed
      const sent = asked.filter(({ method }) => method === 'POST').map(({ path }) => path)
      t.same(sent, [paths.webhookReplay('w-1', 'm-2')])
    }
  })

  await t.test('an endpoint is tested and paused, and gets a new secret', async (t) => {
    const { page, asked } = await open('/settings/webhooks', answering({ secret: 'whsec_2' }))
    const choose = async (name: string) => {
      await page.locator('.set-up-row .menu button').first().click()
      await page.getByRole('button', { name, exact: true }).click()
    }
    await choose('Send test')
    await page.getByText('Test sent.').waitFor()
    await choose('New secret')
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click()
    const shown = page.getByRole('dialog', { name: 'Secret of the endpoint' })
    t.equal(await shown.getByRole('textbox', { name: 'Secret' }).inputValue(), 'whsec_2')
    await shown.getByRole('button', { name: 'Close' }).last().click()
    const paused = page.waitForResponse((answer) => answer.request().method() === 'PUT')
    await choose('Pause')
    await paused
    const sent = asked
      .filter(({ method }) => method !== 'GET')
      .map(({ path, body }) => [path, body])
    t.same(sent, [
      [paths.webhookTest('w-1'), {}],
      [paths.webhookSecret('w-1'), {}],
      [paths.webhookEndpoint('w-1'), { isActive: false }],
    ])
  })

  await t.test('a ticket system is added, checked and switched off', async (t) => {
    const failure = 'answered 401'
    const body = { failure, eventsUrl: 'https://lotse.example/events', inboundSecret: 'whsec_in' }
    const { page, asked } = await open('/settings/ticket-systems', answering(body))
    const choose = async (name: string) => {
      await page.locator('.set-up-row .menu button').first().click()
      await page.getByRole('button', { name, exact: true }).click()
    }
    await choose('Check connection')
    await page.getByText('rt.weserpack is not reached: answered 401').waitFor()
    await page.getByRole('button', { name: 'Add ticket system' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add ticket system' })
    await dialog.getByRole('radio', { name: 'Any other, by signed messages' }).check()
    await dialog.getByRole('textbox', { name: 'Short name' }).fill('desk')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://desk.example')
    await dialog.getByRole('textbox', { name: 'Secret that signs' }).fill('whsec_out')
    t.same(await findingsOn(page), [], 'nothing for axe')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const shown = page.getByRole('dialog', { name: 'Secret for changes of tickets' })
    t.equal(await shown.getByRole('textbox', { name: 'Secret' }).inputValue(), 'whsec_in')
    const sent = asked.filter(({ method }) => method === 'POST')
    t.match(sent.at(-1)?.body, {
      ...{ name: 'desk', kind: 'signed_webhook', url: 'https://desk.example' },
      ...{ credential: 'whsec_out', language: 'en' },
    })
  })

  await t.test('what a member may not set up has no page', async (t) => {
    const member: Answers = ({ path }) =>
      path === paths.me ? { body: { ...ME, role: 'member' } } : undefined
    const { page } = await open('/settings', member)
    await page.getByRole('heading', { name: 'Own account' }).waitFor()
    t.equal(await page.getByRole('navigation', { name: 'Settings' }).count(), 0)
  })
})

function refusing(pointer: string, message: string): Answers {
  const problem = { type: 'about:blank', title: '', status: 400, code: 'invalid' }
  const body = { ...problem, errors: [{ pointer, message }] }
  return (ask) => (ask.method === 'GET' ? setUpAnswers()(ask) : { status: 400, body })
}

/** Takes every change, and answers it with this. */
function answering(body: unknown): Answers {
  return (ask) => (ask.method === 'GET' ? setUpAnswers()(ask) : { status: 200, body })
}

function personAnswers(): Answers {
  return (ask) => {
    if (ask.method !== 'POST') return setUpAnswers()(ask)
    return { status: 200, body: ask.path === paths.personSearches ? personFound() : {} }
  }
}
