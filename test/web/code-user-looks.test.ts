import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { artefacts, ERIK } from './canned-session.ts'
import { codeUserView, codeView, grantView, SESSION_ID } from './canned-code-user.ts'
import { openConsole, type Answer, type Answers, type PageOptions } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.now()
const HERE = `/v/${SESSION_ID}`
const FLOW = '/c/:place/request/flow-1'

const confirmed = { kind: 'confirmed', at: NOW, by: 'Erik Olsen', message: null } as const
const missed = { ...confirmed, kind: 'missed_call' } as const
const cancelled = {
  ...confirmed,
  kind: 'cancelled',
  message: 'A technician is on site already.',
} as const
const waiting = [{ id: 'p-2', at: NOW }]

const asked = codeUserView(NOW, { status: 'confirmed', waiting })
const earlier = { id: 'p-0', state: 'admitted' } as const
const notFirst = {
  ...asked,
  rules: { ...asked.rules, participants: [earlier, ...asked.rules.participants] },
}

type Look = { href: string; code?: Answer; session?: unknown }

function refused(status: number, code: string): Answer {
  return { status, body: { type: 'about:blank', title: '', status, code } }
}

const SHOWN: Record<string, Look> = {
  device: { href: '/c/:place' },
  'no sessions, requests off': {
    href: '/c/:place',
    code: { body: codeView(NOW, { sessions: [], requestsAllowed: false }) },
  },
  pin: { href: '/c/:place', code: refused(403, 'pin_required') },
  'disabled code': { href: '/c/:place', code: refused(410, 'code_disabled') },
  'unknown code': { href: '/c/:place', code: refused(404, 'not_found') },
  'missing button': { href: '/c/:place?button=gone' },
  reason: { href: '/c/:place?button=button-1#reason=Cartons+jam&ref=SRV-2291' },
  requester: { href: `${FLOW}/requester` },
  consent: { href: `${FLOW}/consent` },
  waiting: { href: '/v/:place', session: codeUserView(NOW) },
  confirmed: {
    href: '/v/:place',
    session: codeUserView(NOW, { status: 'confirmed', news: [confirmed] }),
  },
  'missed call, another phone': {
    href: '/v/:place',
    session: codeUserView(NOW, { status: 'confirmed', news: [confirmed, missed], waiting }),
  },
  'another phone, this is not the first': { href: '/v/:place', session: notFirst },
  'after the call': {
    href: '/v/:place',
    session: codeUserView(NOW, {
      status: 'done',
      artefacts: artefacts(NOW),
      rating: { stars: 5, at: NOW },
    }),
  },
  cancelled: {
    href: '/v/:place',
    session: codeUserView(NOW, { status: 'cancelled', news: [cancelled] }),
  },
  'that is me': { href: '/v/:place', session: grantView(NOW) },
  'join from this phone': { href: '/v/:place', session: grantView(NOW, { access: 'join' }) },
  pending: { href: '/v/:place', session: grantView(NOW, { access: 'pending' }) },
  'no such session': { href: '/v/:place' },
  'expired link': { href: '/j#cut-off' },
}

/** Each width, theme and language with each page is more than it needs; each pair is here. */
const LOOKS: PageOptions[] = [
  { width: 390, theme: 'light', language: 'en' },
  { width: 390, theme: 'dark', language: 'de' },
  { width: 320, theme: 'light', language: 'de' },
  { width: 320, theme: 'dark', language: 'en' },
  { width: 1280, theme: 'light', language: 'de' },
  { width: 1280, theme: 'dark', language: 'en' },
]

function answersFor(current: () => Look): Answers {
  return ({ path }) => {
    const { code = { body: codeView(NOW) }, session } = current()
    if (path === paths.codeAccess) return code
    if (path === paths.joinAccess) return refused(410, 'link_expired')
    if (path.startsWith(`${paths.sessions}/`) && session) return { body: session }
    return undefined
  }
}

/** As a link of the page would: nothing is loaded anew, so that there is time for every state. */
async function goWithin(page: Page, href: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, href)
}

for (const options of LOOKS) {
  const look = `${options.width} px, ${options.theme}, ${options.language}`
  t.test(`the code user's pages look right at ${look}`, { timeout: 120_000 }, async (t) => {
    let current: Look = { href: '/c/:place' }
    const open = await openConsole(t)
    const { page } = await open(
      '/c/first',
      answersFor(() => current),
      options,
    )
    await page.getByRole('heading', { level: 1 }).waitFor()
    for (const [name, shown] of Object.entries(SHOWN)) {
      current = shown
      const place = name.replaceAll(/\W/g, '-')
      await goWithin(page, shown.href.replace(':place', place))
      await page.locator('h1, [role=alert]').filter({ visible: true }).first().waitFor()
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      t.same(await findingsOn(page), [], `${name}: nothing for axe`)
      t.ok((await sidewaysOn(page)) <= 0, `${name}: no sideways scroll`)
      t.same(await clippedOn(page), [], `${name}: no clipped text`)
    }
  })
}

t.test('R9: a request is cancelled only after a question', { timeout: 60_000 }, async (t) => {
  const open = await openConsole(t)
  const after = codeUserView(NOW, { rev: 4, status: 'cancelled', news: [cancelled] })
  const { page, asked } = await open(HERE, ({ path }) => {
    if (path === paths.cancellation(SESSION_ID)) return { body: after }
    return path === paths.session(SESSION_ID) ? { body: codeUserView(NOW) } : undefined
  })
  const isAsked = () => asked.some(({ path }) => path === paths.cancellation(SESSION_ID))
  await page.getByRole('button', { name: 'Cancel request' }).click()
  await page.getByRole('button', { name: 'Keep request' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.notOk(isAsked())
  await page.getByRole('button', { name: 'Cancel request' }).click()
  await page.getByRole('button', { name: 'Yes, cancel request' }).click()
  await page.getByText('A technician is on site already.').waitFor()
  t.ok(isAsked())
})

t.test(
  'R2, R4: a request is filled in step by step and sent once',
  { timeout: 60_000 },
  async (t) => {
    const open = await openConsole(t)
    const view = codeUserView(NOW, { responsible: ERIK })
    const { page, asked } = await open('/c/KP220L3?button=button-1#reason=Cartons+jam', (ask) => {
      if (ask.path === paths.codeAccess) return { body: codeView(NOW) }
      if (ask.path === paths.sessions) return { status: 201, body: view }
      return ask.path === paths.session(SESSION_ID) ? { body: view } : undefined
    })
    t.equal(await page.getByRole('textbox', { name: 'Reason' }).inputValue(), 'Cartons jam')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Please fill this in.').waitFor()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Tomáš Novák')
    await page.reload()
    t.equal(await page.getByRole('textbox', { name: 'Your name' }).inputValue(), 'Tomáš Novák')
    await page.getByRole('button', { name: 'Next' }).click()
    t.equal(await page.getByRole('radio', { checked: true }).count(), 0, 'no answer is preselected')
    await page.getByRole('button', { name: 'Send request' }).click()
    await page.getByText('Please choose one of the two answers.').waitFor()
    await page.getByRole('radio', { name: 'I agree that this call may be recorded' }).check()
    await page.getByRole('button', { name: 'Send request' }).dblclick()
    await page.waitForURL(`**${HERE}`)
    const sent = asked.filter(({ method, path }) => method === 'POST' && path === paths.sessions)
    t.equal(sent.length, 1)
    t.match(sent[0]?.body, {
      flowId: 'flow-1',
      buttonId: 'button-1',
      answers: { reason: 'Cartons jam', requester: 'Tomáš Novák' },
      consent: { decision: 'given', textVersion: 3, language: 'en' },
    })
  },
)
