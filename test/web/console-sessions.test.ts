import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { SessionPage, SessionRow } from '../../contract/views.ts'
import type { Status } from '../../domain/status.ts'
import { ANNA, ERIK, LINE_STOP, sessionView, WARRANTY } from './canned-session.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.now()
const MINUTE = 60_000

function row(number: number, status: Status, waitedMinutes = 12): SessionRow {
  const at = NOW - waitedMinutes * MINUTE
  return {
    ...{ id: `s-${number}`, number, rev: 1, status, createdAt: at, statusSince: at },
    deviceLabel: 'Schlauchbeutelmaschine SB-400',
    reason: 'Cartons jam at the infeed after about 20 minutes',
    requesterName: 'Tomáš Novák',
    responsible: status === 'requested' ? null : ERIK,
    labels: number === 1039 ? [LINE_STOP, WARRANTY] : [],
    visibility: number === 1041 ? 'internal' : 'public',
    ...{ promisedMinutes: 10, isRinging: number === 1041, hasWaitingParticipant: number === 1039 },
  }
}

const ROWS = [
  row(1042, 'requested'),
  row(1041, 'in_progress'),
  row(1039, 'confirmed'),
  row(1038, 'done'),
  row(1034, 'cancelled'),
]
const COUNTS = { requested: 6, confirmed: 3, in_progress: 1, done: 38, cancelled: 5, all: 53 }
const DEVICE = {
  ...{ id: 'd-kp', label: 'Cartoner KP-220', serial: 'KP220-19-0447', location: 'Nordhafen plant' },
  ...{ template: { id: 't-kp', name: 'Cartoner KP series' }, department: null, codes: [] },
}
const LINK = 'https://lotse.example/j#k7Qv2mXw9Lr4k7Qv2mXw9Lr4k7Qv2mXw9Lr4'

function list(query: URLSearchParams): SessionPage {
  const status = query.get('status')
  const items = ROWS.filter((each) => !status || each.status === status)
  return { items: query.has('after') ? [row(1001, 'done')] : items, next: 'more', counts: COUNTS }
}

const answers: Answers = ({ method, path }) => {
  const [place = '', query] = path.split('?')
  if (place === paths.devices) return { body: { items: [DEVICE] } }
  if (place === paths.employees) {
    const about = { role: 'member', department: null }
    return { body: { items: [{ ...ERIK, email: 'erik.olsen@weserpack.example', ...about }] } }
  }
  if (place === paths.sessions && method === 'GET')
    return { body: list(new URLSearchParams(query)) }
  if (place === paths.sessions) {
    const links = { console: '', join: LINK, temporal: null }
    return {
      status: 201,
      body: sessionView(NOW, { status: 'confirmed', responsible: ANNA, links }),
    }
  }
  if (place.endsWith('/decline')) return { body: sessionView(NOW) }
  return undefined
}

const RING = {
  ...{ type: 'callStarted', id: 's-1039', number: 1039, call: 1, isRung: true },
  ...{ deviceLabel: 'Vacuum packer VT 80', callerName: 'Luca Ferri', reason: 'Lid open, E-117' },
  ringsUntil: NOW + 10 * MINUTE,
}
const ringOn = (page: Page) => page.getByRole('dialog', { name: 'Incoming call' })

t.test('the sessions page', { timeout: 280_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('R6: chips count each status and filter by it', async (t) => {
    const { page } = await open('/sessions', answers)
    const chips = page.getByRole('group', { name: 'Filter by status' })
    const requested = chips.getByRole('button', { name: 'Requested, 6', exact: true })
    await requested.click()
    t.match(page.url(), /\/sessions\?status=requested$/)
    t.equal(await requested.getAttribute('aria-pressed'), 'true')
    await page.getByRole('link', { name: /^#1041/ }).waitFor({ state: 'detached' })
    await page.reload()
    t.equal(await requested.getAttribute('aria-pressed'), 'true', 'after a reload')
    await page.goBack()
    const all = chips.getByRole('button', { name: 'All, 53', exact: true })
    t.equal(await all.getAttribute('aria-pressed'), 'true', 'after Back')
  })

  await t.test('R33: a row is one link that begins with the number', async (t) => {
    const { page } = await open('/sessions', answers)
    const link = page.getByRole('link', { name: /^#1042 / })
    t.equal(await link.getAttribute('data-session-id'), 's-1042')
    t.match(await link.textContent(), /REQUESTED.*12 min/)
    await page.getByRole('button', { name: 'Load more' }).click()
    await page.getByRole('link', { name: /^#1001 / }).waitFor()
    await link.click()
    t.match(page.url(), /\/sessions\/1042$/)
  })

  await t.test('a slash leads to the search, which the address keeps', async (t) => {
    const { page, asked } = await open('/sessions', answers)
    await page.getByRole('link', { name: /^#1042/ }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('seal')
    await page.waitForURL(/\?q=seal$/)
    t.ok(
      await page
        .getByRole('searchbox', { name: 'Search' })
        .evaluate((box) => box.matches(':focus')),
    )
    t.ok(asked.some(({ path }) => path.includes('q=seal')))
  })

  await t.test('R3: a session is created once, however often the button is pressed', async (t) => {
    const href = '/sessions/new?device=KP220-19-0447&ticket=SRV-2288&reason=Cartons%20jam'
    const { page, asked } = await open(href, answers)
    const dialog = page.getByRole('dialog', { name: 'New video session' })
    await dialog.getByText('Cartoner KP-220, Nordhafen plant').waitFor({ state: 'attached' })
    t.equal(await dialog.getByRole('combobox', { name: 'Device' }).inputValue(), 'd-kp')
    t.equal(await dialog.getByRole('textbox', { name: 'Reason' }).inputValue(), 'Cartons jam')
    await dialog.getByRole('textbox', { name: 'Requester' }).fill('Marta Lind')
    await dialog.getByRole('button', { name: 'Create video session' }).dblclick()
    await page.getByRole('button', { name: 'Copy link' }).waitFor()
    const created = asked.filter(({ method }) => method === 'POST')
    t.equal(created.length, 1)
    t.match(created[0]?.body, {
      ...{ deviceId: 'd-kp', reason: 'Cartons jam', requesterName: 'Marta Lind' },
      ...{ responsible: 'anna.keller@weserpack.example', language: 'en' },
      tickets: [{ system: 'manual', key: 'SRV-2288' }],
    })
    t.match(created[0]?.headers['idempotency-key'], /^\S{8,}$/)
    await page.getByRole('button', { name: 'Show QR code' }).click()
    await page.getByRole('img', { name: 'QR code' }).waitFor()
    await page.getByRole('button', { name: 'Send link by email' }).waitFor()
  })

  await t.test('R14: a ring above an open dialog can be answered, the focus stays', async (t) => {
    const { page, tell, asked } = await open('/sessions/new', answers)
    const reason = page.getByRole('textbox', { name: 'Reason' })
    await reason.fill('Half a sen')
    tell(RING)
    await ringOn(page).waitFor()
    await page.keyboard.type('tence')
    t.equal(await reason.inputValue(), 'Half a sentence')
    t.notOk(await ringOn(page).getByRole('switch', { name: 'My camera' }).isChecked())
    await ringOn(page).getByRole('button', { name: 'Decline' }).click()
    await ringOn(page).waitFor({ state: 'detached' })
    t.ok(asked.some(({ path }) => path === paths.decline('s-1039', 1)))
    t.equal(await reason.inputValue(), 'Half a sentence')
  })

  await t.test('R14: a ring goes on above the page when the dialog below it closes', async (t) => {
    const { page, tell } = await open('/sessions/new', answers)
    await page.getByRole('dialog', { name: 'New video session' }).waitFor()
    tell(RING)
    await ringOn(page).waitFor()
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByRole('dialog', { name: 'New video session' }).waitFor({ state: 'detached' })
    await ringOn(page).getByRole('button', { name: 'Accept' }).waitFor()
    tell({ type: 'callEnded', id: 's-1039', call: 1, why: 'taken', by: 'Erik Olsen' })
    await ringOn(page).waitFor({ state: 'detached' })
    const news = page.getByText('Call of #1039 taken by Erik Olsen.')
    await news.first().waitFor()
    t.equal(await news.first().getAttribute('role'), 'alert', 'announced')
  })

  await t.test('R5: what arrives shows at once, in the bell and as a toast', async (t) => {
    const { page, tell } = await open('/devices', answers)
    await page.getByRole('button', { name: 'Notifications, 2 unread', exact: true }).waitFor()
    const session = { id: 's-1048', number: 1048, deviceLabel: 'Labeller EL-12' }
    const about = { event: 'requested', at: NOW, isRead: false, session, by: 'Marta Lind' }
    tell({ type: 'notificationAdded', unread: 3, notification: { id: 'n-3', ...about } })
    await page.getByText('#1048 requested by Marta Lind').waitFor()
    await page.getByRole('button', { name: 'Notifications, 3 unread', exact: true }).click()
    const items = page.getByRole('region', { name: 'Notifications' }).getByRole('link')
    await items.first().waitFor()
    t.equal(await items.first().getAttribute('href'), '/sessions/1048')
  })

  await t.test('whoever is not signed in signs in where they wanted to go', async (t) => {
    let isIn = false
    const { page } = await open('/sessions?status=done', (asked) => {
      const refused = { type: '', title: '', status: 401, code: 'actor_required' }
      if (asked.path === paths.me && !isIn) return { status: 401, body: refused }
      if (asked.path !== paths.login) return answers(asked)
      const wrong = { ...refused, code: 'invalid', errors: [] }
      isIn = (asked.body as { password: string }).password === 'right'
      return isIn
        ? { body: { ...ANNA, email: 'a', role: 'member', organisation: ANNA, language: null } }
        : { status: 401, body: wrong }
    })
    await page.getByRole('textbox', { name: 'Email' }).fill('anna.keller@weserpack.example')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('do not belong together').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('right')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: /^#1038/ }).waitFor()
    t.match(page.url(), /\/sessions\?status=done$/)
  })
})

const LOOKS = [
  { width: 1280, theme: 'light', language: 'en' },
  { width: 1280, theme: 'dark', language: 'de' },
  { width: 800, theme: 'light', language: 'de' },
  { width: 390, theme: 'dark', language: 'en' },
  { width: 320, theme: 'light', language: 'de' },
] as const

t.test('list, dialogs, ring and bell look right everywhere', { timeout: 280_000 }, async (t) => {
  const open = await openConsole(t)
  const looksRight = async (page: Page, name: string) => {
    t.same(await findingsOn(page), [], `${name}: nothing for axe`)
    t.ok((await sidewaysOn(page)) <= 0, `${name}: no sideways scroll`)
    t.same(await clippedOn(page), [], `${name}: no clipped text`)
  }
  for (const look of LOOKS) {
    const name = `${look.width} px, ${look.theme}, ${look.language}`
    const { page, tell } = await open('/sessions', answers, look)
    await page.locator('[data-session-id]').first().waitFor()
    await looksRight(page, `${name}, list`)
    await page.locator('.bell').click()
    await page.locator('.bell-head').waitFor()
    await looksRight(page, `${name}, bell`)
    await page.keyboard.press('Escape')
    tell(RING)
    await page.locator('.ring').waitFor()
    await looksRight(page, `${name}, ring`)
    await page.goto('/sessions/new?device=d-kp')
    await page.locator('dialog[open]').waitFor()
    await looksRight(page, `${name}, new session`)
    await page.locator('dialog [type=submit]').click()
    await page.locator('.session-link').waitFor()
    await looksRight(page, `${name}, its link`)
    await page.goto('/nowhere')
    await page.locator('[data-code=not_found]').waitFor()
    await looksRight(page, `${name}, not found`)
  }
})
