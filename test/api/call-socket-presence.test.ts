import t from 'tap'
import { openCallClient, refusedUpgrade } from '../support/call/call-client.ts'
import { ANNA, CARLA, makeCall, makeCallServer, untilTrue } from '../support/call/call-test.ts'
import { makeTestJanus } from '../support/servers.ts'

const employee = { side: 'employee', person: ANNA } as const
const codeUser = { side: 'code_user', person: CARLA } as const

t.test('the other side learns at once who left and came back', async (t) => {
  const { options, rows } = await makeCall(t, await makeTestJanus(t), 'presence-sides')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  anna.send({ type: 'join' })
  await anna.wait('joined')
  const carla = await openCallClient(t, url, codeUser)
  carla.send({ type: 'join' })
  const here = await anna.wait('presence', ({ isPresent }) => isPresent)
  t.match(here, { side: 'code_user', microphone: 'on', camera: 'off' })
  carla.send({ type: 'presence', microphone: 'muted', camera: 'on' })
  await anna.wait('presence', ({ microphone }) => microphone === 'muted')
  t.match(
    await carla.wait('presence'),
    { side: 'employee' },
    'who comes later is told who is there',
  )

  const presences = () => rows.told.filter((told) => 'present' in told)
  await untilTrue(() => presences().length >= 2, 'both are told to the workflow')
  rows.change(({ call }) => {
    for (const told of presences()) if (call) call.presence[told.id] = { ...told, since: 0 }
  })
  await fetch(`${url}/changed`, { method: 'POST' })
  const before = presences().length
  carla.socket.terminate()
  await anna.wait('presence', ({ isPresent }) => !isPresent)
  await untilTrue(() => presences().length > before, 'the workflow hears it')
  const absence = presences()[before]
  t.match(absence, { id: CARLA, present: false, epoch: 1 })
  await untilTrue(() => presences().length > before + 1, 'again, while the row does not show it')
  const seqs = presences().map(({ seq }) => seq)
  t.same(
    seqs,
    seqs.toSorted((a, b) => a - b),
    'in order',
  )
  t.equal(new Set(seqs).size, seqs.length, 'each with a number of its own')

  const back = await openCallClient(t, url, codeUser)
  back.send({ type: 'join' })
  await back.wait('joined')
  await anna.wait('presence', ({ isPresent, microphone }) => isPresent && microphone === 'muted')
})

t.test('a second page of the same person takes the place', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'presence-replaced')
  const { url } = await makeCallServer(t, options)
  const first = await openCallClient(t, url, employee)
  first.send({ type: 'join' })
  await first.wait('joined')
  const second = await openCallClient(t, url, employee)
  second.send({ type: 'join' })
  await second.wait('joined')
  await first.wait('replaced')
  first.send({ type: 'candidate', leg: 'send', candidate: null })
  t.match(await first.wait('problem'), { problem: { code: 'not_participant' } })
  second.send({ type: 'candidate', leg: 'send', candidate: null })
  second.send({ type: 'ping' })
  await second.wait('pong')
  t.same(second.all('problem'), [])
})

t.test('a call that ends in the row ends for its pages', async (t) => {
  const { options, rows } = await makeCall(t, await makeTestJanus(t), 'presence-over')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  rows.change((state) => {
    state.call = null
  })
  await fetch(`${url}/changed`, { method: 'POST' })
  t.match(await anna.wait('ended'), { why: 'over' })
  await untilTrue(() => anna.closed.code === 1000, 'and their sockets are closed')
})

t.test('a holder that reads a higher epoch lets its pages go', async (t) => {
  const { options, rows } = await makeCall(t, await makeTestJanus(t), 'presence-epoch')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  anna.send({ type: 'join' })
  await anna.wait('joined')
  const taken = { id: 'gateway-1', holder: 'holder-2', holderUrl: '', epoch: 1, leaseMs: 60_000 }
  await rows.leases().take(taken)
  await untilTrue(() => anna.closed.code === 1012, 'service restart: come back elsewhere')
  const refused = await refusedUpgrade(url, `side=employee&person=${ANNA}&call=1`)
  t.match(refused, { status: 503, body: { code: 'unavailable' } })
})
