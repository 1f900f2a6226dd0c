import { Webhook } from 'standardwebhooks'
import { DeliveryError } from './delivery-error.ts'
import type { SendOutward } from './outward-request.ts'
import { retryAfterMs } from './retry-after.ts'

export type WebhookMessage = {
  url: string
  /** The receiver accepts a signature by any of them. */
  secrets: readonly string[]
  /** The same for every attempt, so that a second copy is recognised. */
  id: string
  body: string
}

/** Why a receiver did not take a message. */
export class WebhookRefused extends DeliveryError {
  readonly status: number

  constructor(status: number, waitMs: number | undefined) {
    super(`answered ${status}`, { isPermanent: false, retryAfterMs: waitMs })
    this.status = status
  }

  /** The receiver wants nothing more, ever. */
  get isGone(): boolean {
    return this.status === 410
  }

  /** It is about this one message: others may fare better. */
  get isAboutMessage(): boolean {
    return this.status >= 300 && this.status < 500 && this.status !== 408 && this.status !== 429
  }
}

/** Signed after Standard Webhooks. Resolves to the status, once taken. Throws DeliveryError. */
export async function sendWebhook(
  send: SendOutward,
  { url, secrets, id, body }: WebhookMessage,
  signal?: AbortSignal,
): Promise<number> {
  const at = new Date()
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Webhook(each).sign(id, at, body)).join(' '),
  }
  const { status, headers: answered } = await send({ method: 'POST', url, headers, body }, signal)
  if (status >= 200 && status < 300) return status
  throw new WebhookRefused(status, retryAfterMs(answered['retry-after']))
}
