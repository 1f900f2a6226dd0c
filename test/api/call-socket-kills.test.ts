import t from 'tap'
import {
  join,
  makeCall,
  makeCallServer,
  makeCallServerProcess,
  messagesOf,
  moreFrames,
  openPages,
  until,
  untilTrue,
} from '../support/call/call-test.ts'
import { makeMortalJanus } from '../support/janus.ts'
import { makeTestJanus } from '../support/servers.ts'

const COUNT_FRAMES = `
  window.gaps = []
  window.seen = 0
  window.seenAt = performance.now()
  setInterval(async () => {
    const frames = await me.framesReceived()
    if (frames === seen) return
    const now = performance.now()
    gaps.push(now - seenAt)
    window.seen = frames
    window.seenAt = now
  }, 20)`

t.test('a killed api leaves pictures running and is taken over', async (t) => {
  const { options, rows, inRooms, room } = await makeCall(t, await makeTestJanus(t), 'kill-api')
  const first = await makeCallServerProcess(t, options)
  const { anna, carla } = await openPages(t, first.url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await moreFrames(carla)
  for (const page of [anna, carla]) await page.evaluate(COUNT_FRAMES)

  await first.kill()
  await moreFrames(anna, 20)
  await moreFrames(carla, 20)
  await makeCallServerProcess(t, options)
  for (const page of [anna, carla]) {
    await until(page, `me.messages.filter(({ type }) => type === 'joined').length === 2`)
    t.match(
      (await messagesOf(page)).findLast(({ type }) => type === 'joined'),
      { isKept: true },
    )
    await moreFrames(page, 20)
    const longest = Number(await page.evaluate('Math.max(...gaps)'))
    t.comment(`longest time without a new frame: ${Math.round(longest)} ms`)
    t.ok(longest < 2_000, 'no interruption')
  }
  t.same(
    rows.told.filter((told) => 'present' in told && !told.present),
    [],
    'nobody was reported absent',
  )

  t.test('the new one has everything in hand', async (t) => {
    await inRooms((rooms) => rooms.setRecording(room, true))
    await until(anna, `me.messages.findLast(({ type }) => type === 'recorder').isOn`)
    rows.change(({ call }) => {
      if (call) call.recording = 'on'
    })
    await anna.evaluate(`me.send({ type: 'stop', what: 'recording', key: 'stop-key-1' })`)
    await until(carla, `!me.messages.findLast(({ type }) => type === 'recorder').isOn`)
    t.same(
      (await inRooms((rooms) => rooms.list())).find((each) => each.room === room),
      { room, isRecording: false },
    )
    await carla.reload()
    await carla.evaluate(
      `window.me = new CallPage({ side: 'code_user', person: 'participant-carla', call: 1 })`,
    )
    await carla.evaluate('me.connect()')
    await join(carla)
    await moreFrames(carla)
    await moreFrames(anna)
  })
})

t.test('who does not come back after a takeover is reported', async (t) => {
  const { options, rows } = await makeCall(t, await makeTestJanus(t), 'kill-api-and-page')
  const first = await makeCallServerProcess(t, options)
  const { anna, carla } = await openPages(t, first.url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await untilTrue(() => rows.told.length === 2, 'both are reported present')
  rows.change(({ call }) => {
    for (const told of rows.told) {
      if (call && 'present' in told) call.presence[told.id] = { ...told, since: 0 }
    }
  })
  await first.kill()
  await carla.close()
  await makeCallServerProcess(t, options)
  const absence = () => rows.told.find((told) => 'present' in told && !told.present)
  await untilTrue(() => absence() !== undefined, 'the absence is told')
  t.match(absence(), { id: 'participant-carla', epoch: 2 })
})

t.test('a killed gateway is told to both sides', async (t) => {
  const janus = await makeMortalJanus(t)
  const { options, rows } = await makeCall(t, janus, 'kill-gateway')
  const { url } = await makeCallServer(t, options)
  const { anna, carla } = await openPages(t, url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  const at = Date.now()
  await janus.signal('SIGKILL')
  for (const page of [anna, carla]) {
    await until(page, `me.messages.some(({ why }) => why === 'gateway_lost')`)
  }
  t.comment(`told after ${Date.now() - at} ms`)
  await untilTrue(() => rows.told.some((told) => 'gateway' in told), 'the workflow is told')
})

t.test('a gateway that was started anew has lost its calls', async (t) => {
  const janus = await makeMortalJanus(t)
  const { options, rows } = await makeCall(t, janus, 'restart-gateway')
  await janus.signal('SIGKILL')
  await janus.restart()
  await makeCallServer(t, options)
  await untilTrue(() => rows.told.some((told) => 'gateway' in told), 'the workflow is told')
})

t.test('a call whose api stays away too long is lost', async (t) => {
  const janus = await makeMortalJanus(t, { reclaimSeconds: 8 })
  const { options, rows } = await makeCall(t, janus, 'api-away')
  const first = await makeCallServerProcess(t, { ...options, reclaimSeconds: 8 })
  const { anna, carla } = await openPages(t, first.url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await first.kill()
  // The gateway waits for eight seconds, then the browser for some of its own.
  await until(anna, `me.sending.connectionState !== 'connected'`, 60_000)
  await makeCallServerProcess(t, { ...options, reclaimSeconds: 8 })
  for (const page of [anna, carla]) {
    await until(page, `me.messages.some(({ why }) => why === 'gateway_lost')`)
  }
  await untilTrue(() => rows.told.some((told) => 'gateway' in told), 'the workflow is told')
})

t.test('a call outlives a gateway that hangs for a while', async (t) => {
  const janus = await makeMortalJanus(t)
  const { options, rows } = await makeCall(t, janus, 'hang-gateway')
  const { url } = await makeCallServer(t, options)
  const { anna, carla } = await openPages(t, url)
  await join(anna)
  await join(carla)
  await moreFrames(anna)
  await moreFrames(carla)
  await janus.signal('SIGSTOP')
  const answer = await fetch(`${url}/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ what: 'recording' }),
  })
  t.equal(answer.status, 503, 'it cannot be said that the recorder is off')
  await janus.signal('SIGCONT')
  await moreFrames(anna)
  await moreFrames(carla)
  await anna.evaluate(`me.send({ type: 'restart', leg: 'receive' })`)
  await until(anna, `me.messages.some(({ type, isNew }) => type === 'offer' && !isNew)`)
  await moreFrames(anna)
  t.notOk(
    rows.told.some((told) => 'gateway' in told),
    'nothing was lost',
  )
})
