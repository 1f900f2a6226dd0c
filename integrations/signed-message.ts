import { Webhook } from 'standardwebhooks'

export type SignedMessage = { id: string; timestamp: string; signature: string; body: string }

/** What a message signed after Standard Webhooks says; undefined when the signature is not right. */
export function readSigned(secret: string, message: SignedMessage): unknown {
  try {
    return new Webhook(secret).verify(message.body, {
      'webhook-id': message.id,
      'webhook-timestamp': message.timestamp,
      'webhook-signature': message.signature,
    })
  } catch {
    return undefined
  }
}
