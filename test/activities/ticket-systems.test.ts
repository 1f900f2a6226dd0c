import t, { type Test } from 'tap'
import { listComments } from '../../db/ticket-comments.ts'
import { listTicketLinks } from '../../db/ticket-links.ts'
import { findTicketSystem } from '../../db/ticket-systems.ts'
import { makeSendOutward } from '../../integrations/outward-request.ts'
import { makeTicketConnector } from '../../integrations/ticket-connectors.ts'
import { startForgetfulProxy, startSlowProxy } from '../support/forgetful-proxy.ts'
import {
  RT_LOGIN,
  startRequestTracker,
  type TestRequestTracker,
} from '../support/request-tracker.ts'
import { makeDeliveryStage, until, type DeliveryStage } from './delivery-stage.ts'
import { callIn, connectTickets, isWritten, sessionOf } from './ticket-sessions.ts'

const TIME = { timeout: 240_000 }

function connect(stage: DeliveryStage, url: string): Promise<string> {
  return connectTickets(stage, { kind: 'request_tracker', url, credential: RT_LOGIN })
}

t.test('a session of a ticket, in a real Request Tracker', TIME, async (t) => {
  const tracker = await startRequestTracker(t)
  await t.test('R32: its join link stands in the conversation', TIME, async (t) => {
    const stage = await makeDeliveryStage(t)
    const { db } = stage.world
    await connect(stage, tracker.url)
    const key = await tracker.fileTicket('The press leaks')
    const { sessionId } = await sessionOf(stage, key)
    await until(() => isWritten(stage, sessionId, 1), 'the link is written')
    const [entry, ...others] = await tracker.conversation(key)
    t.same(others, [])
    t.equal(entry?.type, 'Correspond', 'whoever reported it reads it')
    t.match(entry?.words, /#1 for Press 7 Café.*https:\/\/lotse\.example\/j#[\w-]{43}\n/s)
    const state = async () => (await listTicketLinks(db, sessionId))[0]?.state
    await until(async () => (await state()) !== null, 'the state of the ticket')
    t.match(await state(), /new|open/)
  })

  await t.test('after a call one comment says how long, who and where', TIME, async (t) => {
    const stage = await makeDeliveryStage(t)
    await connect(stage, tracker.url)
    const key = await tracker.fileTicket('It leaks again')
    const session = await sessionOf(stage, key)
    await callIn(stage, session)
    await until(() => isWritten(stage, session.sessionId, 2), 'both are written')
    const comments = (await tracker.conversation(key)).filter(({ type }) => type === 'Comment')
    t.equal(comments.length, 1, 'and whoever reported it does not read it')
    t.match(comments[0]?.words, /Call 1 .*#1.*15:49 min.*Anna, Tomáš.*\/sessions\/1/s)
  })

  await t.test('stopped during the call and started later: still one comment', TIME, (t) =>
    stoppedDuringCall(t, tracker),
  )
  await t.test('answering after our time-out: no second one', TIME, (t) => tooLate(t, tracker))

  await t.test('still writing when we would come again: no second one', TIME, (t) =>
    stillWriting(t, tracker),
  )

  await t.test('a ticket is made once, however often it is asked for', async (t) => {
    const connector = connectorTo(tracker.url)
    const wanted = { subject: 'Press 7 leaks', text: 'See the video session', id: 'one-of-a-kind' }
    const first = await connector.createTicket(wanted)
    t.match(first, { key: /^\d+$/, state: 'new', url: `${tracker.url}/Ticket/Display.html` })
    t.equal((await connector.createTicket(wanted)).key, first.key)
    t.not((await connector.createTicket({ ...wanted, id: 'another' })).key, first.key)
  })

  await t.test('a wrong password and a missing ticket are told apart', async (t) => {
    const stranger = connectorTo(tracker.url, 'root:wrong')
    t.match(await failureOf(stranger.readTicket('1')), {
      message: 'answered 401',
      isPermanent: false,
    })
    t.match(await failureOf(stranger.check()), { message: 'answered 401' })
    const own = connectorTo(tracker.url)
    await t.resolves(own.check())
    t.match(await failureOf(own.readTicket('99999')), {
      message: 'answered 404',
      isPermanent: true,
    })
    t.match(await failureOf(own.readTicket('1/comment')), { isPermanent: true })
  })
})

async function stoppedDuringCall(t: Test, tracker: TestRequestTracker): Promise<void> {
  const stage = await makeDeliveryStage(t)
  const endpointId = await connect(stage, tracker.url)
  const key = await tracker.fileTicket('The oven smokes')
  const session = await sessionOf(stage, key)
  await until(() => isWritten(stage, session.sessionId, 1), 'the link is written')
  await tracker.stop()
  await callIn(stage, session)
  const failures = async () => (await findTicketSystem(stage.world.db, endpointId))?.failures ?? 0
  await until(async () => (await failures()) > 1, 'it was tried in vain')
  await tracker.start()
  await until(() => isWritten(stage, session.sessionId, 2), 'the comment is written')
  t.same(
    (await tracker.conversation(key)).map(({ type }) => type),
    ['Correspond', 'Comment'],
  )
}

async function tooLate(t: Test, tracker: TestRequestTracker): Promise<void> {
  const stage = await makeDeliveryStage(t)
  const proxy = await startForgetfulProxy(t, { port: tracker.port, isMeant: isWord })
  await connect(stage, proxy.url)
  const key = await tracker.fileTicket('The lathe sings')
  const session = await sessionOf(stage, key)
  await until(() => isWritten(stage, session.sessionId, 1), 'it is known to be written')
  t.equal(proxy.forgotten(), 1, 'the first answer never came')
  t.equal((await tracker.conversation(key)).length, 1)
}

async function stillWriting(t: Test, tracker: TestRequestTracker): Promise<void> {
  const stage = await makeDeliveryStage(t, { settleMs: 12_000 })
  const proxy = await startSlowProxy(t, { port: tracker.port, isMeant: isWord })
  await connect(stage, proxy.url)
  const key = await tracker.fileTicket('The mill hums')
  const { sessionId } = await sessionOf(stage, key)
  const attempts = async () => (await listComments(stage.world.db, sessionId))[0]?.attempts ?? 0
  await until(async () => (await attempts()) > 0, 'no answer came')
  const soon = Date.now() + 1_000
  await until(() => Date.now() > soon, 'time for another attempt')
  t.same(await tracker.conversation(key), [], 'which there is none of')
  proxy.passOn()
  await until(() => isWritten(stage, sessionId, 1), 'it is known to be written')
  t.equal((await tracker.conversation(key)).length, 1)
}

function isWord({ url }: { url?: string | undefined }): boolean {
  return url?.endsWith('/correspond') ?? false
}

function failureOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.catch((error: unknown) => error)
}

function connectorTo(url: string, credential = RT_LOGIN) {
  const send = makeSendOutward({ allowedNetworks: ['127.0.0.1'] })
  return makeTicketConnector(send, { kind: 'request_tracker', url, credential })
}
