import { existsSync, readdirSync, statSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import t, { type Test } from 'tap'
import type { SessionState } from '../../domain/session-state.ts'
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
import { makeTestJanus } from '../support/servers.ts'

/** Carla’s page calls; those of Anna and Ben ring. */
async function openRinging(t: Test, name: string) {
  const made = await makeCall(t, await makeTestJanus(t), name)
  const { url } = await makeCallServer(t, made.options)
  made.rows.change(ringing)
  const pages = await openPages(t, url)
  return { ...made, ...pages, url, ben: await pages.open('employee', BEN) }
}

function acceptedBy(employee: string) {
  return ({ call }: SessionState) => {
    if (call) Object.assign(call, { phase: 'live', rung: [], employees: [employee] })
  }
}

t.test('two pages see each other', async (t) => {
  const { rows, options } = await makeCall(t, await makeTestJanus(t), 'media-two-pages')
  const { url } = await makeCallServer(t, options)
  const { anna, carla, open } = await openPages(t, url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await moreFrames(carla)
  await untilTrue(() => rows.told.length >= 2, 'both are told to the workflow')
  const present = rows.told.map((told) => 'present' in told && told.present && told.id)
  t.same(present.toSorted(), [ANNA, CARLA])

  await anna.evaluate(`me.send({ type: 'presence', microphone: 'muted', camera: 'on' })`)
  await until(carla, `me.messages.some(({ microphone }) => microphone === 'muted')`)

  t.test('a third person gets no place', async (t) => {
    const ben = await open('employee', BEN)
    t.same(await messagesOf(ben), [], 'not even a socket')
    rows.change(({ call }) => call?.employees.push(BEN))
    await until(ben, 'me.messages.length > 0')
    await ben.evaluate(`me.takeMedia().then(() => me.send({ type: 'join' }))`)
    await until(ben, `me.messages.some(({ type }) => type === 'problem')`)
    const problem = (await messagesOf(ben)).find(({ type }) => type === 'problem')
    t.match(problem, { problem: { code: 'gateway_unavailable' } }, 'the room takes two')
    await moreFrames(anna)
  })
})

t.test('a pre-connected page accepts without connecting anew', async (t) => {
  const { rows, url, anna, ben, carla } = await openRinging(t, 'media-preconnected')
  await carla.evaluate(`me.send({ type: 'join' })`)
  await anna.evaluate(`me.send({ type: 'preconnect' })`)
  await until(anna, `me.messages.some(({ type }) => type === 'granted')`)
  await ben.evaluate(`me.send({ type: 'preconnect' })`)
  await until(ben, `me.messages.some(({ type }) => type === 'busy')`)
  for (const page of [anna, carla]) {
    await until(page, `me.sending?.connectionState === 'connected'`)
    await until(page, `me.receiving?.connectionState === 'connected'`)
  }
  const told = rows.told.map((each) => 'id' in each && each.id)
  t.same(told, [CARLA], 'nobody counts as present before accepting')

  rows.change(acceptedBy(ANNA))
  t.notOk((await messagesOf(carla)).some(({ type }) => type === 'answered'))
  await fetch(`${url}/changed`, { method: 'POST' })
  await until(carla, `me.messages.some(({ type }) => type === 'answered')`)
  t.notOk(
    (await messagesOf(anna)).some(({ type }) => type === 'answered'),
    'for who waits',
  )
  for (const page of [anna, carla]) await page.evaluate(`me.takeMedia()`)
  await anna.evaluate(`me.send({ type: 'join' })`)
  const tookMs = await Promise.all(
    [anna, carla].map((page) =>
      page.evaluate(
        `(async () => {
          const at = performance.now()
          await me.sendMedia()
          while ((await me.framesReceived()) === 0) await wait(5)
          return Math.round(performance.now() - at)
        })()`,
      ),
    ),
  )
  t.comment(`first frames ${tookMs.join(' and ')} ms after Accept`)
  const joined = (await messagesOf(anna)).find(({ type }) => type === 'joined')
  t.match(joined, { isKept: true })
})

t.test('the early connection is passed on, and given up for a cold Accept', async (t) => {
  const { rows, anna, ben, carla, open, inRooms, room } = await openRinging(t, 'media-passed-on')
  await join(carla)
  for (const page of [anna, ben]) await page.evaluate(`me.send({ type: 'preconnect' })`)
  await until(ben, `me.messages.some(({ type }) => type === 'busy')`)
  await anna.evaluate(`me.leave()`)
  await until(ben, `me.messages.some(({ type }) => type === 'granted')`)
  await until(ben, `me.sending?.connectionState === 'connected'`)

  rows.change(acceptedBy(ANNA))
  const annaAgain = await open('employee', ANNA)
  await join(annaAgain)
  await moreFrames(annaAgain)
  await moreFrames(carla)
  const present = await inRooms((rooms) => rooms.participants(room))
  t.same(present.map(({ id }) => id).toSorted(), [ANNA, CARLA], 'Ben was taken out')
})

t.test('the page on which Accept was pressed is connected in place of another', async (t) => {
  const { anna, ben, carla } = await openRinging(t, 'media-accepting')
  await join(carla)
  await anna.evaluate(`me.send({ type: 'preconnect' })`)
  await until(anna, `me.sending?.connectionState === 'connected'`)
  await ben.evaluate(`me.send({ type: 'preconnect', isAccepting: true })`)
  await until(anna, `me.messages.some(({ type }) => type === 'busy')`)
  await until(ben, `me.sending?.connectionState === 'connected'`)
  await until(ben, `me.receiving?.connectionState === 'connected'`)
  await ben.evaluate(`me.leave()`)
  await until(anna, `me.messages.findLast(({ type }) => type === 'granted' || type === 'busy').type === 'granted'`) // prettier-ignore
})

t.test('who has accepted before their page was connected is connected at once', async (t) => {
  const { rows, url, anna, ben, carla } = await openRinging(t, 'media-accepted')
  await join(carla)
  await anna.evaluate(`me.send({ type: 'preconnect' })`)
  await until(anna, `me.messages.some(({ type }) => type === 'granted')`)
  rows.change(acceptedBy(BEN))
  await fetch(`${url}/changed`, { method: 'POST' })
  await until(anna, `me.messages.some(({ type }) => type === 'busy')`)
  await anna.evaluate(`me.send({ type: 'preconnect', isAccepting: true })`)
  await ben.evaluate(`me.send({ type: 'preconnect', isAccepting: true })`)
  await until(ben, `me.receiving?.connectionState === 'connected'`)
  await ben.evaluate(`me.takeMedia().then(() => me.send({ type: 'join' }))`)
  await until(ben, `me.messages.some(({ type }) => type === 'joined')`)
  t.match(
    (await messagesOf(ben)).find(({ type }) => type === 'joined'),
    { isKept: true },
  )
  const granted = (await messagesOf(anna)).filter(({ type }) => type === 'granted')
  t.equal(granted.length, 1, 'not who was too late')
})

t.test('a rung page that is quicker than the caller stays connected', async (t) => {
  const { rows, options } = await makeCall(t, await makeTestJanus(t), 'media-quick-page')
  const { url } = await makeCallServer(t, options)
  rows.change(ringing)
  const { anna, carla } = await openPages(t, url)
  await anna.evaluate(`me.send({ type: 'preconnect' })`)
  await until(anna, `me.sending?.connectionState === 'connected'`)
  await join(carla)
  await until(anna, `me.receiving?.connectionState === 'connected'`)
  t.notOk((await messagesOf(anna)).some(({ type }) => type === 'busy'))
})

t.test('the recorder is shown, and its files hold media', async (t) => {
  const janus = await makeTestJanus(t)
  const { options, inRooms, room } = await makeCall(t, janus, 'media-recorded')
  const { url } = await makeCallServer(t, options)
  const { anna, carla } = await openPages(t, url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await inRooms((rooms) => rooms.setRecording(room, true))
  for (const page of [anna, carla]) {
    await until(page, `me.messages.findLast(({ type }) => type === 'recorder').isOn`)
  }
  await moreFrames(anna, 30)
  await inRooms((rooms) => rooms.setRecording(room, false))
  await until(anna, `!me.messages.findLast(({ type }) => type === 'recorder').isOn`)
  const folder = joinPath(janus.recordingsFolder, room)
  const files = readdirSync(folder)
  t.equal(files.length, 4, 'voice and picture of both')
  for (const name of files) {
    t.match(name, /^videoroom-media-recorded-1-user-[a-z-]+-\d+-(audio|video)-\d\.mjr$/)
    t.ok(statSync(joinPath(folder, name)).size > 64, `${name} is not empty`)
  }
})

t.test('a page cannot record by itself', async (t) => {
  const janus = await makeTestJanus(t)
  const { options, inRooms, room } = await makeCall(t, janus, 'media-no-own-record')
  const { url } = await makeCallServer(t, options)
  const { anna } = await openPages(t, url)
  await join(anna)
  await until(anna, `me.sending?.connectionState === 'connected'`)
  const attempts = [
    { record: true, filename: '../evil' },
    { request: 'configure', record: true },
    { body: { request: 'configure', record: true } },
  ]
  for (const attempt of attempts) {
    await anna.evaluate(
      `me.send({ type: 'offer', sdp: me.sending.localDescription.sdp, ...${JSON.stringify(attempt)} })`,
    )
  }
  await until(anna, `me.messages.filter(({ type }) => type === 'problem').length === 3`)
  const problems = (await messagesOf(anna)).filter(({ type }) => type === 'problem')
  t.match(problems[0], { problem: { code: 'invalid', errors: [{ pointer: '/record' }] } })
  await anna.evaluate(
    `me.send({ type: 'offer', sdp: me.sending.localDescription.sdp.replace(/m=audio[^]*?(?=m=)/, '$&$&') })`,
  )
  await until(anna, `me.messages.filter(({ type }) => type === 'problem').length === 4`)
  const list = await inRooms((rooms) => rooms.list())
  t.same(
    list.find((each) => each.room === room),
    { room, isRecording: false },
  )
  t.notOk(existsSync(joinPath(janus.recordingsFolder, room)), 'nothing was written')
  t.notOk(existsSync(joinPath(janus.recordingsFolder, 'evil')))
})

t.test('strokes carry the colour of who was let in', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'media-strokes')
  const { url } = await makeCallServer(t, options)
  const { anna, carla } = await openPages(t, url)
  await join(anna)
  const stroke = { type: 'stroke', id: 's1', points: [0, 0, 100, 200], isLast: true }
  await carla.evaluate(`me.send(${JSON.stringify(stroke)})`)
  await until(carla, `me.messages.some(({ type }) => type === 'problem')`)
  await join(carla)
  await carla.evaluate(`me.send(${JSON.stringify(stroke)})`)
  await until(anna, `me.messages.some(({ type }) => type === 'stroke')`)
  const received = (await messagesOf(anna)).filter(({ type }) => type === 'stroke')
  t.same(received, [{ ...stroke, by: 'code_user' }], 'once, and only since she joined')
  await anna.evaluate(`me.send({ ...${JSON.stringify(stroke)}, by: 'code_user' })`)
  await until(anna, `me.messages.some(({ type }) => type === 'problem')`)
})
