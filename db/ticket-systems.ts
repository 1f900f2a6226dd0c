import { sql } from 'kysely'
import type { Language } from '../domain/refusal-texts.ts'
import type { Database, OrganisationDatabase } from './database.ts'
import { deliveriesWaiting } from './feed-messages.ts'
import type { TicketSystemsTable } from './tables/ticket-systems.ts'

export type NewTicketSystem = Pick<
  TicketSystemsTable,
  'name' | 'kind' | 'url' | 'credential' | 'inboundSecret'
> & { language?: Language }

export async function insertTicketSystem(
  db: OrganisationDatabase,
  system: NewTicketSystem,
): Promise<string> {
  const { id } = await db
    .insertInto('ticketSystems')
    .values({ ...system, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** By name, without secrets; with what waits and how the last attempts went. */
export async function listTicketSystems(db: OrganisationDatabase) {
  return select(db).orderBy('t.name').execute()
}

export async function findTicketSystem(db: OrganisationDatabase, id: string) {
  return select(db).where('t.id', '=', id).executeTakeFirst()
}

function select(db: OrganisationDatabase) {
  return db.selectFrom('ticketSystems as t').select((eb) => [
    ...(['t.id', 't.name', 't.kind', 't.url', 't.language', 't.createdAt'] as const),
    ...(['t.disabledAt', 't.failures', 't.resumeAt'] as const),
    eb
      .selectFrom('ticketComments as c')
      .select((inner) => inner.fn.countAll<number>().as('waiting'))
      .whereRef('c.endpointId', '=', 't.id')
      .where('c.state', '=', 'waiting')
      .as('waiting'),
  ])
}

/** What it takes to speak with it; undefined for one that is gone or switched off. */
export async function findTicketAccess(
  db: OrganisationDatabase,
  by: { id: string } | { name: string },
) {
  const query = db
    .selectFrom('ticketSystems')
    .select(['id', 'name', 'kind', 'url', 'credential', 'language', 'failures', 'resumeAt'])
    .where('disabledAt', 'is', null)
  return 'id' in by
    ? query.where('id', '=', by.id).executeTakeFirst()
    : query.where('name', '=', by.name).executeTakeFirst()
}

/** For its own messages, which come before anybody knows of whom they are. */
export async function findInboundTicketSystem(database: Database, id: string) {
  return database
    .selectFrom('ticketSystems')
    .select(['organisationId', 'name', 'inboundSecret'])
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
}

export type TicketSystemChange = { url?: string; credential?: string; isActive?: boolean }

/** Switching it on again delivers what waited meanwhile. False when there is no such system. */
export async function changeTicketSystem(
  db: OrganisationDatabase,
  id: string,
  { isActive, ...change }: TicketSystemChange,
): Promise<boolean> {
  const changed = await db
    .with('changed', (cte) =>
      cte
        .updateTable('ticketSystems')
        .set({
          ...change,
          failures: 0,
          resumeAt: null,
          ...(isActive === true ? { disabledAt: null } : {}),
          ...(isActive === false ? { disabledAt: sql<Date>`now()` } : {}),
        })
        .where('id', '=', id)
        .returning('id'),
    )
    .selectFrom('changed')
    .select(deliveriesWaiting(db, { kind: 'tickets', endpointId: id }))
    .execute()
  return changed.length > 0
}

export async function restTicketSystem(
  db: OrganisationDatabase,
  id: string,
  rest: { failures: number; resumeAt: Date | null },
): Promise<void> {
  await db.updateTable('ticketSystems').set(rest).where('id', '=', id).execute()
}
