import { readFileSync } from 'node:fs'
import type { CommitOutcome, SessionChange } from '../domain/session-change.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { OrganisationDatabase } from './database.ts'

const STATEMENT = readFileSync(new URL('./commit-session.sql', import.meta.url), 'utf8')

/** The code user's first link, given with the first commit: its secret is derived outside. */
export type FirstJoinLink = { number: number; hash: string }

type Written = { rev: number; number: number }

/**
 * Writes one revision of a session: row, history, child rows, notification, in one statement.
 * Idempotent by (session, commandId): repeating it gives the revision that was written first.
 * Throws what Postgres says; `isConnectionError` tells whether repeating can help.
 */
export async function commitSession(
  db: OrganisationDatabase,
  change: SessionChange,
  joinLink: FirstJoinLink | null = null,
): Promise<CommitOutcome> {
  if (change.next.organisationId !== db.organisationId) {
    throw new Error(`Session ${change.next.sessionId} belongs to another organisation`)
  }
  const parameter = JSON.stringify({ change, joinLink })
  // Prepared, unlike other unsafe queries: planning some thirty parts takes longer than running them.
  const [written] = await db.connection.unsafe<Written[]>(STATEMENT, [parameter], { prepare: true })
  if (written) return committed(written)
  return (await findCommitted(db, change)) ?? conflict(db, change)
}

/** A new statement sees what the first attempt of a timed-out commit wrote while this one waited. */
async function findCommitted(
  db: OrganisationDatabase,
  { next, commandId }: SessionChange,
): Promise<CommitOutcome | undefined> {
  const row = await db
    .selectFrom('sessionCommits')
    .innerJoin('sessions', 'sessions.id', 'sessionCommits.sessionId')
    .select(['sessionCommits.rev', 'sessions.number'])
    .where('sessionCommits.sessionId', '=', next.sessionId)
    .where('sessionCommits.commandId', '=', commandId)
    .executeTakeFirst()
  return row && committed(row)
}

async function conflict(db: OrganisationDatabase, change: SessionChange): Promise<CommitOutcome> {
  const state = await findSessionState(db, change.next.sessionId)
  if (state) return { outcome: 'conflict', row: state }
  throw new Error(
    `Session ${change.next.sessionId} has no row to go on from at revision ${change.fromRev}, ` +
      `or its device or template does not exist`,
  )
}

/** The state of the last revision: what a lost or finished run goes on from. */
export async function findSessionState(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<SessionState | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('state')
    .where('id', '=', sessionId)
    .executeTakeFirst()
  return row?.state
}

function committed({ rev, number }: Written): CommitOutcome {
  return { outcome: 'committed', rev, number }
}
