import t, { type Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import type { TicketSystemView } from '../../contract/ticket-systems.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { startForgetfulProxy, startSlowProxy } from '../support/forgetful-proxy.ts'
import {
  RT_LOGIN,
  startRequestTracker,
  type TestRequestTracker,
} from '../support/request-tracker.ts'
import { newKey } from './browser.ts'
import { created, problem, viewOf } from './cast.ts'
import { makeService, type Service } from './service.ts'

const LIMIT = { timeout: 240_000 }

t.test('tickets are made in a real Request Tracker behind a bad network', LIMIT, async (t) => {
  const [all, tracker] = await Promise.all([makeService(t), startRequestTracker(t)])
  const parts = { all, tracker }
  await t.test('R21: made, but no answer came: asked again it is linked', LIMIT, (t) =>
    forgotten(t, parts),
  )
  await t.test('R21: still being made: asked again there is no second', LIMIT, (t) =>
    slow(t, parts),
  )
  await t.test('R21: certainly not made: asked again it is made at once', LIMIT, (t) =>
    stopped(t, parts),
  )
})

type Parts = { all: Service; tracker: TestRequestTracker }

async function forgotten(t: Test, { all, tracker }: Parts): Promise<void> {
  const proxy = await startForgetfulProxy(t, { port: tracker.port, isMeant: isCreation })
  const { ask, subject } = await asking(all, proxy.url)
  t.match(problem(await ask()), [503, { code: 'unavailable', detail: /no answer/ }])
  t.equal(proxy.forgotten(), 1)
  const [ticket] = viewOf<EmployeeSessionView>(await ask()).tickets
  t.same(await tracker.ticketsCalled(subject), [ticket?.key])
}

async function slow(t: Test, { all, tracker }: Parts): Promise<void> {
  const proxy = await startSlowProxy(t, { port: tracker.port, isMeant: isCreation })
  const { ask, subject } = await asking(all, proxy.url)
  t.match(problem(await ask()), [503, { code: 'unavailable' }])
  const again = await ask()
  t.match(problem(again), [503, { detail: /may still be making/ }])
  t.match(again.headers, { 'retry-after': '10' })
  t.same(await tracker.ticketsCalled(subject), [], 'nothing is sent a second time')
  proxy.passOn()
  await untilMade(tracker, subject)
  const [ticket] = viewOf<EmployeeSessionView>(await ask()).tickets
  t.same(await tracker.ticketsCalled(subject), [ticket?.key])
}

async function stopped(t: Test, { all, tracker }: Parts): Promise<void> {
  const { ask, subject } = await asking(all, tracker.url)
  await tracker.stop()
  t.match(problem(await ask()), [503, { code: 'unavailable' }])
  await tracker.start()
  const [ticket] = viewOf<EmployeeSessionView>(await ask()).tickets
  t.same(await tracker.ticketsCalled(subject), [ticket?.key])
}

function isCreation({ method, url }: { method?: string | undefined; url?: string | undefined }) {
  return method === 'POST' && (url?.endsWith('/ticket') ?? false)
}

let asked = 0

/** A session, and somebody who asks for a ticket of it, always under the same key. */
async function asking(all: Service, url: string) {
  const ada = await all.browser().signIn('Ada')
  const subject = `Jam number ${++asked}`
  const access = { kind: 'request_tracker', url, credential: RT_LOGIN }
  const body = { name: `rt-${asked}`, ...access }
  const { name } = viewOf<TicketSystemView>(await ada.post(paths.ticketSystems, { body }))
  const { session, anna } = await created(all)
  const key = newKey()
  const ask = () =>
    anna.post(paths.tickets(session.id), { key, body: { system: name, title: subject } })
  return { ask, subject }
}

async function untilMade(tracker: TestRequestTracker, subject: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while ((await tracker.ticketsCalled(subject)).length === 0) {
    if (Date.now() > deadline) throw new Error('the ticket was never made')
  }
}
