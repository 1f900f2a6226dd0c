import t from 'tap'
import { openCallClient, refusedUpgrade } from '../support/call/call-client.ts'
import { ANNA, BEN, CARLA, makeCall, makeCallServer, untilTrue } from '../support/call/call-test.ts'
import { makeTestJanus } from '../support/servers.ts'

const TOO_LARGE = { code: 'too_large' }

function points(count: number): number[] {
  return Array.from({ length: count }, () => 7)
}

function stroke(change: object): string {
  return JSON.stringify({ type: 'stroke', id: 's', points: [1, 2], isLast: true, ...change })
}

const employee = { side: 'employee', person: ANNA } as const

t.test('who does not belong into the call gets no socket', async (t) => {
  const { options, rows } = await makeCall(t, await makeTestJanus(t), 'input-upgrade')
  const { url } = await makeCallServer(t, options)
  t.match(await refusedUpgrade(url, `side=employee&person=${BEN}&call=1`), {
    status: 409,
    body: { code: 'not_participant' },
  })
  t.match(await refusedUpgrade(url, `side=employee&person=${ANNA}&call=2`), {
    status: 409,
    body: { code: 'no_call' },
  })
  const anna = await openCallClient(t, url, employee)
  t.match(await anna.wait('welcome'), { side: 'employee', participant: ANNA, call: 1 })
  rows.change((state) => {
    state.call = null
  })
  await fetch(`${url}/changed`, { method: 'POST' })
  await untilTrue(() => anna.closed.code === 1000, 'the call is over')
  t.match(await refusedUpgrade(url, `side=code_user&person=${CARLA}&call=1`), { status: 409 })
})

t.test('bad messages get a problem and change nothing', async (t) => {
  const { options, inRooms, room } = await makeCall(t, await makeTestJanus(t), 'input-bad')
  const { url } = await makeCallServer(t, options)
  const cases: [name: string, frame: string | Buffer, problem: object][] = [
    ['no JSON', '{', { code: 'invalid' }],
    ['no object', '42', { code: 'invalid', errors: [{ pointer: '/type' }] }],
    ['unknown type', '{"type":"record"}', { code: 'invalid', errors: [{ pointer: '/type' }] }],
    [
      'unknown field',
      '{"type":"join","id":"x"}',
      { code: 'invalid', errors: [{ pointer: '/id' }] },
    ],
    ['wrong type', '{"type":"offer","sdp":7}', { code: 'invalid', errors: [{ pointer: '/sdp' }] }],
    ['missing field', '{"type":"offer"}', { code: 'invalid', errors: [{ pointer: '/sdp' }] }],
    [
      'too large',
      JSON.stringify({ type: 'offer', sdp: 'x'.repeat(20_000) }),
      { code: 'too_large' },
    ],
    ['two megabytes', JSON.stringify({ type: 'stroke', id: 'x'.repeat(2e6) }), TOO_LARGE],
    ['a foreign colour', stroke({ by: 'code_user' }), { errors: [{ pointer: '/by' }] }],
    ['a longer stroke', stroke({ points: points(513) }), { errors: [{ pointer: '/points' }] }],
    ['ten thousand points', stroke({ points: points(20_000) }), TOO_LARGE],
    [
      'outside the picture',
      stroke({ points: [0, 40_000] }),
      { errors: [{ pointer: '/points/1' }] },
    ],
    ['another session', stroke({ sessionId: 'other' }), { errors: [{ pointer: '/sessionId' }] }],
    ['no binary message', Buffer.from([9, 2, 3]), { code: 'invalid' }],
    ['a large binary one', Buffer.alloc(300 * 1024, 2), TOO_LARGE],
  ]
  for (const [name, frame, problem] of cases) {
    const client = await openCallClient(t, url, employee)
    client.socket.send(frame)
    t.match(await client.wait('problem'), { problem }, name)
    client.send({ type: 'ping' })
    await client.wait('pong')
    client.socket.terminate()
  }
  t.same(await inRooms((rooms) => rooms.participants(room)), [])
})

t.test('an offer that is no session description is the fault of the page', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'input-sdp')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  anna.send({ type: 'offer', sdp: 'v=0\r\nm=audio 9' })
  t.match(
    await anna.wait('problem'),
    { problem: { code: 'not_participant' } },
    'not before joining',
  )
  const offers = ['not a description', 'v=0\r\nm=audio 9 X\r\nnonsense', 'v=0\r\nm=application 9']
  for (const [index, sdp] of offers.entries()) {
    anna.send({ type: 'join' })
    await untilTrue(() => anna.all('joined').length === index + 1, 'a place')
    anna.send({ type: 'offer', sdp })
    await untilTrue(() => anna.all('problem').length === index + 2, 'a problem')
    t.match(anna.all('problem').at(-1), { problem: { code: 'invalid' } }, sdp)
  }
})

t.test('a socket that goes on sending nonsense is closed', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'input-repeated')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  for (let count = 0; count < 5; count++) anna.socket.send('nonsense')
  await untilTrue(() => anna.closed.code === 1008, 'closed for breaking the protocol')
  t.equal(anna.all('problem').length, 5)
})

t.test('a frame beyond all measure ends the socket, and no other', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'input-beyond')
  const { url } = await makeCallServer(t, options)
  const carla = await openCallClient(t, url, { side: 'code_user', person: CARLA })
  const anna = await openCallClient(t, url, employee)
  anna.socket.send(Buffer.alloc(5 * 1024 * 1024))
  await untilTrue(() => anna.closed.code === 1009, 'closed for its size')
  carla.send({ type: 'ping' })
  await carla.wait('pong')
})

t.test('T15: a flood of messages is answered and closed', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'input-flood')
  const { url } = await makeCallServer(t, options)
  const anna = await openCallClient(t, url, employee)
  for (let count = 0; count < 2_000; count++) anna.send({ type: 'ping' })
  await untilTrue(() => anna.closed.code === 1008, 'closed')
  t.match(anna.all('problem')[0], { problem: { code: 'too_many' } })
  t.ok(anna.all('pong').length < 1_000)
})
