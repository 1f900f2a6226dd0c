import { sql } from 'kysely'
import { closeConnection, openConnection } from './connection.ts'
import type { Database } from './database.ts'
import type { WaitingMessage } from './feed-messages.ts'

export type WaitingListener = {
  /** Straight to Postgres: a pooler between would swallow LISTEN. */
  url: string
  onWaiting: (message: WaitingMessage) => void
  /** Listening (again): what was said before went unheard. */
  onListening: () => void
}

/** Hears when rows begin to wait for a webhook endpoint or ticket system, until closed. */
export async function listenForWaiting(listener: WaitingListener): Promise<() => Promise<void>> {
  const { url, onWaiting, onListening } = listener
  const connection = openConnection({ url, applicationName: 'lotse waiting', maxConnections: 1 })
  try {
    // Only this folder notifies this channel, with the type of feed-messages.ts.
    const hear = (text: string) => onWaiting(JSON.parse(text) as WaitingMessage)
    await connection.listen('waiting', hear, onListening)
  } catch (error) {
    await closeConnection(connection)
    throw error
  }
  return () => closeConnection(connection)
}

type Overdue = Omit<WaitingMessage, 'isNow'>

/** Endpoints whose rows should have been tried by now, for whoever finds nobody doing it. */
export async function listOverdueEndpoints(
  database: Database,
  olderThanMs: number,
): Promise<Overdue[]> {
  const before = sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`
  const [webhooks, tickets] = await Promise.all([
    database
      .selectFrom('webhookDeliveries as w')
      .innerJoin('webhookEndpoints as e', 'e.id', 'w.endpointId')
      .select(['w.organisationId as organisation', 'w.endpointId as endpoint'])
      .distinct()
      .where('w.state', '=', 'waiting')
      .where('w.nextAt', '<', before)
      .where('e.disabledAt', 'is', null)
      .where((eb) => eb.or([eb('e.resumeAt', 'is', null), eb('e.resumeAt', '<', before)]))
      .execute(),
    database
      .selectFrom('ticketComments as c')
      .innerJoin('ticketSystems as t', 't.id', 'c.endpointId')
      .select(['c.organisationId as organisation', 'c.endpointId as endpoint'])
      .distinct()
      .where('c.state', '=', 'waiting')
      .where('c.nextAt', '<', before)
      .where('t.disabledAt', 'is', null)
      .where((eb) => eb.or([eb('t.resumeAt', 'is', null), eb('t.resumeAt', '<', before)]))
      .execute(),
  ])
  return [
    ...webhooks.map((row) => ({ ...row, kind: 'webhooks' as const })),
    ...tickets.map((row) => ({ ...row, kind: 'tickets' as const })),
  ]
}
