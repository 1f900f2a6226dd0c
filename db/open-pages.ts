import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'

// Three times the interval in which each api instance renews its pages.
const LEASE = sql<Date>`now() + interval '15 seconds'`
/** A page hidden for longer than this is nobody at a screen. */
const HIDDEN_LIMIT = sql<Date>`now() - interval '30 minutes'`

export type OpenPage = { page: string; person: string; organisationId: string }

/** A page is open; it stays known until it is closed or no longer renewed. */
export async function insertOpenPages(
  database: Database,
  pages: readonly OpenPage[],
): Promise<void> {
  if (pages.length === 0) return
  await database
    .insertInto('openPages')
    .values(pages.map((page) => ({ ...page, until: LEASE })))
    .onConflict((conflict) => conflict.columns(['page', 'person']).doUpdateSet({ until: LEASE }))
    .execute()
}

export async function renewOpenPages(
  database: Database,
  pages: readonly { page: string; isVisible: boolean }[],
): Promise<void> {
  const visible = pages.filter(({ isVisible }) => isVisible).map(({ page }) => page)
  const ids = pages.map(({ page }) => page)
  await database
    .deleteFrom('openPages')
    .where('until', '<', sql<Date>`now()`)
    .execute()
  if (ids.length === 0) return
  await database
    .updateTable('openPages')
    .set((eb) => ({
      until: LEASE,
      visibleAt: eb
        .case()
        .when(eb('page', '=', sql<string>`any(${visible}::uuid[])`))
        .then(sql<Date>`now()`)
        .else(eb.ref('visibleAt'))
        .end(),
    }))
    .where('page', 'in', ids)
    .execute()
}

export async function deleteOpenPages(database: Database, pages: readonly string[]): Promise<void> {
  if (pages.length === 0) return
  await database.deleteFrom('openPages').where('page', 'in', pages).execute()
}

/** Which of these people have a page open that they looked at lately. */
export async function findPeopleAtScreen(
  db: OrganisationDatabase,
  people: readonly string[],
): Promise<string[]> {
  if (people.length === 0) return []
  const rows = await db
    .selectFrom('openPages')
    .select('person')
    .distinct()
    .where('person', 'in', people)
    .where('until', '>', sql<Date>`now()`)
    .where('visibleAt', '>', HIDDEN_LIMIT)
    .execute()
  return rows.map(({ person }) => person)
}
