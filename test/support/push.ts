import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { Agent, createServer } from 'node:https'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Test } from 'tap'
import { makeCertificate } from '../../bin/start/certificate.ts'
import type { PushTarget } from '../../integrations/web-push.ts'
import { untilTrue } from './call/call-test.ts'
import { freePort } from './janus.ts'
import { makeTestFolder } from './servers.ts'

const MANIFEST = createRequire(import.meta.url).resolve('web-push-testing/package.json')

export type PushBrowser = PushTarget & { clientHash: string }

/**
 * A push service that checks who sends and decrypts as browsers do, written by others. Messages are
 * sent by https only, so there is TLS in front of it, which notes what it was told about each.
 */
export async function startPushReceiver(t: Test) {
  const [innerPort, port] = [await freePort(), await freePort()]
  const program = path.join(path.dirname(MANIFEST), 'src/bin/server.js')
  const child = fork(program, [String(innerPort)], { stdio: 'ignore' })
  t.teardown(() => child.kill())
  const inner = `http://127.0.0.1:${innerPort}`
  const ask = async <Answer>(what: string, body: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await fetch(`${inner}/${what}`, init)
    if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`)
    // Its own answers are JSON with `data`, or just OK.
    return (
      what.startsWith('expire') ? undefined : ((await answer.json()) as { data: Answer }).data
    ) as Answer
  }
  await untilTrue(
    () =>
      fetch(`${inner}/status`, { method: 'POST' }).then(
        ({ ok }) => ok,
        () => false,
      ),
    'the push service answers',
  )
  const files = await makeCertificate(makeTestFolder(t), ['localhost'])
  const told: IncomingHttpHeaders[] = []
  const [cert, key] = [readFileSync(files.certificate), readFileSync(files.key)]
  const front = createServer({ cert, key }, (incoming, response) => {
    told.push(incoming.headers)
    const { method = 'POST', headers, url = '/' } = incoming
    const onward = request(`${inner}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(onward)
  })
  front.listen(port, '127.0.0.1')
  await once(front, 'listening')
  t.teardown(() => {
    front.close()
    front.closeAllConnections()
  })
  const address = `https://localhost:${port}`
  return {
    address,
    /** Headers of every message, also of those that were refused. */
    told,
    agent: new Agent({ ca: readFileSync(files.authority) }),
    authority: files.authority,
    /** What a browser gets when it subscribes with the service's public key. */
    async subscribe(applicationServerKey: string): Promise<PushBrowser> {
      const options = { userVisibleOnly: 'true', applicationServerKey }
      const { clientHash, keys } = await ask<PushBrowser>('subscribe', options)
      return { endpoint: `${address}/notify/${clientHash}`, keys, clientHash }
    },
    /** What the browser reads, decrypted. */
    async received({ clientHash }: PushBrowser): Promise<Record<string, unknown>[]> {
      const { messages } = await ask<{ messages: string[] }>('get-notifications', { clientHash })
      return messages.map((each) => JSON.parse(each) as Record<string, unknown>) // an object each
    },
    /** The browser has unsubscribed. */
    expire: ({ clientHash }: PushBrowser) => ask<void>(`expire-subscription/${clientHash}`, {}),
  }
}
