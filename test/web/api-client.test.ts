import type { IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import { ApiProblem, makeApi, makeKey } from '../../web/foundation/api-client.ts'
import { serveHttp } from '../support/http-server.ts'

type Reply = { status: number; body?: unknown; headers?: Record<string, string> }

/** A service that gives these replies one after the other, the last one for ever. */
async function serve(t: Test, ...replies: Reply[]) {
  const asked: IncomingMessage[] = []
  const { url } = await serveHttp(t, (request, response) => {
    const reply = replies[Math.min(asked.length, replies.length - 1)]
    asked.push(request)
    response.writeHead(reply?.status ?? 500, reply?.headers)
    response.end(reply?.body === undefined ? '' : JSON.stringify(reply.body))
  })
  return { url: `${url}/sessions`, asked }
}

function problem(status: number, code: string, headers = {}): Reply {
  return { status, body: { type: '', title: '', status, code }, headers }
}

/** What a call ends with, which must not be an answer. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'an answer',
    (error: unknown) => error,
  )
}

const away = problem(503, 'unavailable', { 'retry-after': '0' })

t.test('a request says as whom, and a command carries its key', async (t) => {
  const { url, asked } = await serve(t, { status: 200, body: { rev: 2 } })
  const api = makeApi('employee')
  t.same(await api.post(url, { key: 'key-of-this-press' }), { rev: 2 })
  t.match(asked[0]?.headers, {
    'lotse-actor': 'employee',
    'idempotency-key': 'key-of-this-press',
    'content-type': 'application/json',
  })
  await api.get(url)
  t.equal(asked[1]?.headers['lotse-actor'], 'employee')
})

t.test('a command that meets a service away is repeated with the same key', async (t) => {
  const { url, asked } = await serve(t, away, away, { status: 200, body: {} })
  await makeApi('code-user').post(url)
  t.equal(asked.length, 3)
  t.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1)
})

t.test('a refusal is told at once and not repeated', async (t) => {
  const { url, asked } = await serve(t, problem(409, 'not_confirmed'))
  const error = await makeApi('employee')
    .post(url)
    .catch((reason: unknown) => reason)
  t.ok(error instanceof ApiProblem)
  t.match(error, { problem: { status: 409, code: 'not_confirmed' } })
  t.equal(asked.length, 1)
})

t.test('reading is not repeated: whoever shows it says so', async (t) => {
  const { url, asked } = await serve(t, away)
  t.match(await failureOf(makeApi('employee').get(url)), { problem: { code: 'unavailable' } })
  t.equal(asked.length, 1)
})

t.test('an answer of a proxy in between is a problem with a code too', async (t) => {
  const { url } = await serve(t, { status: 404 })
  t.match(await failureOf(makeApi('employee').get(url)), { problem: { code: 'not_found' } })
  const nobody = makeApi('employee').get('http://127.0.0.1:9/nobody')
  t.match(await failureOf(nobody), { problem: { code: 'unavailable', status: 0 } })
})

t.test('whoever is signed out hears of it', async (t) => {
  const { url } = await serve(t, problem(401, 'actor_required'))
  let signedOut = 0
  const api = makeApi('employee', () => (signedOut += 1))
  await t.rejects(api.get(url))
  t.equal(signedOut, 1)
})

t.test('keys are as the api wants them and never alike', async (t) => {
  const keys = Array.from({ length: 100 }, makeKey)
  t.ok(keys.every((key) => /^[\x21-\x7e]{8,100}$/.test(key)))
  t.equal(new Set(keys).size, 100)
})
