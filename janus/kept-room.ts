import { asFields, integer, text } from './gateway-message.ts'

/** What another process needs to take a member's connections over: the gateway's own ids. */
export type KeptMember = { send: number; receive: number | null; feed: string | null }
export type KeptRoom = { session: number; members: Record<string, KeptMember> }

/** Reads what a room's `kept()` gave, after a database held it; null when it is something else. */
export function readKeptRoom(value: unknown): KeptRoom | null {
  const { session, members } = asFields(value)
  if (typeof session !== 'number') return null
  const read = Object.entries(asFields(members)).flatMap(([id, member]) => {
    const { send, receive, feed } = asFields(member)
    if (typeof send !== 'number') return []
    return [[id, { send, receive: integer(receive) ?? null, feed: text(feed) ?? null }] as const]
  })
  return { session, members: Object.fromEntries(read) }
}

export function handlesOf(kept: KeptRoom): number[] {
  return Object.values(kept.members).flatMap(({ send, receive }) =>
    receive === null ? [send] : [send, receive],
  )
}
