import type { BrowserContext, Page, Worker } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { en } from '../../web/code-user/texts/en.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { openConsole, type Answers, type ConsolePage } from './console-stage.ts'

const KEY =
  'BNo5Y0NVkxYlkHyWjzd1nZkRzVYlB4wKEFVVJqf3Kp8Vf3bQy8b5uTqQ0V0bGk0oYJ9f0Q8VbqXbN9m0j8mJ6Xc'
const RING = {
  title: '#42 Incoming call',
  body: 'Now',
  path: '/sessions/42',
  tag: 'a',
  isRing: true,
}

const open = openConsole(t)

const ANSWERS: Answers = ({ path }) => {
  if (path === '/config.json') {
    const is = { version: 'test', isDemo: false, callsAvailable: true, recordingAvailable: true }
    return { body: { ...is, pushKey: KEY } }
  }
  return path === paths.pushSubscriptions ? { status: 204, body: undefined } : undefined
}

/** No push service can be reached here: what subscribing answers is the test's. */
const CANNED_PUSH = `
  let subscription = null
  const endpoint = 'https://push.example/one'
  const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }
  const made = {
    endpoint,
    toJSON: () => ({ endpoint, keys }),
    unsubscribe: async () => ((subscription = null), true),
  }
  PushManager.prototype.subscribe = async () => (subscription = made)
  PushManager.prototype.getSubscription = async () => subscription
`

function openSettings(): Promise<ConsolePage> {
  return openAllowed('/settings', ANSWERS)
}

/** In a browser whose owner lets pages notify. */
async function openAllowed(href: string, answers: Answers): Promise<ConsolePage> {
  const opened = await (await open)(href, answers)
  await opened.page.context().grantPermissions(['notifications'])
  await opened.page.addInitScript(CANNED_PUSH)
  await opened.page.reload()
  return opened
}

t.test('an employee is told in this browser, or not any more', async (t) => {
  const { page, asked } = await openSettings()
  const notify = page.getByRole('switch', { name: 'Notify me in this browser' })
  t.equal(await notify.isChecked(), false, 'off before anybody asks for it')
  await notify.click()
  const sent = () => asked.filter(({ path }) => path === paths.pushSubscriptions)
  await until(async () => sent().length === 1)
  t.match(sent(), [{ method: 'POST', body: { endpoint: 'https://push.example/one' } }])
  await notify.click()
  await until(async () => sent().length === 2)
  t.match(sent()[1], { method: 'DELETE', body: { endpoint: 'https://push.example/one' } })
})

t.test('R34: a code user is told on this phone, of one session', async (t) => {
  const session = codeUserView(Date.now())
  const { page, asked } = await openAllowed(`/v/${SESSION_ID}`, (ask) => {
    return ask.path === paths.session(SESSION_ID) ? { body: session } : ANSWERS(ask)
  })
  const sent = () => asked.filter(({ path }) => path === paths.pushSubscriptions)
  const notify = page.getByRole('button', { name: 'Notify me on this phone', exact: true })
  await notify.click()
  await page.getByText('This phone notifies you. You may lock it.').waitFor()
  t.equal(await notify.count(), 0)
  const body = { endpoint: 'https://push.example/one', sessionId: SESSION_ID }
  t.match(sent(), [{ method: 'POST', body, headers: { 'lotse-actor': 'code-user' } }])
})

t.test('R34: a phone that may not notify leaves the code user to keep the page open', async () => {
  const { page } = await (
    await open
  )(`/v/${SESSION_ID}`, (ask) => {
    return ask.path === paths.session(SESSION_ID)
      ? { body: codeUserView(Date.now()) }
      : ANSWERS(ask)
  })
  await page.getByRole('button', { name: 'Notify me on this phone', exact: true }).click()
  await page.getByText(en.keepOpenBlocked).waitFor()
})

t.test('a browser that was told no says so', async (t) => {
  const { page } = await (await open)('/settings', ANSWERS)
  await page.getByRole('switch', { name: 'Notify me in this browser' }).click()
  // Without a grant a headless browser denies.
  await page.getByText('does not let the console notify you').waitFor()
  t.notOk(await page.getByRole('switch', { name: 'Notify me in this browser' }).isChecked())
})

t.test('a message shows while no page is in front, and leads to its page', async (t) => {
  const { page } = await openSettings()
  const notify = page.getByRole('switch', { name: 'Notify me in this browser' })
  await notify.click()
  await until(async () => notify.isChecked())
  const context = page.context()
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const deliver = await pushTo(context, page)
  await deliver(RING)
  await worker.evaluate('0')
  t.same(await shownBy(worker), [], 'a page in front tells it itself')

  await page.goto('about:blank')
  // Its page may be known to the worker for a moment after it is left.
  await until(
    async () => (await worker.evaluate('clients.matchAll().then((all) => all.length)')) === 0,
  )
  await deliver(RING)
  await until(async () => (await shownBy(worker)).length === 1)
  t.same(await shownBy(worker), [{ title: RING.title, tag: 'a' }])
  await deliver({ ...RING, title: '#42 Missed call', isRing: false })
  await until(async () => (await shownBy(worker))[0]?.title === '#42 Missed call')
  t.equal((await shownBy(worker)).length, 1, 'the newer one takes its place')

  t.equal(await pressed(worker), RING.path)
  t.same(await shownBy(worker), [])
})

/** Delivers as a push service would. */
async function pushTo(context: BrowserContext, page: Page) {
  const session = await context.newCDPSession(page)
  const origin = new URL(page.url()).origin
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))
      if (own) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await found
  return (message: object) => {
    const data = JSON.stringify(message)
    return session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
  }
}

async function shownBy(worker: Worker): Promise<{ title: string; tag: string }[]> {
  return worker.evaluate(
    'registration.getNotifications().then((all) => all.map(({ title, tag }) => ({ title, tag })))',
  )
}

/** A press by nobody may open no window: what would be opened is noted instead. */
async function pressed(worker: Worker): Promise<unknown> {
  return worker.evaluate(`(async () => {
    const [notification] = await registration.getNotifications()
    const opened = new Promise((resolve) => (clients.openWindow = resolve))
    dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    return opened
  })()`)
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('it did not come true')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
