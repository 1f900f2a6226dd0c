import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { App } from '../../api/app-type.ts'
import { ACTOR_HEADER, paths, type PageActor } from '../../contract/paths.ts'
import { LivePageSocket } from './live-page-socket.ts'

/** What is read of an answer, whichever way it came. */
export type RawAnswer = Pick<
  LightMyRequestResponse,
  'statusCode' | 'headers' | 'body' | 'rawPayload' | 'cookies' | 'json'
>
export type Answer = Omit<RawAnswer, 'json'> & { json: unknown }
type Inject = (request: InjectOptions) => Promise<RawAnswer>
type Ask = {
  body?: unknown
  key?: string
  headers?: Record<string, string>
}

type Parts = { inject: Inject; app: App; login: (name: string) => Promise<string> }

let keys = 0
/** A new Idempotency-Key, as a page makes one per press of a button. */
export function newKey(): string {
  keys += 1
  return `key-${String(keys).padStart(6, '0')}`
}

/** Keeps cookies as a browser does, and speaks as one of the two kinds of pages. */
export class Browser {
  readonly cookies = new Map<string, string>()
  actor: PageActor = 'employee'
  readonly #inject: Inject
  readonly #app: App
  readonly #login: (name: string) => Promise<string>

  constructor({ inject, app, login }: Parts) {
    this.#inject = inject
    this.#app = app
    this.#login = login
  }

  as(actor: PageActor): this {
    this.actor = actor
    return this
  }

  /** Has a login of somebody of the cast, without the password that costs time by design. */
  async signIn(name: string): Promise<this> {
    this.cookies.set('__Host-lotse-login', await this.#login(name))
    return this.as('employee')
  }

  async openCode(code: string, pin?: string): Promise<Answer> {
    const body = { code, ...(pin === undefined ? {} : { pin }) }
    return this.as('code-user').post(paths.codeAccess, { body })
  }

  get(url: string, ask: Ask = {}): Promise<Answer> {
    return this.send('GET', url, ask)
  }

  /** With a new Idempotency-Key, unless one is given. */
  post(url: string, ask: Ask = {}): Promise<Answer> {
    return this.send('POST', url, { key: newKey(), ...ask })
  }

  put(url: string, ask: Ask = {}): Promise<Answer> {
    return this.send('PUT', url, { key: newKey(), ...ask })
  }

  delete(url: string, ask: Ask = {}): Promise<Answer> {
    return this.send('DELETE', url, { key: newKey(), ...ask })
  }

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD',
    url: string,
    ask: Ask,
  ): Promise<Answer> {
    const { body, key, headers = {} } = ask
    const sent: Record<string, string> = {
      [ACTOR_HEADER]: this.actor,
      ...this.#cookieHeader(),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    }
    const response = await this.#inject({
      method,
      url,
      // An empty value takes a header away.
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
      // Anything at all: some tests send what no page would.
      ...(body === undefined ? {} : { payload: body as string | object }),
    })
    this.#keep(response)
    const type = String(response.headers['content-type'])
    const isJson = type.includes('json') && response.body !== ''
    return Object.assign(response, { json: isJson ? response.json<unknown>() : null })
  }

  /** Opens the live socket of a page; rejects when it is refused before the upgrade. */
  live(headers: Record<string, string> = {}): Promise<LivePageSocket> {
    const sent = { origin: 'https://lotse.example', ...this.#cookieHeader(), ...headers }
    return LivePageSocket.open(this.#app, `${paths.live}?as=${this.actor}`, sent)
  }

  #cookieHeader(): Record<string, string> {
    if (this.cookies.size === 0) return {}
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  #keep(response: RawAnswer): void {
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}
