import { Agent, request, type IncomingMessage } from 'node:http'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import type { App } from '../../api/app-type.ts'
import type { RawAnswer } from './browser.ts'

type Asked = Pick<InjectOptions, 'method' | 'url' | 'headers' | 'payload'>

/** What `inject` does, over a real connection to a real port. */
export async function askOverNetwork(t: Test, app: App) {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  return async (asked: Asked): Promise<RawAnswer> => {
    const answer = await send(address, agent, asked)
    const chunks: Buffer[] = await answer.toArray()
    const rawPayload = Buffer.concat(chunks)
    const body = rawPayload.toString()
    const { statusCode = 0, headers } = answer
    const cookies = (headers['set-cookie'] ?? []).map(readCookie)
    return { statusCode, headers, body, rawPayload, cookies, json: () => JSON.parse(body) }
  }
}

function send(address: string, agent: Agent, asked: Asked): Promise<IncomingMessage> {
  const { method = 'GET', url, headers = {}, payload } = asked
  const isText = typeof payload === 'string'
  const body = payload === undefined || isText ? payload : JSON.stringify(payload)
  const type = payload === undefined || isText ? {} : { 'content-type': 'application/json' }
  // Node gives a DELETE no length by itself, and its body would be taken for the next request.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const target = new URL(String(url), address)
    const sent = request(target, { agent, method, headers: { ...type, ...length, ...headers } })
    sent.once('response', resolve).once('error', reject)
    sent.end(body)
  })
}

function readCookie(line: string): RawAnswer['cookies'][number] {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const [name = '', value = ''] = split(pair)
  const age = attributes.map(split).find(([key]) => key?.toLowerCase() === 'max-age')
  return { name, value, ...(age ? { maxAge: Number(age[1]) } : {}) }
}

/** Values may hold further equals signs. */
function split(pair: string): string[] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair] : [pair.slice(0, at), pair.slice(at + 1)]
}
