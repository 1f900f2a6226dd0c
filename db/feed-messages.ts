import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

/** A session has a new revision. */
export type SessionMessage = { organisation: string; id: string; number: number; rev: number }
/** Somebody's rights may have changed: who holds a socket for them looks again, or closes it. */
export type AccessMessage = {
  organisation: string
  kind: 'login' | 'employee' | 'code' | 'api_key' | 'grant'
  id: string
  /** With a grant: its browser has become a participant. */
  joined?: { participant: string; session: string }
}
/** An employee's bell has one more. */
export type DeliveryMessage = { organisation: string; employee: string; id: string }

/** Rows wait for a webhook endpoint or a ticket system. `isNow`: somebody asked for it. */
export type WaitingMessage = {
  organisation: string
  kind: 'webhooks' | 'tickets'
  endpoint: string
  isNow: boolean
}

export type FeedMessages = {
  session: SessionMessage
  access: AccessMessage
  delivery: DeliveryMessage
}

/** A column of a query: tells the workers that a person wants these rows delivered now. */
export function deliveriesWaiting(
  { organisationId }: Pick<OrganisationDatabase, 'organisationId'>,
  { kind, endpointId }: { kind: WaitingMessage['kind']; endpointId: string },
) {
  const message: WaitingMessage = {
    organisation: organisationId,
    kind,
    endpoint: endpointId,
    isNow: true,
  }
  return sql<string>`pg_notify('waiting', ${JSON.stringify(message)})`.as('notified')
}

/**
 * A column of a query that joins sessions under this name: pages read the session anew although it
 * has no new revision, because something beside it is another.
 */
export function sessionChanged(alias: string) {
  const of = (column: string) => sql.ref(`${alias}.${column}`)
  const message = sql`json_build_object('organisation', ${of('organisationId')}, 'id', ${of('id')},
    'number', ${of('number')}, 'rev', ${of('rev')})`
  return sql<string>`pg_notify('session', ${message}::text)`.as('notified')
}

/** A column of a query: tells every api instance, when and only when the query commits. */
export function accessChanged(
  { organisationId }: Pick<OrganisationDatabase, 'organisationId'>,
  { kind, id }: Omit<AccessMessage, 'organisation'>,
) {
  const message: AccessMessage = { organisation: organisationId, kind, id }
  return sql<string>`pg_notify('access', ${JSON.stringify(message)})`.as('notified')
}
