import { ACTOR_HEADER, type PageActor } from '../../contract/paths.ts'
import type { Problem } from '../../contract/problem.ts'
import type { RefusalCode } from '../../domain/refusal.ts'
import { language } from './language.ts'

/** The api said no, or could not be reached; `problem.code` has a sentence in every language. */
export class ApiProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

export type Api = ReturnType<typeof makeApi>
type Change = {
  body?: unknown
  /** In place of a body. */
  file?: Blob
  /** Made by `makeKey` per rendered form or press; a repetition with the same key has no effect. */
  key?: string
}

const TIME_LIMIT_MS = 10_000
/** A picture over a connection that is just good enough for a call. */
const FILE_TIME_LIMIT_MS = 60_000
/** How long a command that met a service that is away is repeated before the person is told. */
const GIVE_UP_AFTER_MS = 20_000
const FIRST_PAUSE_MS = 500

/**
 * `actor`: whom this entry speaks for; both entries share an origin and so their cookies.
 * Every call but a success throws an `ApiProblem`; `onSignedOut` hears of each that says so.
 */
export function makeApi(actor: PageActor, onSignedOut: () => void = () => undefined) {
  const watched = <T>(answer: Promise<T>): Promise<T> => {
    answer.catch((error: unknown) => {
      if (error instanceof ApiProblem && error.problem.code === 'actor_required') onSignedOut()
    })
    return answer
  }
  const change =
    (method: string) =>
    <T>(path: string, change: Change = {}) =>
      watched(send<T>(actor, method, path, change))
  return {
    actor,
    get: <T>(path: string, signal?: AbortSignal): Promise<T> => {
      const init = { headers: { [ACTOR_HEADER]: actor }, ...(signal ? { signal } : {}) }
      return watched(request<T>(path, init))
    },
    post: change('POST'),
    put: change('PUT'),
    delete: change('DELETE'),
    /** For sockets, media and downloads, where a page cannot set headers. */
    addressOf: (path: string) => `${path}?as=${actor}`,
    socketAddressOf: (path: string) =>
      `${location.origin.replace(/^http/, 'ws')}${path}?as=${actor}`,
  }
}

/** An idempotency key. `randomUUID` does not exist on plain http, where a machine's LAN may be. */
export function makeKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

async function send<T>(
  actor: PageActor,
  method: string,
  ...[path, { body = {}, file, key = makeKey() }]: [string, Change]
): Promise<T> {
  const init = {
    method,
    headers: {
      [ACTOR_HEADER]: actor,
      'content-type': file?.type ?? 'application/json',
      'idempotency-key': key,
    },
    body: file ?? JSON.stringify(body),
  }
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request<T>(path, init)
    } catch (error) {
      const pause = pauseBefore(error, attempt)
      if (pause === undefined || Date.now() + pause > giveUpAt) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** Only what says nothing about the command is repeated: the service was away or restarting. */
function pauseBefore(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const { code, status } = error.problem
  if (code !== 'passivating' && !(code === 'unavailable' && status !== 500)) return undefined
  return error instanceof Unavailable && error.retryAfterMs !== undefined
    ? error.retryAfterMs
    : FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random() / 2)
}

class Unavailable extends ApiProblem {
  readonly retryAfterMs: number | undefined

  constructor(problem: Problem, retryAfter: string | null) {
    super(problem)
    const seconds = Number(retryAfter)
    this.retryAfterMs = retryAfter && Number.isFinite(seconds) ? seconds * 1000 : undefined
  }
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await answered(path, init)
  const text = await response.text().catch(() => '')
  if (response.ok) return parse<T>(text)
  const problem = problemIn(text) ?? problemFor(response.status)
  if (response.status !== 503) throw new ApiProblem(problem)
  throw new Unavailable(problem, response.headers.get('retry-after'))
}

async function answered(path: string, init: RequestInit): Promise<Response> {
  const limit = new AbortController()
  const isFile = init.body instanceof Blob
  const timer = setTimeout(() => limit.abort(), isFile ? FILE_TIME_LIMIT_MS : TIME_LIMIT_MS)
  init.signal?.addEventListener('abort', () => limit.abort(), { once: true })
  try {
    const headers = { ...init.headers, 'accept-language': language.peek() }
    return await fetch(path, { ...init, headers, signal: limit.signal })
  } catch {
    throw new Unavailable(problemFor(0), null)
  } finally {
    clearTimeout(timer)
  }
}

function parse<T>(text: string): T {
  // The contract's schema for the path has this type, and the api answers by that schema.
  return (text ? JSON.parse(text) : undefined) as T
}

function problemIn(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text)
    const isProblem = typeof body === 'object' && body !== null && 'code' in body
    // Every answer of the api that is not a success is of this form.
    return isProblem ? (body as Problem) : undefined
  } catch {
    return undefined
  }
}

/** A proxy in between answered, or nobody: 0. */
function problemFor(status: number): Problem {
  const code: RefusalCode = CODE_OF_STATUS[status] ?? 'unavailable'
  return { type: 'about:blank', title: '', status, code }
}

const CODE_OF_STATUS: Record<number, RefusalCode> = {
  400: 'invalid',
  401: 'actor_required',
  404: 'not_found',
  413: 'too_large',
  429: 'too_many',
}
