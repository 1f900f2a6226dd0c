import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import type { TextKind } from './tables/sessions.ts'
import { originAsRead, type AsRead } from './unerased.ts'

export type { TextKind } from './tables/sessions.ts'

export type NewText = {
  /** Derived from (commandId, kind), so that a repeated request meets the same row. */
  id: string
  sessionId: string
  commandId: string
  kind: TextKind
  body: string
}

/**
 * Stores free text before the command that names it; the commit links it. Harmless when repeated.
 * Nothing is stored when the session was erased since it was `asRead`; null for one that is to be.
 */
export async function insertTexts(
  db: OrganisationDatabase,
  texts: readonly NewText[],
  asRead: AsRead | null = null,
): Promise<void> {
  if (texts.length === 0) return
  const rows = texts.map(({ sessionId, commandId, ...text }) => {
    const ids = { organisation_id: db.organisationId, session_id: sessionId, command_id: commandId }
    return { ...ids, ...text }
  })
  const given = sql<
    NewText & { organisationId: string }
  >`jsonb_populate_recordset(null::session_texts, ${JSON.stringify(rows)}::text::jsonb)`
  const columns = ['organisationId', 'id', 'sessionId', 'commandId', 'kind', 'body'] as const
  await db
    .insertInto('sessionTexts')
    .columns(columns)
    .expression(() => {
      const query = db.selectFrom(given.as('given')).select(columns)
      return asRead ? query.where(({ exists }) => exists(originAsRead(db, asRead))) : query
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** What people wrote in the request: reason, requester, email, answers, assistant. */
export async function findSessionTexts(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<Partial<Record<TextKind, string>>> {
  const rows = await db
    .selectFrom('sessionTexts')
    .select(['kind', 'body'])
    .where('sessionId', '=', sessionId)
    .where('kind', 'not in', ['ticket', 'message'])
    .where('linkedAt', 'is not', null)
    .orderBy('createdAt')
    .execute()
  return Object.fromEntries(rows.map(({ kind, body }) => [kind, body]))
}

/** Text id → body, for history lines that name a text. */
export async function findTextBodies(
  db: OrganisationDatabase,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('sessionTexts')
    .select(['id', 'body'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, body }) => [id, body]))
}

/** Texts and origins whose command was never committed; returns how many texts are gone. */
export async function deleteUnlinkedTexts(database: Database, before: Date): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom('sessionTexts')
    .where('linkedAt', 'is', null)
    .where('createdAt', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
