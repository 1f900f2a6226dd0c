import { createECDH } from 'node:crypto'
import type { Agent } from 'node:https'
import webPush, { WebPushError, type RequestOptions } from 'web-push'
import { DeliveryError } from './delivery-error.ts'

/** What a browser gave out for being reached; the keys encrypt for it alone. */
export type PushTarget = { endpoint: string; keys: { p256dh: string; auth: string } }

export type PushMessage = {
  payload: object
  /** How long the push service keeps it for a browser that is away. */
  ttlSeconds: number
  isUrgent: boolean
  /** A newer message of the same topic takes the place of one that still waits. */
  topic: string
}

export type WebPush = {
  /** `gone`: the browser takes no messages there any more. Throws DeliveryError. */
  send(target: PushTarget, message: PushMessage): Promise<'sent' | 'gone'>
}

export type WebPushOptions = {
  /** As `publicPushKey` takes it. */
  key: string
  /** Whom a push service writes to when something is wrong: mailto: or https: */
  contact: string
  timeoutMs?: number
  agent?: Agent
}

const TIMEOUT_MS = 10_000
const GONE: readonly number[] = [404, 410]

/** What pages subscribe with. `key`: the private one, 64 hexadecimal digits. */
export function publicPushKey(key: string): string {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(key, 'hex')
  return pair.getPublicKey('base64url')
}

export function makeWebPush(options: WebPushOptions): WebPush {
  const { key, contact, timeoutMs = TIMEOUT_MS, agent } = options
  const vapidDetails = {
    subject: contact,
    publicKey: publicPushKey(key),
    privateKey: Buffer.from(key, 'hex').toString('base64url'),
  }
  return {
    async send({ endpoint, keys }, { payload, ttlSeconds, isUrgent, topic }) {
      const request: RequestOptions = {
        vapidDetails,
        TTL: ttlSeconds,
        urgency: isUrgent ? 'high' : 'normal',
        topic,
        timeout: timeoutMs,
        ...(agent ? { agent } : {}),
      }
      try {
        await webPush.sendNotification({ endpoint, keys }, JSON.stringify(payload), request)
        return 'sent'
      } catch (error) {
        if (error instanceof WebPushError && GONE.includes(error.statusCode)) return 'gone'
        throw deliveryError(error)
      }
    },
  }
}

/** The service said no to this message for good, or was away, or asks to be left alone. */
function deliveryError(cause: unknown): DeliveryError {
  if (!(cause instanceof WebPushError)) {
    const message = cause instanceof Error ? cause.message : String(cause)
    return new DeliveryError(`the push service cannot be reached: ${message}`, {
      isPermanent: false,
      cause,
    })
  }
  const { statusCode, headers } = cause
  const isPermanent = statusCode >= 400 && statusCode < 500 && statusCode !== 429
  const seconds = Number(headers['retry-after'])
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined
  // Never the body: it may repeat the address, which is a secret of the browser.
  const message = `the push service answered ${statusCode}`
  return new DeliveryError(message, { isPermanent, retryAfterMs, cause })
}
