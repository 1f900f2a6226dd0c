import { sql } from 'kysely'

/*
 * What an attempt makes of a row that waits for somebody outside: the same in every table of such rows.
 */

const ANOTHER = sql<number>`attempts + 1`

export const SENT = {
  state: 'sent' as const,
  sentAt: sql<Date>`now()`,
  error: null,
  attempts: ANOTHER,
}

/** `until` null: it has been tried long enough, or will never be possible. */
export type Failure = { error: string; until: Date | null }

export function failed({ error, until }: Failure) {
  const outcome = { error: error.slice(0, 500), attempts: ANOTHER }
  if (!until) return { ...outcome, state: 'failed' as const }
  return { ...outcome, state: 'waiting' as const, nextAt: until }
}
