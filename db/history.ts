import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

/** Who, when, what, why: oldest first, with the names that actors have now. */
export async function listHistory(db: OrganisationDatabase, sessionId: string, afterSeq = 0) {
  const rows = await db
    .selectFrom('sessionHistory as h')
    .leftJoin('employees as e', (join) =>
      join.on('h.actorKind', '=', 'employee').on(sql<boolean>`e.id::text = h.actor_id`),
    )
    .leftJoin('apiKeys as k', (join) =>
      join.on('h.actorKind', '=', 'api_client').on(sql<boolean>`k.id::text = h.actor_id`),
    )
    .select(['h.seq', 'h.rev', 'h.at', 'h.kind', 'h.actorKind', 'h.actorId', 'h.details'])
    .select((eb) => eb.fn.coalesce('e.name', 'k.name').as('actorName'))
    .where('h.sessionId', '=', sessionId)
    .where('h.seq', '>', afterSeq)
    .orderBy('h.seq')
    .execute()
  return rows.map(({ actorKind, actorId, actorName, ...line }) => ({
    ...line,
    actor: { kind: actorKind, id: actorId, name: actorName },
  }))
}

/** Employees who did something in the session, or were named in it: they have known of it. */
export async function listEmployeesInHistory(
  db: OrganisationDatabase,
  sessionId: string,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('sessionHistory')
    .select(['actorKind', 'actorId', 'details'])
    .where('sessionId', '=', sessionId)
    .execute()
  return new Set(
    rows.flatMap(({ actorKind, actorId, details }) => [
      ...(actorKind === 'employee' ? [actorId] : []),
      ...(details.employees ?? []),
    ]),
  )
}
