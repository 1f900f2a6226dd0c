import type { OrganisationDatabase } from './database.ts'

/** The text of kind `ticket` that keeps what came with a ticket beside its key. */
export function ticketText({ url, title }: { url?: string; title?: string }): string {
  return JSON.stringify({ url, title })
}

export async function listTicketLinks(db: OrganisationDatabase, sessionId: string) {
  const rows = await db
    .selectFrom('ticketLinks as l')
    .leftJoin('sessionTexts as t', 't.id', 'l.textId')
    .select(['l.system', 'l.key', 'l.state', 'l.linkedAt', 't.body'])
    .where('l.sessionId', '=', sessionId)
    .orderBy('l.linkedAt')
    .orderBy('l.system')
    .orderBy('l.key')
    .execute()
  return rows.map(({ body, ...link }) => ({ ...link, ...parseTicketText(body) }))
}

function parseTicketText(body: string | null): { url: string | null; title: string | null } {
  const parsed: unknown = JSON.parse(body ?? '{}')
  const fields: Record<string, unknown> =
    typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return { url: text(fields.url), title: text(fields.title) }
}

/** A ticket system says its ticket has a new state; returns the sessions it is linked to. */
export async function setTicketState(
  db: OrganisationDatabase,
  { system, key, state }: { system: string; key: string; state: string },
): Promise<string[]> {
  const rows = await db
    .updateTable('ticketLinks')
    .set({ state })
    .where('system', '=', system)
    .where('key', '=', key)
    .returning('sessionId')
    .execute()
  return rows.map(({ sessionId }) => sessionId)
}
