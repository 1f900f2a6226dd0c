import { createHash, createHmac } from 'node:crypto'

/*
 * Secrets of code users are derived, so that a repeated request gives the same one; Postgres holds
 * only their hashes. Whoever has the link key can make them all: it never leaves the servers.
 */

/** What the join link of a session carries; re-issuing raises `linkNumber`. */
export function joinSecret(linkKey: string, sessionId: string, linkNumber: number): string {
  return derive(linkKey, ['join', sessionId, String(linkNumber)])
}

/** What a participant's cookie carries. */
export function participantSecret(linkKey: string, participantId: string): string {
  return derive(linkKey, ['participant', participantId])
}

/** How a secret is kept. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function derive(linkKey: string, parts: string[]): string {
  return createHmac('sha256', linkKey).update(JSON.stringify(parts)).digest('base64url')
}
