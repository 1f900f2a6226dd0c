import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import t, { type Test } from 'tap'
import { addressCheck, makeSendOutward } from '../../integrations/outward-request.ts'
import { retryAfterMs } from '../../integrations/retry-after.ts'
import { serveHttp } from '../support/http-server.ts'

async function serve(t: Test, location?: string): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const { port } = await serveHttp(t, (request, response) => {
    asked.push(request.url ?? '')
    if (location) response.writeHead(302, { location }).end()
    else response.end('here')
  })
  return { port, asked }
}

const get = (url: string) => ({ method: 'GET' as const, url, headers: {} })

t.test('T10: addresses of our own machine and network are no public ones', async (t) => {
  const isAllowed = addressCheck([])
  for (const address of [
    ...['127.0.0.1', '127.9.9.9', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:10.0.0.1', '::ffff:7f00:1'],
    ...['64:ff9b::a00:1', '2002:a00:1::'],
  ]) {
    t.notOk(isAllowed(address), address)
  }
  for (const address of ['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '::ffff:8.8.8.8']) {
    t.ok(isAllowed(address), address)
  }
})

t.test('a network that was allowed is spoken to, its neighbours are not', async (t) => {
  const isAllowed = addressCheck(['10.1.0.0/16', '127.0.0.1', 'fd00::/64'])
  for (const address of ['10.1.2.3', '127.0.0.1', 'fd00::5', '::ffff:10.1.0.1']) {
    t.ok(isAllowed(address), address)
  }
  for (const address of ['10.2.0.1', '127.0.0.2', 'fd01::5']) t.notOk(isAllowed(address), address)
})

t.test('T10: a request to the own machine never gets there, by address or by name', async (t) => {
  const { port, asked } = await serve(t)
  const send = makeSendOutward({ allowedNetworks: [] })
  for (const host of [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '2130706433',
    '0x7f.1',
    '[::ffff:7f00:1]',
  ]) {
    await t.rejects(send(get(`http://${host}:${port}/`)), { name: 'DeliveryError' }, host)
  }
  t.same(asked, [])
  const allowed = makeSendOutward({ allowedNetworks: ['127.0.0.1', '::1'] })
  t.match(await allowed(get(`http://localhost:${port}/`)), { status: 200, body: 'here' })
})

/** What `localhost`, the cloud's own address and a private network may be dressed up as. */
const DISGUISES = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.0.0.1'],
  ...['0177.0.0.1', '017700000001', '0x7f.1', '127.0.0.1.', '0', '0.0.0.0', '0x0', '00.0.0.0'],
  ...['localhost', 'LOCALHOST', '①②⑦.⓪.⓪.①', '127。0。0。1', '127．0．0．1'],
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[0:0:0:0:0:ffff:7f00:0001]', '[::127.0.0.1]', '[::7f00:1]', '[64:ff9b::127.0.0.1]'],
  ...['[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::1]'],
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518'],
  ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[fe80::1]', '[febf::1]', '[fec0::1]'],
  ...['10.0.0.1', '10.1', '167772161', '0xa000001', '012.0.0.1', '[::ffff:10.0.0.1]'],
  ...['172.16.0.1', '172.31.255.254', '2886729729', '192.168.0.1', '192.168.1', '3232235521'],
  ...['[::ffff:c0a8:1]', '[fc00::1]', '[fd00:ec2::254]', '[fdff::1]', '100.64.0.1', '192.0.0.8'],
  ...['198.18.0.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '[ff02::1]'],
]

t.test('T10: no disguise of an address that is not public is spoken to', async (t) => {
  const { port, asked } = await serve(t)
  const send = makeSendOutward({ allowedNetworks: [], timeoutMs: 5_000 })
  t.ok(DISGUISES.length >= 60, `${DISGUISES.length} addresses`)
  for (const host of DISGUISES) {
    const refused = { name: 'DeliveryError', message: /is no public address/ }
    await t.rejects(send(get(`http://${host}:${port}/`)), refused, host)
  }
  t.same(asked, [])
})

t.test('T10: a name is resolved once, and every address of it is checked', async (t) => {
  const { port, asked } = await serve(t)
  let answers: string[][] = []
  let resolved = 0
  type Found = (error: null, addresses: { address: string; family: number }[]) => void
  const lookup = (_name: string, _options: object, found: Found) => {
    resolved += 1
    const addresses = answers.shift() ?? ['127.0.0.1']
    found(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    )
  }
  // Names whose owner changes them from question to question.
  const { lookup: real } = dns
  Reflect.set(dns, 'lookup', lookup)
  syncBuiltinESMExports()
  t.teardown(() => {
    Reflect.set(dns, 'lookup', real)
    syncBuiltinESMExports()
  })
  const refused = { message: /is no public address/ }
  const send = makeSendOutward({ allowedNetworks: [] })
  answers = [['93.184.216.34', '127.0.0.1']]
  await t.rejects(send(get(`http://rebinding.example:${port}/`)), refused, 'one of two is ours')
  answers = [['127.0.0.1'], ['93.184.216.34']]
  await t.rejects(send(get(`http://rebinding.example:${port}/`)), refused, 'the first that is used')
  t.same([asked, resolved], [[], 2])
  const allowed = makeSendOutward({ allowedNetworks: ['127.0.0.1'] })
  answers = [['127.0.0.1'], ['10.0.0.1']]
  t.match(await allowed(get(`http://rebinding.example:${port}/`)), { status: 200 })
  t.equal(resolved, 3, 'what was checked is what is connected to')
})

t.test('T10: a redirect is an answer like any other', async (t) => {
  const target = await serve(t)
  const { port } = await serve(t, `http://127.0.0.1:${target.port}/secret`)
  const send = makeSendOutward({ allowedNetworks: ['127.0.0.1'] })
  t.match(await send(get(`http://127.0.0.1:${port}/`)), { status: 302 })
  t.same(target.asked, [])
})

t.test('who does not answer is waited for so long and no longer', async (t) => {
  const { url } = await serveHttp(t, () => undefined)
  const send = makeSendOutward({ allowedNetworks: ['127.0.0.1'], timeoutMs: 100 })
  await t.rejects(send(get(`${url}/`)), { message: 'no answer' })
})

t.test('Retry-After is read as seconds and as a date', async (t) => {
  const now = Date.parse('2026-11-23T10:00:00Z')
  t.equal(retryAfterMs('120', now), 120_000)
  t.equal(retryAfterMs('Mon, 23 Nov 2026 10:01:00 GMT', now), 60_000)
  t.equal(retryAfterMs('Mon, 23 Nov 2026 09:00:00 GMT', now), 0)
  t.equal(retryAfterMs('soon', now), undefined)
  t.equal(retryAfterMs(undefined, now), undefined)
})
