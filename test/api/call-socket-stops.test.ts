import t from 'tap'
import { joined, openCallClient } from '../support/call/call-client.ts'
import { ANNA, BEN, CARLA, makeCall, makeCallServer, untilTrue } from '../support/call/call-test.ts'
import { makeMortalJanus } from '../support/janus.ts'
import { makeTestJanus } from '../support/servers.ts'

const employee = { side: 'employee', person: ANNA } as const
const codeUser = { side: 'code_user', person: CARLA } as const

async function makeRecordedCall(t: Parameters<typeof makeCall>[0], sessionId: string) {
  const janus = await makeTestJanus(t)
  const made = await makeCall(t, janus, sessionId)
  const { rows, inRooms, room, options } = made
  const server = await makeCallServer(t, options)
  const anna = await joined(await openCallClient(t, server.url, employee))
  const carla = await joined(await openCallClient(t, server.url, codeUser))
  await inRooms((rooms) => rooms.setRecording(room, true))
  rows.change((state) => {
    if (state.call) state.call.recording = 'on'
    const at = state.createdAt
    const consent = {
      decision: 'given',
      participant: CARLA,
      textVersion: 1,
      language: 'en',
    } as const
    state.consents.push({ call: 1, at, ...consent })
  })
  await carla.wait('recorder', ({ isOn }) => isOn)
  const isRecording = async () =>
    (await inRooms((rooms) => rooms.list())).some((each) => each.room === room && each.isRecording)
  const isOpen = async () =>
    (await inRooms((rooms) => rooms.list())).some((each) => each.room === room)
  const changed = () => fetch(`${server.url}/changed`, { method: 'POST' })
  return { ...made, url: server.url, anna, carla, isRecording, isOpen, changed }
}

t.test('consent taken back stops the recorder without Temporal', async (t) => {
  const { rows, carla, anna, isRecording, inRooms, room, changed } = await makeRecordedCall(
    t,
    'stop-consent',
  )
  rows.setCommandsAvailable(false)
  carla.send({ type: 'stop', what: 'consent', key: 'withdraw-1', recorded: 'delete' })
  await anna.wait('recorder', ({ isOn }) => !isOn)
  t.notOk(await isRecording(), 'at once')

  await inRooms((rooms) => rooms.setRecording(room, true))
  await untilTrue(async () => !(await isRecording()), 'a late start is undone')
  await untilTrue(
    () => rows.told.some((told) => 'fact' in told && told.fact === 'mediaStopped'),
    'the workflow hears the bare fact meanwhile',
  )
  t.same(carla.all('stopped'), [], 'not acknowledged before the row shows it')

  carla.send({ type: 'stop', what: 'consent', key: 'withdraw-1', recorded: 'delete' })
  rows.setCommandsAvailable(true)
  const commands = () => rows.told.filter((told) => 'command' in told)
  await untilTrue(() => commands().length > 0, 'the command arrives')
  rows.change((state) => {
    if (state.call) state.call.recording = 'off'
    for (const consent of state.consents) consent.decision = 'withdrawn'
  })
  await changed()
  t.match(await carla.wait('stopped'), { what: 'consent', key: 'withdraw-1' })
  t.same(
    commands(),
    [{ command: 'consent', key: 'withdraw-1', by: CARLA, recorded: 'delete' }],
    'once, under the key of the page',
  )
})

t.test('an employee stops the recorder', async (t) => {
  const { rows, anna, carla, isRecording, changed } = await makeRecordedCall(t, 'stop-recording')
  anna.send({ type: 'stop', what: 'recording', key: 'stop-rec-1' })
  await carla.wait('recorder', ({ isOn }) => !isOn)
  t.notOk(await isRecording())
  rows.change(({ call }) => {
    if (call) call.recording = 'off'
  })
  await changed()
  await anna.wait('stopped')
})

t.test('hanging up ends the media of both at once', async (t) => {
  const { rows, anna, carla, isOpen, changed } = await makeRecordedCall(t, 'stop-call')
  rows.setCommandsAvailable(false)
  carla.send({ type: 'stop', what: 'call', key: 'hang-up-1' })
  await anna.wait('ended', ({ why }) => why === 'over')
  t.notOk(await isOpen(), 'the room is closed')
  rows.setCommandsAvailable(true)
  await untilTrue(() => rows.told.some((told) => 'command' in told), 'the command arrives')
  rows.change((state) => {
    state.call = null
  })
  await changed()
  await carla.wait('stopped')
  await untilTrue(() => anna.closed.code === 1000, 'sockets of a call that is over are closed')
  t.notOk(
    rows.told.some((told) => 'gateway' in told),
    'a room closed on purpose is not lost',
  )
})

t.test('an HTTP route stops through the same holder', async (t) => {
  const { url, carla, isRecording } = await makeRecordedCall(t, 'stop-by-route')
  const answer = await fetch(`${url}/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ what: 'recording' }),
  })
  t.equal(answer.status, 200)
  t.notOk(await isRecording(), 'when it is answered, it is off')
  await carla.wait('recorder', ({ isOn }) => !isOn)
})

t.test('stopping belongs to the right side', async (t) => {
  const { rows, anna, carla, isRecording, url } = await makeRecordedCall(t, 'stop-not-theirs')
  anna.send({ type: 'stop', what: 'consent', key: 'not-mine-1' })
  carla.send({ type: 'stop', what: 'recording', key: 'not-mine-2' })
  t.match(await anna.wait('problem'), { problem: { code: 'not_participant' } })
  t.match(await carla.wait('problem'), { problem: { code: 'not_participant' } })
  rows.change(({ call }) => {
    if (call) Object.assign(call, { phase: 'ringing', rung: [BEN] })
  })
  const ben = await openCallClient(t, url, { side: 'employee', person: BEN })
  ben.send({ type: 'stop', what: 'call', key: 'not-mine-3' })
  t.match(await ben.wait('problem'), { problem: { code: 'not_participant' } }, 'only rung')
  t.ok(await isRecording(), 'nothing was stopped')
})

t.test('a recorder that cannot be reached is stopped when it can', async (t) => {
  const janus = await makeMortalJanus(t)
  const { options, inRooms, room } = await makeCall(t, janus, 'stop-hung')
  const { url } = await makeCallServer(t, options)
  const anna = await joined(await openCallClient(t, url, employee))
  await inRooms((rooms) => rooms.setRecording(room, true))
  await anna.wait('recorder', ({ isOn }) => isOn)
  await janus.signal('SIGSTOP')
  anna.send({ type: 'stop', what: 'recording', key: 'stop-hung-1' })
  t.match(await anna.wait('problem'), { problem: { code: 'gateway_unavailable' } })
  await janus.signal('SIGCONT')
  await untilTrue(
    async () => !(await inRooms((rooms) => rooms.list())).some((each) => each.isRecording),
    'the recorder is off',
  )
})
