import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'

export type NewDraft = {
  actionButtonId: string
  /** What the answers are to. */
  requestFlowId: string
  flowVersion: number
  codeId: string
  answers: Record<string, string>
  transcript?: string | null
  assistantName?: string | null
  reference?: string | null
  expiresAt: Date
}

export async function insertDraft(db: OrganisationDatabase, draft: NewDraft): Promise<string> {
  const { id } = await db
    .insertInto('drafts')
    .values({ ...draft, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What an assistant prepared for this code; undefined once it is too old. */
export async function findDraft(
  db: OrganisationDatabase,
  { id, codeId }: { id: string; codeId: string },
) {
  return db
    .selectFrom('drafts')
    .select(['id', 'actionButtonId', 'answers', 'transcript', 'assistantName', 'reference'])
    .select(['expiresAt', 'requestFlowId', 'flowVersion'])
    .where('id', '=', id)
    .where('codeId', '=', codeId)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst()
}

/** Returns how many are gone. */
export async function deleteExpiredDrafts(database: Database): Promise<number> {
  const { numDeletedRows } = await database
    .deleteFrom('drafts')
    .where('expiresAt', '<', sql<Date>`now()`)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
