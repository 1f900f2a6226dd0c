import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { DeliveryError } from './delivery-error.ts'
import type { SendOutward } from './outward-request.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Ticket, TicketConnector } from './ticket-connector.ts'

type Message = { type: string; id: string; data: object }
type Access = { url: string; credential: string }

/**
 * Any other ticket system, behind one address that takes messages signed after Standard Webhooks:
 * `ticket.create`, `ticket.comment`, `ticket.read`, `ticket.check`. The first and third are answered
 * with `{key, url, title, state}`. The webhook-id is the same in every attempt.
 */
export function makeSignedTickets(send: SendOutward, { url, credential }: Access): TicketConnector {
  const ask = async ({ type, id, data }: Message, signal?: AbortSignal) => {
    const at = new Date()
    const body = JSON.stringify({ type, timestamp: at.toISOString(), data })
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(credential).sign(id, at, body),
    }
    const answer = await send({ method: 'POST', url, headers, body }, signal)
    if (answer.status >= 200 && answer.status < 300) return answer.body
    throw new DeliveryError(`answered ${answer.status}`, {
      isPermanent: answer.status === 404 || answer.status === 422,
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
    })
  }
  return {
    knowsRepetitions: true,
    check: async (signal) =>
      void (await ask({ type: 'ticket.check', id: randomUUID(), data: {} }, signal)),
    createTicket: async ({ id, ...data }, signal) =>
      ticketOf(await ask({ type: 'ticket.create', id, data }, signal)),
    // The same `ticket.create` once more is what finds it.
    findTicket: () => Promise.resolve(undefined),
    comment: async (key, { id, ...comment }, signal) => {
      await ask({ type: 'ticket.comment', id, data: { key, ...comment } }, signal)
    },
    readTicket: async (key, signal) =>
      ticketOf(await ask({ type: 'ticket.read', id: randomUUID(), data: { key } }, signal)),
  }
}

function ticketOf(body: string): Ticket {
  const { key, url, title, state } = fieldsOf(body)
  const isTicket = [key, url, title, state].every((each) => typeof each === 'string')
  if (!isTicket || !/^https?:/i.test(String(url))) {
    throw new DeliveryError('no ticket came back', { isPermanent: false })
  }
  return { key: String(key), url: String(url), title: String(title), state: String(state) }
}

function fieldsOf(body: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body)
    return typeof answer === 'object' && answer !== null ? { ...answer } : {}
  } catch {
    return {}
  }
}
