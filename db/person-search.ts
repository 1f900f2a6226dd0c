import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'
import { occurs } from './session-search.ts'

/** More would be no list to decide by; whoever meets it says more of the name. */
const MOST = 100

/**
 * Sessions in whose requester and email every word occurs, case and accents ignored:
 * what a code user may have said of themselves. Newest first.
 */
export async function findSessionsOfPerson(db: OrganisationDatabase, words: readonly string[]) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .select(['s.id', 's.number', 's.status', 's.createdAt', 'd.label as deviceLabel'])
    .select([said('requester').as('requester'), said('email').as('email')])
    .where((eb) => eb.and(words.map((word) => sql<boolean>`${FOLDED} like ${occurs(word)}`)))
    .orderBy('s.number', 'desc')
    .limit(MOST)
    .execute()
}

/** Employees, also those who have left, in whose name or address every word occurs. */
export async function findEmployeesOfPerson(db: OrganisationDatabase, words: readonly string[]) {
  return db
    .selectFrom('employees as e')
    .select(['e.id', 'e.name', 'e.email', 'e.disabledAt'])
    .where('e.erasedAt', 'is', null)
    .where((eb) => {
      const said = sql<string>`e.folded_name || ' ' || search_fold(e.email)`
      return eb.and(words.map((word) => sql<boolean>`${said} like ${occurs(word)}`))
    })
    .orderBy('e.foldedName')
    .limit(MOST)
    .execute()
}

const FOLDED = sql`(
  select string_agg(folded, ' ') from session_texts
  where session_id = s.id and organisation_id = s.organisation_id
    and kind in ('requester', 'email') and linked_at is not null)`

function said(kind: 'requester' | 'email') {
  return sql<string | null>`(
    select body from session_texts
    where session_id = s.id and organisation_id = s.organisation_id
      and kind = ${kind} and linked_at is not null
    order by created_at desc limit 1)`
}
