import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Test } from 'tap'
import { serveHttp } from './http-server.ts'

/** One message as it stands in a conversation now, and everything it said before. */
export interface ShownMessage {
  readonly channel: string
  readonly ts: string
  readonly texts: string[]
  blocks: string
}

/** An answer other than Slack's usual one; after `until` it is the usual one. */
export type SlackAnswer =
  | { status: number; headers?: Record<string, string> }
  | { error: string }
  | { until: Promise<unknown>; arrived: () => void }
  | 'silence'

/** Speaks the two methods of Slack's web API that we use, over HTTP. */
export class TestSlack {
  readonly token = 'xoxb-test'
  readonly messages: ShownMessage[] = []
  /** Answers to the next calls, first in, first out; afterwards it behaves again. */
  readonly script: SlackAnswer[] = []
  /** Of posting and changing, not of asking who somebody is. */
  calls = 0
  lookUps = 0
  /** Address → id of the workspace's members. */
  readonly members = new Map<string, string>()
  /** For `apiUrl`. */
  url = ''

  /** Keeps the next call waiting: `arrived` resolves when it is there, `release` lets it go on. */
  hold(): { arrived: Promise<void>; release: () => void } {
    let release = () => undefined as void
    const until = new Promise<void>((resolve) => (release = resolve))
    const arrived = new Promise<void>((resolve) => this.script.push({ until, arrived: resolve }))
    return { arrived, release }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request)
    const isChat = request.url?.startsWith('/api/chat.')
    if (isChat) this.calls++
    const scripted = isChat ? this.script.shift() : undefined
    if (scripted === 'silence') return
    if (scripted && 'status' in scripted) {
      response.writeHead(scripted.status, scripted.headers).end()
      return
    }
    if (scripted && 'until' in scripted) {
      scripted.arrived()
      await scripted.until
    }
    const isKnown = request.headers.authorization === `Bearer ${this.token}`
    const usual = () => (isKnown ? this.#act(request.url ?? '', form) : { error: 'invalid_auth' })
    const body = scripted && 'error' in scripted ? scripted : usual()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ok: !('error' in body), ...body }))
  }

  #act(url: string, form: URLSearchParams): object {
    if (url.endsWith('/users.lookupByEmail')) return this.#lookUp(form.get('email') ?? '')
    const [channel, text] = [form.get('channel'), form.get('text')]
    if (!channel || !text) return { error: 'invalid_arguments' }
    if (!/^[CDU][A-Z0-9]+$/.test(channel)) return { error: 'channel_not_found' }
    const blocks = form.get('blocks') ?? ''
    if (url.endsWith('/chat.postMessage')) return this.#post(channel, text, blocks)
    if (!url.endsWith('/chat.update')) return { error: 'unknown_method' }
    const ts = form.get('ts')
    const shown = this.messages.find((each) => each.channel === channel && each.ts === ts)
    if (!shown) return { error: 'message_not_found' }
    shown.texts.push(text)
    shown.blocks = blocks
    return { channel, ts, text }
  }

  #lookUp(email: string): object {
    this.lookUps++
    const id = this.members.get(email)
    return id === undefined ? { error: 'users_not_found' } : { user: { id } }
  }

  #post(to: string, text: string, blocks: string): object {
    // A user's id opens the direct conversation with that user, which has an id of its own.
    const channel = to.replace(/^U/, 'D')
    const ts = `1700000000.${String(this.messages.length + 1).padStart(6, '0')}`
    this.messages.push({ channel, ts, texts: [text], blocks })
    return { channel, ts, message: { text } }
  }
}

export async function startTestSlack(t: Test): Promise<TestSlack> {
  const slack = new TestSlack()
  const { url } = await serveHttp(t, (request, response) => void slack.answer(request, response))
  slack.url = `${url}/api/`
  return slack
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
