import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { en as codeUserEn } from '../../web/code-user/texts/en.ts'
import { en as consoleEn } from '../../web/console/texts/en.ts'
import { fingersOn } from '../end-to-end/fingers.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { de } from '../../web/foundation/texts/de.ts'
import { clippedOn, sidewaysOn } from './page-looks.ts'
import { focusedOn, passedBy } from './tab-order.ts'

const LIMIT = { timeout: 60_000 }
const NOW = Date.now()
const RING = {
  ...{ type: 'callStarted', id: SESSION_ID, number: 1042, call: 1, isRung: true },
  ...{ deviceLabel: 'Vacuum packer VT 80', callerName: 'Luca Ferri', reason: null },
  ringsUntil: NOW + 10 * 60_000,
}
const OVER = { type: 'callEnded', id: SESSION_ID, call: 1, why: 'over', by: null }
const ALERT = '● Incoming call'

const confirmed = codeUserView(NOW, { status: 'confirmed' })
const missed = { kind: 'missed_call', at: NOW, by: 'Erik Olsen', message: null } as const
let view = confirmed

const answers: Answers = ({ path }) => {
  if (path === paths.devices) return { body: { items: [] } }
  if (path === paths.decline(SESSION_ID, 1)) return { body: {} }
  return path === paths.session(SESSION_ID) ? { body: view } : undefined
}

const opening = openConsole(t)

function ringOn(page: Page) {
  return page.getByRole('dialog', { name: 'Incoming call', exact: true })
}

/**
 * A page that nobody has touched, with ears. To Chromium whatever playwright does in a page is a touch
 * of it, so the rule that an untouched page stays silent is kept here.
 */
async function openWithEars(href: string) {
  const { page: first, tell } = await (await opening)('/nowhere', answers)
  const context = first.context()
  await context.addInitScript(`
    globalThis.ears = { tones: [], badge: [], isTouched: false }
    const touch = ({ type, pointerType }) => {
      ears.isTouched ||= type !== 'pointerdown' || pointerType === 'mouse'
    }
    for (const type of ['pointerdown', 'pointerup', 'keydown']) addEventListener(type, touch, true)
    const Audio = AudioContext
    globalThis.AudioContext = class extends Audio {
      constructor() {
        super()
        if (!ears.isTouched) void super.suspend()
      }
      get state() {
        return ears.isTouched ? super.state : 'suspended'
      }
      resume() {
        return ears.isTouched ? super.resume() : new Promise(() => {})
      }
    }
    const { start } = AudioScheduledSourceNode.prototype
    AudioScheduledSourceNode.prototype.start = function (...when) {
      ears.tones.push(this.context.state)
      return start.apply(this, when)
    }
    navigator.setAppBadge = async () => void ears.badge.push('set')
    navigator.clearAppBadge = async () => void ears.badge.push('cleared')
    const repeated = new Map()
    const { setInterval: begin, clearInterval: end } = globalThis
    globalThis.setInterval = (run, ms) => {
      const timer = begin(run, ms)
      return repeated.set(timer, run), timer
    }
    globalThis.clearInterval = (timer) => (repeated.delete(timer), end(timer))
    globalThis.letTimePass = () => repeated.forEach((run) => run())
  `)
  const page = await context.newPage()
  await first.close()
  await page.goto(href)
  const look = <T = boolean>(expression: string): Promise<T> => page.evaluate<T>(expression)
  await until(() => look('document.title !== "Lotse"'))
  const ring = async () => {
    tell(RING)
    await ringOn(page).waitFor()
  }
  return { page, tell, ring, look }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${isTrue}`)
    await wait(50)
  }
}

t.test('R14: a ring is in title and badge, and heard once it may be', LIMIT, async (t) => {
  const { page, tell, ring, look } = await openWithEars('/devices')
  await ring()
  t.equal(await look('document.title'), ALERT)
  t.same(await look('ears.badge'), ['set'])
  for (let time = 0; time < 3; time += 1) await look('letTimePass()')
  t.same(await look('ears.tones'), [], 'nobody has touched it')
  await page.getByRole('heading', { level: 1 }).click()
  await until(() => look('ears.tones.length > 0'))
  t.ok(await look('ears.tones.every((state) => state === "running")'), 'nothing has piled up')

  tell(OVER)
  await ringOn(page).waitFor({ state: 'detached' })
  await until(async () => !(await look('document.title.includes("●")')))
  t.same(await look('ears.badge'), ['set', 'cleared'])
  const before = await look<string[]>('ears.tones')
  await look('letTimePass()')
  t.same(await look('ears.tones'), before, 'it is quiet')

  const session = { id: SESSION_ID, number: 1042, deviceLabel: RING.deviceLabel }
  const about = { event: 'missed_call', at: NOW, isRead: false, session, by: 'Luca Ferri' }
  tell({ type: 'notificationAdded', unread: 3, notification: { id: 'n-3', ...about } })
  await page.getByText(`#1042 ${consoleEn.notification.missed_call('Luca Ferri')}`).waitFor()
})

t.test('R14: of two pages of a browser one is heard, then the other', LIMIT, async (t) => {
  const { page, ring, look } = await openWithEars('/devices')
  const other = await page.context().newPage()
  await other.goto('/devices')
  for (const each of [page, other]) await each.getByRole('heading', { level: 1 }).click()
  await ring()
  await ringOn(other).waitFor()
  const pages = [
    { page, look },
    { page: other, look: <T = boolean>(expression: string) => other.evaluate<T>(expression) },
  ]
  const heard = async () => {
    const counts = await Promise.all(pages.map((each) => each.look<number>('ears.tones.length')))
    return counts.map((count) => count > 0)
  }
  await until(async () => (await heard()).includes(true))
  for (const each of pages) await each.look('letTimePass()')
  const [isFirst] = await heard()
  t.same(await heard(), [isFirst, !isFirst], 'one of them')
  const [loud, silent] = isFirst ? pages : pages.toReversed()
  await loud?.page.close()
  await until(async () => (await silent?.look('ears.tones.length > 0')) ?? false)
})

t.test('R14: at the machine a finger lets it be heard, a missed call stays', LIMIT, async (t) => {
  const { page, tell, ring, look } = await openWithEars(`/v/${SESSION_ID}`)
  await ring()
  t.equal(await look('document.title'), ALERT)
  await look('letTimePass()')
  t.same(await look('ears.tones'), [])
  const touch = await fingersOn(page)
  await touch('touchStart', [5], 5)
  await touch('touchEnd', [], 0)
  await until(() => look('ears.tones.length > 0'))

  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  `)
  view = { ...confirmed, rev: confirmed.rev + 1, news: [missed] }
  // Either may come first.
  tell({ type: 'sessionChanged', id: SESSION_ID, number: 1042, rev: view.rev, isNew: false })
  await page.getByText(/^Missed call, /).waitFor({ state: 'attached' })
  tell(OVER)
  await ringOn(page).waitFor({ state: 'detached' })
  await until(() => look(`document.title === '● ${codeUserEn.newsMissed}'`))
  await page.evaluate(`
    delete document.visibilityState
    document.dispatchEvent(new Event('visibilitychange'))
  `)
  t.equal(await look('document.title.includes("●")'), false)
  await page.getByText(/^Missed call, /).waitFor()
})

t.test('R14: a key leads to the ring, and back', LIMIT, async (t) => {
  const { page, tell, asked } = await (await opening)('/sessions/new', answers)
  const ring = ringOn(page)
  const reason = page.getByRole('textbox', { name: 'Reason' })
  await reason.fill('Half a sen')
  await page.keyboard.press('F8')
  t.equal(await focusedOn(page), 'textbox "Reason"', 'nothing rings')
  tell(RING)
  await ring.waitFor()
  await page.getByRole('alert').getByText('F8 leads there.').waitFor({ state: 'attached' })
  await page.keyboard.press('F8')
  t.equal(await focusedOn(page), 'dialog "Incoming call"')
  await page.keyboard.press('Space')
  await page.keyboard.press('F8')
  await page.keyboard.type('tence')
  t.equal(await reason.inputValue(), 'Half a sentence')
  await page.keyboard.press('F8')
  t.same(await passedBy(page, 3), ['switch "My camera"', 'button "Decline"', 'button "Accept"'])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await ring.waitFor({ state: 'detached' })
  const answered = asked.filter(({ method }) => method !== 'GET').map(({ path }) => path)
  t.same(answered, [paths.decline(SESSION_ID, 1)])
  t.equal(await focusedOn(page), 'textbox "Reason"', 'and its end leads back')
})

t.test('R14: the ring fits the smallest phone', LIMIT, async (t) => {
  const { page, tell } = await (
    await opening
  )('/sessions/new', answers, {
    width: 320,
    theme: 'dark',
    language: 'de',
  })
  await page.getByRole('heading', { level: 1 }).waitFor()
  tell(RING)
  await page.getByRole('dialog', { name: de.incomingCall }).waitFor()
  t.same(await clippedOn(page), [])
  t.ok((await sidewaysOn(page)) <= 0)
  const height = await page
    .getByRole('button', { name: de.accept, exact: true })
    .evaluate((button) => button.clientHeight)
  t.ok(height < 60, 'no word is broken')
})
