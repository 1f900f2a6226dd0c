import { sql, type Expression, type SqlBool } from 'kysely'
import type { SessionsQuery } from './session-relation.ts'

/** The number in a search like `1042` or `#1042`. */
export function searchedNumber(q: string | undefined): number | undefined {
  const digits = /^\s*#?([0-9]{1,9})\s*$/.exec(q ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/**
 * Whether every word of the search occurs, case and accents ignored, in device label or serial,
 * reason, requester, responsible, ticket key or label of the session `s`; its own number does too.
 * Needs the device joined as `d` and the responsible employee as `e`.
 */
export function isFound(eb: SessionsQuery, q: string): Expression<SqlBool> {
  const words = q.trim().split(/\s+/)
  const number = searchedNumber(q)
  const hasWords = sql<boolean>`${haystack(eb)} like all (array[${sql.join(words.map(occurs))}])`
  return number === undefined ? hasWords : eb.or([eb('s.number', '=', number), hasWords])
}

/** The pattern of a column that was folded and has the word in it. */
export function occurs(word: string) {
  const literal = word.replace(/[\\%_]/g, '\\$&')
  return sql<string>`'%' || search_fold(${literal}::text) || '%'`
}

function haystack(eb: SessionsQuery) {
  return sql<string>`concat_ws(' ', d.folded, e.folded_name,
    ${foldedTexts(eb)}, ${foldedTickets(eb)}, ${foldedLabels(eb)})`
}

function foldedTexts(eb: SessionsQuery) {
  return eb
    .selectFrom('sessionTexts')
    .select(sql<string>`string_agg(session_texts.folded, ' ')`.as('folded'))
    .whereRef('sessionTexts.sessionId', '=', 's.id')
    .where('sessionTexts.kind', 'in', ['reason', 'requester'])
    .where('sessionTexts.linkedAt', 'is not', null)
}

function foldedTickets(eb: SessionsQuery) {
  return eb
    .selectFrom('ticketLinks')
    .select(sql<string>`string_agg(ticket_links.folded, ' ')`.as('folded'))
    .whereRef('ticketLinks.sessionId', '=', 's.id')
}

function foldedLabels(eb: SessionsQuery) {
  return eb
    .selectFrom('sessionLabels')
    .innerJoin('labels', 'labels.id', 'sessionLabels.labelId')
    .select(sql<string>`string_agg(labels.folded, ' ')`.as('folded'))
    .whereRef('sessionLabels.sessionId', '=', 's.id')
}
