import fc from 'fast-check'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { ClientCallMessage } from '../../contract/call-messages.ts'
import { ClientLiveMessage } from '../../contract/live-messages.ts'
import { paths } from '../../contract/paths.ts'
import { listen, MatrixSocket } from './access-socket.ts'
import { RATES } from './access-stage.ts'
import type { Browser } from './browser.ts'
import { inCall } from './cast.ts'
import { PaperGateway } from './paper-gateway.ts'
import { makeService, ORIGIN } from './service.ts'
import { LONG_BINARY, wrongFrames, type WrongFrame } from './socket-inputs.ts'

const SEED = 20_261_123
/** Frames of each person on each socket; LOTSE_TEST_FRAMES=100000 is for a night. */
const FRAMES = Number(process.env['LOTSE_TEST_FRAMES'] ?? 300)
/** The fifth fault ends a socket, so that after four it still answers. */
const FAULTS = 4

type Asking = { address: string; path: string; person: Browser }

t.test('no frame that is no message does anything', { timeout: 300_000 }, async (t) => {
  const { address, id, anna, phone, observer } = await listeningInCall(t)
  const history = () => anna.get(paths.history(id))
  const [before, heard] = [(await history()).body, observer.heard.length]
  const sockets = [
    { path: paths.live, union: ClientLiveMessage, extra: [] },
    { path: paths.callSocket(id), union: ClientCallMessage, extra: [LONG_BINARY] },
  ]
  let frames = 0
  for (const { path, union, extra } of sockets) {
    for (const person of [anna, phone]) {
      const sample = fc.sample(wrongFrames(union), { numRuns: FRAMES, seed: SEED })
      const wrong = await sendAll({ address, path, person }, [...extra, ...sample])
      t.same(wrong, [], `${person.actor} on ${path.split('/').at(-1)}`)
      frames += extra.length + sample.length
    }
  }
  await observer.settle()
  const others = observer.heard.slice(heard).filter(({ name }) => name !== 'pong')
  t.same(others, [], 'nobody else in the call hears of any of it')
  t.equal((await history()).body, before, 'and nothing has happened to the session')
  t.pass(`${frames} frames, seed ${SEED}: each answered with its problem, and the socket went on`)
})

/** Both are in a call; the phone's page in it listens for what should not come. */
async function listeningInCall(t: Test) {
  const gateway = new PaperGateway()
  const all = await makeService(t, { signalling: gateway, settings: { rates: RATES } })
  const { id, phone, anna } = await inCall(all)
  const address = await listen(all)
  const path = paths.callSocket(id)
  const { page: observer } = await open({ address, path, person: phone })
  observer.send({ type: 'join' })
  await observer.next('joined')
  return { address, id, anna, phone, observer }
}

async function open({ address, path, person }: Asking) {
  const cookie = [...person.cookies].map((pair) => pair.join('=')).join('; ')
  const url = `${address}${path}?as=${person.actor}`
  const socket = new WebSocket(url, { origin: ORIGIN, headers: { cookie } })
  const page = new MatrixSocket(socket)
  await page.next('welcome', 'hello')
  return { socket, page }
}

/** The frames that were not answered with their problem, each with what was. */
async function sendAll(asking: Asking, frames: readonly WrongFrame[]): Promise<unknown[]> {
  const wrong: unknown[] = []
  for (let at = 0; at < frames.length; at += FAULTS) {
    const some = frames.slice(at, at + FAULTS)
    const { socket, page } = await open(asking)
    for (const { data } of some) socket.send(data)
    await page.settle()
    const codes = page.heard.filter(({ name }) => name === 'problem').map(codeOf)
    for (const [index, { data, code }] of some.entries()) {
      if (codes[index] !== code) wrong.push({ data: String(data).slice(0, 200), code, codes })
    }
    if (codes.length !== some.length) wrong.push({ codes })
    page.close()
  }
  return wrong.slice(0, 5)
}

function codeOf({ message }: MatrixSocket['heard'][number]): unknown {
  return Reflect.get(Object(Reflect.get(message, 'problem')), 'code')
}
