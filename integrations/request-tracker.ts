import { DeliveryError } from './delivery-error.ts'
import type { OutwardAnswer, OutwardRequest, SendOutward } from './outward-request.ts'
import { retryAfterMs } from './retry-after.ts'
import type { NewTicket, Ticket, TicketComment, TicketConnector } from './ticket-connector.ts'

type Access = { url: string; credential: string }

const QUEUE = 'General'
const PAGE = 100

/** Request Tracker 5 over its REST2. The credential is a token, or `user:password`. */
export function makeRequestTracker(
  send: SendOutward,
  { url, credential }: Access,
): TicketConnector {
  const base = `${url.replace(/\/+$/, '')}/REST/2.0`
  const authorization = credential.includes(':')
    ? `Basic ${Buffer.from(credential).toString('base64')}`
    : `token ${credential}`
  const ask: Ask = async (path, { body, signal } = {}) => {
    const request: OutwardRequest = {
      method: body === undefined ? 'GET' : 'POST',
      url: `${base}${path}`,
      headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    return parsed(await send(request, signal))
  }
  const display = (key: string) => `${url.replace(/\/+$/, '')}/Ticket/Display.html?id=${key}`
  const readTicket = async (key: string, signal?: AbortSignal): Promise<Ticket> => {
    const { Subject, Status } = fields(await ask(ticketPath(key), { signal }))
    return { key, url: display(key), title: String(Subject), state: String(Status) }
  }
  return {
    knowsRepetitions: false,
    readTicket,
    check: async (signal) => void (await ask('/rt', { signal })),
    async createTicket(ticket, signal) {
      const found = await findTicket(ask, ticket.id, signal)
      return readTicket(found ?? (await makeTicket(ask, ticket, signal)), signal)
    },
    async findTicket(id, signal) {
      const key = await findTicket(ask, id, signal)
      return key === undefined ? undefined : readTicket(key, signal)
    },
    async comment(key, comment, signal) {
      if (await hasComment(ask, { key, id: comment.id }, signal)) return
      const way = comment.isPublic ? 'correspond' : 'comment'
      const body = { Content: withMark(comment), ContentType: 'text/plain' }
      await ask(`${ticketPath(key)}/${way}`, { body, signal })
    },
  }
}

type Asking = { body?: unknown; signal?: AbortSignal | undefined }
type Ask = (path: string, asking?: Asking) => Promise<unknown>

function ticketPath(key: string): string {
  // Anything else would be a path of its own.
  if (!/^\d{1,12}$/.test(key)) {
    throw new DeliveryError(`${key} is no ticket number`, { isPermanent: true })
  }
  return `/ticket/${key}`
}

async function makeTicket(ask: Ask, { subject, text, id }: NewTicket, signal?: AbortSignal) {
  const body = { Queue: QUEUE, Subject: `${subject} [${markOf(id)}]`, Content: text }
  return String(fields(await ask('/ticket', { body, signal })).id)
}

async function findTicket(ask: Ask, id: string, signal?: AbortSignal) {
  const query = encodeURIComponent(`Subject LIKE '${markOf(id)}'`)
  const [first] = items(await ask(`/tickets?query=${query}&per_page=1`, { signal }))
  return first === undefined ? undefined : String(first.id)
}

/** Newest pages first are not to be had: all of them are looked through. */
async function hasComment(
  ask: Ask,
  { key, id }: { key: string; id: string },
  signal?: AbortSignal,
): Promise<boolean> {
  for (let page = 1; ; page += 1) {
    const query = `fields=Content&per_page=${PAGE}&page=${page}`
    const answer = await ask(`${ticketPath(key)}/attachments?${query}`, { signal })
    if (items(answer).some(({ Content }) => String(Content).includes(markOf(id)))) return true
    if (page >= Number(fields(answer).pages ?? 1)) return false
  }
}

function withMark({ text, id }: TicketComment): string {
  return `${text}\n\n[${markOf(id)}]`
}

function markOf(id: string): string {
  return `lotse:${id}`
}

function parsed({ status, headers, body }: OutwardAnswer): unknown {
  if (status < 200 || status > 299) throw refused(status, headers['retry-after'])
  try {
    const answer: unknown = JSON.parse(body)
    return answer
  } catch (cause) {
    throw new DeliveryError('no JSON came back', { isPermanent: false, cause })
  }
}

function refused(status: number, retryAfter: string | undefined): DeliveryError {
  // Without its ticket, or with words it does not take, it will never be possible.
  const isPermanent = status === 404 || status === 400 || status === 422
  // A proxy's 504 means that it goes on behind it; 503 is said before anything is done.
  const isUncertain = status >= 500 && status !== 503
  const waitMs = retryAfterMs(retryAfter)
  return new DeliveryError(`answered ${status}`, {
    isPermanent,
    isUncertain,
    retryAfterMs: waitMs,
  })
}

function fields(answer: unknown): Record<string, unknown> {
  return typeof answer === 'object' && answer !== null ? { ...answer } : {}
}

function items(answer: unknown): Record<string, unknown>[] {
  const list = fields(answer).items
  return Array.isArray(list) ? list.map(fields) : []
}
