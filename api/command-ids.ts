import { createHash } from 'node:crypto'

/*
 * Every id of a command is derived from what the caller sent, so that a repeated or parallel
 * request meets the same workflow, the same update and the same rows.
 */

export type CommandKey = {
  organisationId: string
  /** Who asks, as `<kind>:<id>`. */
  actor: string
  command: string
  sessionId: string
  /** The Idempotency-Key, or what stands for it. */
  key: string
}

export function commandId({ organisationId, actor, command, sessionId, key }: CommandKey): string {
  return digest(['command', organisationId, actor, command, sessionId, key]).toString('hex')
}

/** Id of the session that a creating request makes, or made before. */
export function sessionId(organisationId: string, actor: string, key: string): string {
  return uuid(digest(['session', organisationId, actor, key]))
}

/** Id of a row that a command brings along: a text, a participant. */
export function idFrom(commandId: string, kind: string): string {
  return uuid(digest([commandId, kind]))
}

/** Tells another body under the same key apart; the order of its members does not count. */
export function bodyHash(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

// JSON of an array separates its members beyond doubt, whatever they contain.
function digest(parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

/** UUIDv8 (RFC 9562): 122 bits of our own. */
function uuid(hash: Buffer): string {
  const bytes = Uint8Array.prototype.slice.call(hash, 0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(',')}}`
}
