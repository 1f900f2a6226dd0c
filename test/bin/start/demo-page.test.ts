import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { findFreePort } from '../../../bin/embedded/free-port.ts'
import { openMailFolder } from '../../../bin/embedded/mail.ts'
import { demoPage } from '../../../bin/start/demo-page.ts'
import { TICKETS } from '../../../bin/start/demo-page/story.ts'
import { devMailPage } from '../../../bin/start/dev-mail-page.ts'
import { mailContent } from '../../../domain/notification-mail.ts'
import { employeeNotice } from '../../../domain/notification-texts.ts'
import { makeMailer } from '../../../integrations/mail.ts'
import { startMail } from '../../../bin/embedded/mail.ts'
import { makeService } from '../../api/service.ts'
import { API_KEY, CODES, type Town } from '../../api/town.ts'
import { makeTestBrowser, makeTestFolder } from '../../support/servers.ts'

const [TICKET] = TICKETS
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

t.test('R21: the ticket system starts one session and shows both links', async (t) => {
  const { page, service } = await openDemo(t)
  const ticket = page.getByRole('article', { name: TICKET?.title.en ?? '' })
  await ticket.getByRole('button', { name: 'Start video session' }).click()
  await ticket.getByText('CONFIRMED').waitFor()
  t.match(await hrefOf(page, 'Open in the console'), /\/sessions\/1$/)
  t.match(await hrefOf(page, 'Link for Tomáš Novák'), /\/j#[\w-]{43}$/)
  t.equal(await ticket.getByRole('button').count(), 0)

  // Pressed twice, or sent again by an impatient proxy: the same session.
  const again = await service.app.inject({
    method: 'POST',
    url: `/demo/tickets/${TICKET?.key}/video-session`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'attempt=1',
  })
  t.equal(again.statusCode, 303)
  await page.reload()
  t.equal(await ticket.getByText('Video session #').count(), 1)
})

t.test('R2: the assistant leads to the flow of its button, filled in', async (t) => {
  const { page, town } = await openDemo(t)
  const href = (await hrefOf(page, 'Show it by video')) ?? ''
  const url = new URL(href, page.url())
  t.equal(url.pathname, `/c/${CODES.press}`)
  t.equal(url.searchParams.get('button'), town.buttonId)
  const prefill = new URLSearchParams(url.hash.slice(1))
  t.match(prefill.get('reason'), '14 jam stops at the infeed')
  t.equal(prefill.get('name'), 'Tomáš Novák')
})

t.test('the assistant leaves a draft and goes where a person sends it', async (t) => {
  const { service, town } = await openDemo(t)
  const answer = await service.app.inject({ method: 'POST', url: '/demo/assistant/draft' })
  t.equal(answer.statusCode, 303)
  const location = String(answer.headers.location)
  t.match(location, `/c/${CODES.press}?button=${town.buttonId}&draft=`)
  const drafts = await town.db.selectFrom('drafts').select(['answers', 'transcript']).execute()
  t.match(drafts, [{ answers: { requester: 'Tomáš Novák' }, transcript: /You: The cartoner/ }])
})

t.test('what Lotse refuses is said on the page', async (t) => {
  const { service, town } = await openDemo(t)
  await town.db.updateTable('apiKeys').set({ revokedAt: new Date() }).execute()
  const answer = await service.app.inject({ method: 'POST', url: '/demo/assistant/draft' })
  t.match(answer.body, 'role="alert">Lotse did not accept it: ')
})

t.test('a caught mail can be read and its link followed', async (t) => {
  const { page, mail } = await openDemo(t)
  const facts = { number: 7, organisation: 'Presswerk', device: '<Press>', reason: null }
  const unsaid = { location: null, requester: null, by: null, message: null }
  const notice = employeeNotice('requested', { ...facts, ...unsaid }, 'en')
  const content = mailContent(notice, `${page.url()}#link`, 'en')
  await makeMailer({ url: mail.url, from: 'lotse@presswerk.example' }).send({
    ...{ ...content, to: 'anna@presswerk.example', id: '1', threadId: '1' },
  })
  await page.getByRole('link', { name: 'Mails' }).click()
  await page.getByRole('link', { name: '#7 New request: <Press>' }).click()
  await page.getByRole('link', { name: 'Show as HTML' }).click()
  t.equal(await page.getByRole('heading', { level: 1 }).textContent(), '#7 New request: <Press>')
  await page.getByRole('link', { name: 'Open the session' }).click()
  t.match(page.url(), '/demo')
})

t.test('demo and mails are whole and without findings at 320 and 1280 pixels', async (t) => {
  const { page } = await openDemo(t)
  for (const [width, colorScheme] of [
    [320, 'light'],
    [1280, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    for (const path of ['/demo?lang=de', '/dev/mail']) {
      await page.goto(new URL(path, page.url()).href)
      t.same(await findings(page), [], `${path} at ${width}`)
      t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width)
    }
  }
})

/** The demo of a town whose tickets name its machines, in a browser of its own. */
async function openDemo(t: Test) {
  const port = await findFreePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const folder = makeTestFolder(t)
  const mail = await startMail({ folder })
  t.teardown(() => mail.stop())
  const service = await makeService(t, {
    settings: { publicUrl, origins: [publicUrl], cookies: { isSecure: false, suffix: '' } },
    plugins: (town) => [demoPage(demoOf(town)), devMailPage({ catcher: openMailFolder(folder) })],
  })
  await service.app.listen({ port, host: '127.0.0.1' })
  const browser = await makeTestBrowser(t)
  const page = await browser.newPage({ locale: 'en-GB' })
  page.on('console', (message) => t.equal(message.type(), 'log', message.text()))
  await page.goto(`${publicUrl}/demo`)
  return { page, service, mail, town: service.town }
}

function demoOf(town: Town) {
  return {
    apiKey: API_KEY,
    codes: TICKETS.map(({ device }) => ({ device, deviceId: town.deviceId })),
    actionButtons: [{ id: town.buttonId, title: 'Show it by video', code: CODES.press }],
  }
}

function hrefOf(page: Page, name: string): Promise<string | null> {
  return page.getByRole('link', { name }).getAttribute('href')
}

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate<string[]>('axe.run().then((found) => found.violations.map(({ id }) => id))')
}
