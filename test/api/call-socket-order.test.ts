import t, { type Test } from 'tap'
import * as Y from 'yjs'
import type { ClientCallMessage } from '../../contract/call-messages.ts'
import { joined, openCallClient, refusedUpgrade } from '../support/call/call-client.ts'
import {
  ANNA,
  BEN,
  CARLA,
  join,
  makeCall,
  makeCallServer,
  messagesOf,
  moreFrames,
  openPages,
  ringing,
  until,
  untilTrue,
} from '../support/call/call-test.ts'
import { markMessage } from '../support/call/marks.ts'
import { ScreenshotClient } from '../support/call/screenshot-client.ts'
import { makeTestJanus } from '../support/servers.ts'

/* Messages that are well formed, and come when their turn is not. */

type Client = Awaited<ReturnType<typeof openCallClient>>

const employee = { side: 'employee', person: ANNA } as const
const codeUser = { side: 'code_user', person: CARLA } as const
const PEN = { kind: 'pen', order: 1, points: [1, 2, 3, 4] }
const SDP = 'v=0 of a program without media'
const STROKE: ClientCallMessage = { type: 'stroke', id: 's1', points: [1, 2], isLast: true }
/** What is for those in the call. */
const OF_A_PLACE: ClientCallMessage[] = [
  { type: 'offer', sdp: SDP },
  { type: 'answer', sdp: SDP },
  { type: 'candidate', leg: 'send', candidate: null },
  { type: 'restart', leg: 'receive' },
  STROKE,
  markMessage('lamp'),
  { type: 'marksSeen', places: [{ id: 'lamp', x: 0.5, y: 0.5, state: 'anchored' }] },
  { type: 'unmark', id: 'lamp' },
  { type: 'pointer', screenshot: 1, isOpen: true, at: null },
]

async function makeServedCall(t: Test, name: string) {
  const made = await makeCall(t, await makeTestJanus(t), `order-${name}`)
  const { url } = await makeCallServer(t, made.options)
  return { ...made, url, changed: () => fetch(`${url}/changed`, { method: 'POST' }) }
}

/** Everything sent so far was looked at: messages are taken in their order. */
async function settle(client: Client): Promise<void> {
  const pongs = client.all('pong').length
  client.send({ type: 'ping' })
  await untilTrue(() => client.all('pong').length > pongs, 'a pong')
}

function problemsOf(client: Client): string[] {
  return client.all('problem').map(({ problem }) => problem.code)
}

t.test('what is for those in the call is refused before join, and taken after it', async (t) => {
  const { url, rows, inRooms, room } = await makeServedCall(t, 'before-join')
  rows.change(({ call }) => {
    if (call) call.screenshots = [{ id: 'shot-1', number: 1, width: 640, height: 480 }]
  })
  const carla = await joined(await openCallClient(t, url, codeUser))
  await settle(carla)
  const heard = carla.messages.length
  const anna = await openCallClient(t, url, employee)
  for (const message of OF_A_PLACE) anna.send(message)
  const page = new ScreenshotClient(anna, 1)
  const change = (id: string) => page.change((shapes) => shapes.set(id, PEN))
  page.send('sync', Y.encodeStateVector(page.document))
  change('e-00000001')
  await untilTrue(() => problemsOf(anna).length === OF_A_PLACE.length + 2, 'a problem for each')
  t.same(new Set(problemsOf(anna)), new Set(['not_participant']))
  anna.send({ type: 'presence', microphone: 'muted', camera: 'on' })
  await settle(anna)
  await settle(carla)
  t.same(carla.messages.slice(heard), [{ type: 'pong' }], 'nobody hears of any of it')
  t.same(rows.screenshotChanges('shot-1'), [], 'nothing is logged')
  t.same(await inRooms((rooms) => rooms.participants(room)), [], 'nor anything at the gateway')

  await joined(anna)
  t.same((await anna.wait('marks')).marks, [])
  for (const message of OF_A_PLACE.slice(4)) anna.send(message)
  for (const type of ['stroke', 'mark', 'marksSeen', 'unmark', 'pointer'] as const) {
    await carla.wait(type)
  }
  await page.sync()
  await untilTrue(() => page.accepted === 1, 'the change is taken')
})

t.test('who is only rung takes no place before Accept, and one after it', async (t) => {
  const { url, rows } = await makeServedCall(t, 'before-accept')
  rows.change(ringing)
  const carla = await joined(await openCallClient(t, url, codeUser))
  const ben = await openCallClient(t, url, { side: 'employee', person: BEN })
  ben.send({ type: 'join' })
  t.match(await ben.wait('problem'), { problem: { code: 'not_participant' } })
  ben.send({ type: 'preconnect' })
  await ben.wait('granted')
  ben.send(STROKE)
  await untilTrue(() => problemsOf(ben).length === 2, 'a grant is no place')
  t.same(problemsOf(ben), ['not_participant', 'not_participant'])
  carla.send({ type: 'preconnect' })
  await carla.wait('busy')
  rows.change(({ call }) => {
    if (call) Object.assign(call, { phase: 'live', rung: [], employees: [BEN] })
  })
  t.match(await joined(ben).then(() => ben.wait('joined')), { isKept: true })
  ben.send(STROKE)
  await carla.wait('stroke')
  t.equal(carla.all('stroke').length, 1, 'only the one after Accept')
  ben.send({ type: 'preconnect' })
  await ben.wait('busy')
  carla.send(STROKE)
  await ben.wait('stroke', ({ by }) => by === 'code_user')
})

t.test('of two who press Accept at once, who got the call is connected early', async (t) => {
  const { url, rows, changed } = await makeServedCall(t, 'both-accept')
  rows.change(ringing)
  const anna = await openCallClient(t, url, employee)
  const ben = await openCallClient(t, url, { side: 'employee', person: BEN })
  anna.send({ type: 'preconnect', isAccepting: true })
  await anna.wait('granted')
  ben.send({ type: 'preconnect', isAccepting: true })
  await ben.wait('granted')
  await anna.wait('busy')
  rows.change(({ call }) => {
    if (call) Object.assign(call, { phase: 'live', rung: [], employees: [ANNA] })
  })
  await changed()
  await ben.wait('busy')
  await untilTrue(() => anna.all('granted').length === 2, 'it comes back to her')
  t.match(await joined(anna).then(() => anna.wait('joined')), { isKept: true })
  ben.send({ type: 'join' })
  t.match(await ben.wait('problem'), { problem: { code: 'not_participant' } })
})

t.test('an answer to no offer is refused, joining twice is one place with its media', async (t) => {
  const { url, inRooms, room } = await makeServedCall(t, 'answers')
  const { anna, carla } = await openPages(t, url)
  await join(anna)
  await until(anna, `me.sending?.connectionState === 'connected'`)
  const answer = { type: 'answer', sdp: SDP }
  await anna.evaluate(`me.send(${JSON.stringify(answer)})`)
  await until(anna, `me.messages.some(({ type }) => type === 'problem')`)
  const problem = (await messagesOf(anna)).find(({ type }) => type === 'problem')
  t.match(problem, { problem: { code: 'invalid', errors: [{ pointer: '/answer' }] } })
  await join(carla)
  await moreFrames(anna)
  await moreFrames(carla)

  await anna.evaluate(`me.send({ type: 'join' })`)
  await until(anna, `me.messages.filter(({ type }) => type === 'joined').length === 2`)
  const places = (await messagesOf(anna)).filter(({ type }) => type === 'joined')
  t.match(places[1], { isKept: false }, 'its connections begin anew')
  await moreFrames(anna)
  await moreFrames(carla)
  const present = await inRooms((rooms) => rooms.participants(room))
  t.same(present.map(({ id }) => id).toSorted(), [ANNA, CARLA], 'each of them once')
  t.notOk((await messagesOf(anna)).some(({ type }) => type === 'replaced'))
})

t.test('a stop before the start is acknowledged, and does not touch the start', async (t) => {
  const { url, rows, inRooms, room, changed } = await makeServedCall(t, 'stop-first')
  const anna = await joined(await openCallClient(t, url, employee))
  const carla = await joined(await openCallClient(t, url, codeUser))
  anna.send({ type: 'stop', what: 'recording', key: 'too-early-1' })
  t.match(await anna.wait('stopped'), { what: 'recording', key: 'too-early-1' })
  carla.send({ type: 'stop', what: 'consent', key: 'too-early-2' })
  t.match(await carla.wait('stopped'), { what: 'consent', key: 'too-early-2' })
  t.same(anna.all('problem'), [])
  t.ok(rows.state.call, 'the call goes on')

  await inRooms((rooms) => rooms.setRecording(room, true))
  rows.change(({ call }) => {
    if (call) call.recording = 'on'
  })
  await changed()
  await anna.wait('recorder', ({ isOn }) => isOn)
  anna.send({ type: 'stop', what: 'recording', key: 'in-time-1' })
  await untilTrue(() => anna.all('recorder').at(-1)?.isOn === false, 'stopped by the second')
  t.same(anna.all('recorder').map(({ isOn }) => isOn), [false, true, false]) // prettier-ignore
  rows.change(({ call }) => {
    if (call) call.recording = 'off'
  })
  await changed()
  await anna.wait('stopped', ({ key }) => key === 'in-time-1')
})

t.test('after the end of a call its messages do nothing', async (t) => {
  const { url, rows, inRooms, room, changed } = await makeServedCall(t, 'after-end')
  const anna = await joined(await openCallClient(t, url, employee))
  const carla = await joined(await openCallClient(t, url, codeUser))
  anna.send(STROKE)
  await carla.wait('stroke')
  // The gateway ends it at once; the row says so when the workflow can be asked again.
  rows.setCommandsAvailable(false)
  anna.send({ type: 'stop', what: 'call', key: 'hang-up-1' })
  for (const client of [anna, carla]) await client.wait('ended', ({ why }) => why === 'over')
  for (const client of [anna, carla]) await settle(client)
  const [annas, carlas] = [anna.messages.length, carla.messages.length]
  for (const message of OF_A_PLACE) anna.send(message)
  for (const type of ['join', 'preconnect'] as const) anna.send({ type })
  for (const client of [anna, carla]) await settle(client)
  t.same(anna.messages.slice(annas), [{ type: 'pong' }], 'they were told that it is over')
  t.same(carla.messages.slice(carlas), [{ type: 'pong' }])
  const rooms = await inRooms((each) => each.list())
  t.notOk(
    rooms.some((each) => each.room === room),
    'no room is opened for it',
  )

  carla.send({ type: 'stop', what: 'call', key: 'hang-up-2' })
  rows.setCommandsAvailable(true)
  await untilTrue(() => rows.told.filter((told) => 'command' in told).length === 2, 'both stops')
  rows.change((state) => {
    state.call = null
  })
  await changed()
  await anna.wait('stopped', ({ key }) => key === 'hang-up-1')
  await carla.wait('stopped', ({ key }) => key === 'hang-up-2')
  await untilTrue(() => anna.closed.code === 1000, 'closed with the call')
  t.match(await refusedUpgrade(url, `side=employee&person=${ANNA}&call=1`), {
    status: 409,
    body: { code: 'no_call' },
  })
})
