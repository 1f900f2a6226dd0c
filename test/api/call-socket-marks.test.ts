import t from 'tap'
import { joined, openCallClient } from '../support/call/call-client.ts'
import { ANNA, CARLA, makeCall, makeCallServer, untilTrue } from '../support/call/call-test.ts'
import { JPEG_OF, markMessage } from '../support/call/marks.ts'
import { makeTestJanus } from '../support/servers.ts'

const employee = { side: 'employee', person: ANNA } as const
const codeUser = { side: 'code_user', person: CARLA } as const

t.test('R18: a mark reaches both sides with its number', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'marks-both')
  const { url } = await makeCallServer(t, options)
  const anna = await joined(await openCallClient(t, url, employee))
  const carla = await joined(await openCallClient(t, url, codeUser))
  t.same((await carla.wait('marks')).marks, [], 'none before')
  anna.send(markMessage('lamp'))
  anna.send(markMessage('lamp'))
  anna.send(markMessage('valve'))
  const { type: _, ...valve } = markMessage('valve')
  for (const client of [anna, carla]) {
    await untilTrue(() => client.all('mark').length === 2, 'both marks')
    const marks = client.all('mark').map(({ mark }) => mark)
    t.same(marks.map(({ id, number }) => [id, number]), [['lamp', 1], ['valve', 2]]) // prettier-ignore
    t.same(marks[1], { ...valve, number: 2 })
  }
  anna.send({ type: 'marksSeen', places: [{ id: 'valve', x: 0.25, y: 0.75, state: 'predicted' }] })
  t.match(await carla.wait('marksSeen'), { places: [{ id: 'valve', x: 0.25, state: 'predicted' }] })
  anna.send({ type: 'unmark', id: 'lamp' })
  t.match(await carla.wait('unmark'), { id: 'lamp' })

  const later = await joined(await openCallClient(t, url, codeUser))
  t.match(
    (await later.wait('marks')).marks,
    [{ id: 'valve', number: 2, x: 0.25, y: 0.75 }],
    'who comes back gets what is left, where it was seen last',
  )
})

t.test('bad marks are refused and the call goes on', async (t) => {
  const { options } = await makeCall(t, await makeTestJanus(t), 'marks-bad')
  const { url } = await makeCallServer(t, options)
  const carla = await joined(await openCallClient(t, url, codeUser))
  carla.send(markMessage('lamp'))
  t.match(await carla.wait('problem'), { problem: { code: 'not_participant' } }, 'by a code user')

  const reference = (image: string) => ({ ...markMessage('lamp').reference, image })
  const cases: [name: string, change: object, pointer: string][] = [
    ['outside the picture', { x: 1.2 }, '/x'],
    ['larger than the picture', { radius: 3 }, '/radius'],
    ['no image', { reference: reference('x'.repeat(200)) }, '/reference/image'],
    ['another image', { reference: reference(PNG) }, '/reference/image'],
    ['too large an image', { reference: reference(JPEG_OF(300, 200)) }, '/reference/image'],
    ['beside the image', { reference: { ...reference(JPEG_OF(64, 64)), x: 70 } }, '/reference/x'],
  ]
  for (const [name, change, pointer] of cases) {
    const anna = await joined(await openCallClient(t, url, employee))
    anna.send({ ...markMessage('lamp'), ...change })
    const { problem } = await anna.wait('problem')
    t.match(problem, { code: 'invalid', errors: [{ pointer }] }, name)
    anna.send({ type: 'ping' })
    await anna.wait('pong')
    anna.socket.terminate()
  }
  const anna = await joined(await openCallClient(t, url, employee))
  for (let count = 1; count <= 9; count++) anna.send(markMessage(`mark ${count}`))
  t.match(await anna.wait('problem'), { problem: { code: 'too_many' } }, 'the ninth')
  await untilTrue(() => carla.all('mark').length === 8, 'eight marks')
  t.equal(carla.all('mark').length, 8, 'the allowed ones arrived')
  anna.send({ type: 'ping' })
  await anna.wait('pong')
})

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.alloc(100),
]).toString('base64')
