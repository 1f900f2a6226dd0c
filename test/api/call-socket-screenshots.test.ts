import t, { type Test } from 'tap'
import * as Y from 'yjs'
import { MOST_BYTES, PART_BYTES, writeFrame } from '../../domain/screenshot-frames.ts'
import { joined, openCallClient } from '../support/call/call-client.ts'
import {
  ANNA,
  CARLA,
  makeCall,
  makeCallServer,
  makeCallServerProcess,
  untilTrue,
} from '../support/call/call-test.ts'
import { ScreenshotClient } from '../support/call/screenshot-client.ts'
import { makeTestJanus } from '../support/servers.ts'

const PEN = { kind: 'pen', order: 1, points: [1, 2, 3, 4] }
const [ANNAS, CARLAS] = ['e-00000001', 'c-00000001'] as const
const SHOT = { id: 'shot-1', number: 1, width: 640, height: 480 }

/** A call with one screenshot. */
async function makeTaken(t: Test, name: string) {
  const all = await makeCall(t, await makeTestJanus(t), `screenshots-${name}`)
  all.rows.change(({ call }) => {
    if (call) call.screenshots = [SHOT]
  })
  return all
}

async function openPage(
  t: Test,
  url: string,
  { side, document }: { side: 'employee' | 'code_user'; document?: Y.Doc },
) {
  const person = side === 'employee' ? ANNA : CARLA
  const client = await joined(await openCallClient(t, url, { side, person }))
  return { client, page: new ScreenshotClient(client, 1, document) }
}

const openBoth = (t: Test, url: string) =>
  Promise.all([openPage(t, url, { side: 'employee' }), openPage(t, url, { side: 'code_user' })])

t.test('R16: both edit one screenshot, each change is logged before it is relayed', async (t) => {
  const { options, rows } = await makeTaken(t, 'both')
  const { url } = await makeCallServer(t, options)
  const [anna, carla] = await openBoth(t, url)
  await Promise.all([anna.page.sync(), carla.page.sync()])
  anna.page.change((shapes) => shapes.set(ANNAS, PEN))
  await untilTrue(() => ANNAS in carla.page.seen, 'Anna’s shape at Carla’s page')
  t.equal(rows.screenshotChanges('shot-1').length, 1)
  carla.page.change((shapes) => shapes.set(CARLAS, PEN))
  await untilTrue(() => CARLAS in anna.page.seen, 'and Carla’s at Anna’s')
  t.same(anna.page.seen, carla.page.seen)
  t.same([anna.page.accepted, carla.page.accepted], [1, 1])
})

t.test('R16: kill -9 of the api loses no change that was accepted', async (t) => {
  const { options } = await makeTaken(t, 'killed')
  const first = await makeCallServerProcess(t, options)
  const [anna, carla] = await openBoth(t, first.url)
  await Promise.all([anna.page.sync(), carla.page.sync()])
  anna.page.change((shapes) => shapes.set(ANNAS, PEN))
  carla.page.change((shapes) => shapes.set(CARLAS, PEN))
  await untilTrue(() => anna.page.accepted + carla.page.accepted === 2, 'both accepted')
  await first.kill()
  anna.page.document.getMap('shapes').set('e-offline1', PEN)
  const second = await makeCallServerProcess(t, options)
  const reloaded = await openPage(t, second.url, { side: 'code_user' })
  await reloaded.page.sync()
  t.same(Object.keys(reloaded.page.seen).toSorted(), [CARLAS, ANNAS])
  const { document } = anna.page
  const back = await openPage(t, second.url, { side: 'employee', document })
  await back.page.sync()
  await untilTrue(() => 'e-offline1' in reloaded.page.seen, 'what was drawn meanwhile')
  t.same(back.page.seen, reloaded.page.seen)
})

t.test('bad changes are refused and the call goes on', async (t) => {
  const { options, rows } = await makeTaken(t, 'bad')
  const { url } = await makeCallServer(t, options)
  const [anna, carla] = await openBoth(t, url)
  await Promise.all([anna.page.sync(), carla.page.sync()])
  const refused = async (code: string, name: string) => {
    await untilTrue(() => carla.page.problems.length > 0, name)
    t.equal(carla.page.problems.at(-1), code, name)
    carla.client.messages.splice(0)
  }
  carla.page.sendChange(Uint8Array.of(1, 255, 255, 7))
  await refused('invalid', 'bytes that are no change')
  const forged = new Y.Doc()
  forged.getMap('shapes').set('e-forged01', PEN)
  carla.page.sendChange(Y.encodeStateAsUpdate(forged))
  await refused('invalid', 'a shape signed by the other side')
  for (let sent = 0; sent <= 2 * MOST_BYTES; sent += PART_BYTES) {
    carla.page.send('part', new Uint8Array(PART_BYTES))
  }
  await refused('too_large', 'a document of 2 MB')
  carla.page.send('change', new Uint8Array(2 * MOST_BYTES))
  t.match(await carla.client.wait('problem'), { problem: { code: 'too_large' } }, 'in one piece')
  await carla.page.sync()
  const other = new ScreenshotClient(carla.client, 2)
  other.send('sync', Y.encodeStateVector(new Y.Doc()))
  await untilTrue(() => other.problems.length > 0, 'a screenshot of another session')
  t.same(other.problems, ['not_found'])
  t.same(rows.screenshotChanges('shot-1'), [], 'nothing was logged')
  carla.client.send({ type: 'ping' })
  await carla.client.wait('pong')
  carla.page.change((shapes) => shapes.set(CARLAS, PEN))
  await untilTrue(() => CARLAS in anna.page.seen, 'a good change')
})

t.test('frames for a screenshot that is not there are refused until it is', async (t) => {
  const { options, rows } = await makeTaken(t, 'not-there')
  const { url } = await makeCallServer(t, options)
  const { client, page } = await openPage(t, url, { side: 'employee' })
  const early = new ScreenshotClient(client, 2)
  early.send('sync', Y.encodeStateVector(early.document))
  early.change((shapes) => shapes.set(ANNAS, PEN))
  await untilTrue(() => early.problems.length === 2, 'both refused')
  t.same(early.problems, ['not_found', 'not_found'])
  await page.sync()
  t.same(page.seen, {}, 'the one that is there goes on, with nothing of it')
  rows.change(({ call }) => {
    if (call) call.screenshots = [SHOT, { ...SHOT, id: 'shot-2', number: 2 }]
  })
  t.same(rows.screenshotChanges('shot-2'), [], 'nothing was logged')
  await early.sync()
  await untilTrue(() => early.accepted === 1, 'what was refused is asked for, and taken')
  t.equal(rows.screenshotChanges('shot-2').length, 1)
})

t.test('changes that come in the wrong order are refused, in the right one taken', async (t) => {
  const { options, rows } = await makeTaken(t, 'wrong-order')
  const { url } = await makeCallServer(t, options)
  const { page } = await openPage(t, url, { side: 'employee' })
  const [first, second] = changesOf(page.document)
  page.sendChange(second)
  await untilTrue(() => page.problems.length === 1, 'builds on what is not here')
  t.same(page.problems, ['try_again'])
  const middle = Math.floor(first.length / 2)
  page.send('part', first.subarray(0, middle))
  page.send('sync', Y.encodeStateVector(new Y.Doc()))
  page.send('change', first.subarray(middle))
  await untilTrue(() => page.problems.length === 2, 'the rest of what a sync has ended')
  t.same(page.problems, ['try_again', 'invalid'])
  t.same(rows.screenshotChanges('shot-1'), [], 'nothing was logged')
  page.send('part', first.subarray(0, middle))
  page.send('change', first.subarray(middle))
  page.sendChange(second)
  await untilTrue(() => page.accepted === 2, 'both accepted')
  t.equal(rows.screenshotChanges('shot-1').length, 2)
})

/** Two changes, of which the second builds on the first. */
function changesOf(document: Y.Doc): [first: Uint8Array, second: Uint8Array] {
  const shapes = document.getMap('shapes')
  shapes.set(ANNAS, PEN)
  const first = Y.encodeStateAsUpdate(document)
  const before = Y.encodeStateVector(document)
  shapes.set('e-00000002', PEN)
  return [first, Y.encodeStateAsUpdate(document, before)]
}

t.test('a frame that is none is refused', async (t) => {
  const { options } = await makeTaken(t, 'frames')
  const { url } = await makeCallServer(t, options)
  const { client } = await openPage(t, url, { side: 'employee' })
  client.socket.send(Buffer.from([9, 0, 1]))
  await untilTrue(() => client.all('problem').length === 1, 'a problem')
  client.socket.send(writeFrame({ kind: 'accepted', screenshot: 1, body: new Uint8Array() }))
  await untilTrue(() => client.all('problem').length === 2, 'another')
  t.same(
    client.all('problem').map(({ problem }) => problem.code),
    ['invalid', 'invalid'],
  )
})

t.test('who has no place in the call edits nothing', async (t) => {
  const { options } = await makeTaken(t, 'outside')
  const { url } = await makeCallServer(t, options)
  const client = await openCallClient(t, url, { side: 'code_user', person: CARLA })
  const page = new ScreenshotClient(client, 1)
  page.send('sync', Y.encodeStateVector(page.document))
  await untilTrue(() => page.problems.length > 0, 'a problem')
  t.same(page.problems, ['not_participant'])
  await joined(client)
  await page.sync()
  t.same(page.seen, {})
})

t.test('while the database is away nothing is accepted, afterwards all of it', async (t) => {
  const { options, rows } = await makeTaken(t, 'away')
  const { url } = await makeCallServer(t, options)
  const [anna, carla] = await openBoth(t, url)
  await Promise.all([anna.page.sync(), carla.page.sync()])
  rows.setCommandsAvailable(false)
  anna.page.change((shapes) => shapes.set(ANNAS, PEN))
  await untilTrue(() => anna.page.problems.length > 0, 'a problem')
  t.same(anna.page.problems, ['unavailable'])
  t.same(carla.page.seen, {})
  rows.setCommandsAvailable(true)
  await anna.page.sync()
  await untilTrue(() => ANNAS in carla.page.seen, 'the change')
})

t.test('a change under way when the call ends is refused', async (t) => {
  const { options, rows } = await makeTaken(t, 'ended')
  const { url } = await makeCallServer(t, options)
  const { page } = await openPage(t, url, { side: 'employee' })
  await page.sync()
  page.change((shapes) => shapes.set(ANNAS, PEN))
  await untilTrue(() => page.accepted === 1, 'accepted while it lasts')
  rows.change((state) => {
    state.call = null
  })
  page.change((shapes) => shapes.set('e-toolate1', PEN))
  await untilTrue(() => page.problems.length > 0, 'a problem')
  t.same(page.problems, ['no_call'])
  t.equal(rows.screenshotChanges('shot-1').length, 1)
})

t.test('the other side sees where one is and what is being drawn', async (t) => {
  const { options } = await makeTaken(t, 'pointer')
  const { url } = await makeCallServer(t, options)
  const [anna, carla] = await openBoth(t, url)
  const shape = { kind: 'pen', order: 1, points: [1, 2] } as const
  const draft = { id: ANNAS, shape: { ...shape, points: [1, 2] }, goesOn: false }
  anna.client.send({ type: 'pointer', screenshot: 1, isOpen: true, at: { x: 3, y: 4 }, draft })
  t.match(await carla.client.wait('pointer'), { by: 'employee', at: { x: 3, y: 4 }, draft })
  const forged = { ...draft, id: CARLAS }
  anna.client.send({ type: 'pointer', screenshot: 1, isOpen: true, at: null, draft: forged })
  t.match(await anna.client.wait('problem'), { problem: { code: 'invalid' } })
})
