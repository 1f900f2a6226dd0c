import { once } from 'node:events'
import t from 'tap'
import { hasCode } from '../../janus/gateway-error.ts'
import type { GatewayErrorCode } from '../../janus/gateway-error.ts'
import { Gateway } from '../../janus/gateway.ts'
import { freePort, makeMortalJanus } from '../support/janus.ts'

async function refusedWith(t: Tap, attempt: Promise<unknown>, ...codes: GatewayErrorCode[]) {
  await t.rejects(attempt)
  const error = await attempt.catch((caught: unknown) => caught)
  t.ok(hasCode(error, ...codes), `${String(error)} is one of ${codes.join(', ')}`)
}
type Tap = {
  rejects(attempt: Promise<unknown>): Promise<unknown>
  ok(value: boolean, name: string): unknown
}

t.test('requests are answered and refused with codes', async (t) => {
  const janus = await makeMortalJanus(t)
  const gateway = await Gateway.open(janus)
  const session = await gateway.createSession()
  const handle = await session.attach()
  const { data } = await handle.request({ request: 'list' })
  t.equal(data['videoroom'], 'success')
  await refusedWith(t, handle.request({ request: 'listparticipants', room: 'x' }), 'no_such_room')
  await refusedWith(t, handle.request({ request: 'create', room: 'x' }), 'invalid', 'unauthorised')
  await handle.detach()
  await handle.detach()
  await refusedWith(t, handle.request({ request: 'list' }), 'no_such_handle')
  await session.destroy()
  await session.destroy()
  gateway.close()
  await refusedWith(t, gateway.createSession(), 'closed')
})

t.test('a gateway that is not there is not running', async (t) => {
  const port = await freePort()
  await refusedWith(
    t,
    Gateway.open({ url: `ws://127.0.0.1:${port}`, apiSecret: 'none' }),
    'not_running',
  )
})

t.test('another secret is refused', async (t) => {
  const janus = await makeMortalJanus(t)
  const gateway = await Gateway.open({ url: janus.url, apiSecret: 'wrong' })
  t.teardown(() => gateway.close())
  await refusedWith(t, gateway.createSession(), 'unauthorised')
})

t.test('a killed gateway fails requests at once', async (t) => {
  const janus = await makeMortalJanus(t)
  const gateway = await Gateway.open(janus)
  const session = await gateway.createSession()
  const handle = await session.attach()
  const downs: string[] = []
  gateway.on('down', (reason) => downs.push(reason))
  const gone = once(handle, 'gone')
  await janus.signal('SIGSTOP')
  const pending = handle.request({ request: 'list' })
  const failed = refusedWith(t, pending, 'closed')
  await janus.signal('SIGKILL')
  await failed
  await gone
  t.strictSame(downs, ['closed'], 'told once')
  await refusedWith(t, handle.request({ request: 'list' }), 'no_such_handle')
  await refusedWith(t, gateway.createSession(), 'closed')
  gateway.close()
  t.strictSame(downs, ['closed'], 'closing afterwards tells nobody')
})

t.test('a hung gateway is noticed within seconds', async (t) => {
  const janus = await makeMortalJanus(t)
  const gateway = await Gateway.open(janus)
  const session = await gateway.createSession()
  const handle = await session.attach()
  await janus.signal('SIGSTOP')
  const started = Date.now()
  const down = once(gateway, 'down')
  await refusedWith(t, handle.request({ request: 'list' }), 'timed_out', 'closed')
  t.strictSame(await down, ['silent'])
  const tookMs = Date.now() - started
  t.comment(`noticed after ${tookMs} ms`)
  t.ok(tookMs < 12_000)
  await refusedWith(t, Gateway.open(janus), 'unreachable')
  await janus.signal('SIGCONT')
})

t.test('a session that the gateway gave up ends the connection', async (t) => {
  // Shorter than the pause between two signs of life, as if this process had hung.
  const janus = await makeMortalJanus(t, { reclaimSeconds: 2 })
  const gateway = await Gateway.open(janus)
  const down = once(gateway, 'down')
  const session = await gateway.createSession()
  t.strictSame(await down, ['expired'])
  await refusedWith(t, session.attach(), 'no_such_session')
  await refusedWith(t, gateway.createSession(), 'closed')
})

t.test('another connection claims session and handles', async (t) => {
  const janus = await makeMortalJanus(t)
  const first = await Gateway.open(janus)
  const session = await first.createSession()
  const handle = await session.attach()
  const other = await session.attach()
  first.close()
  const second = await Gateway.open(janus)
  t.teardown(() => second.close())
  const claimed = await second.claimSession(session.id, [handle.id, other.id])
  const { data } = await claimed.handles.get(handle.id)!.request({ request: 'list' })
  t.equal(data['videoroom'], 'success')
  await claimed.destroy()
  t.equal(claimed.handles.size, 0)
  await refusedWith(t, second.claimSession(session.id, []), 'no_such_session')
})

t.test('sessions and handles leave no listeners behind', async (t) => {
  const janus = await makeMortalJanus(t)
  const gateway = await Gateway.open(janus)
  t.teardown(() => gateway.close())
  const before = gateway.listenersOnConnection()
  const lasting = await gateway.createSession()
  for (let round = 0; round < 50; round++) {
    const session = await gateway.createSession()
    await session.attach()
    await session.destroy()
    const handle = await lasting.attach()
    await handle.detach()
  }
  await lasting.destroy()
  t.equal(gateway.listenersOnConnection(), before)
})
