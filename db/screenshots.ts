import { sql } from 'kysely'
import type { ActorRef } from '../domain/actor.ts'
import type { OrganisationDatabase } from './database.ts'

export type NewScreenshotUpdate = {
  artefactId: string
  /** Counts from 1 without gaps. */
  seq: number
  body: Uint8Array
  actor: ActorRef
}

/**
 * Logs one change of a screenshot. `closed` once its call is over or it was deleted: the lock on
 * the call's row makes the end of the call wait for changes under way and refuses all later ones,
 * so that whoever composes it has read every change. `taken`: somebody else wrote that number.
 */
export async function appendScreenshotUpdate(
  db: OrganisationDatabase,
  { artefactId, seq, body, actor }: NewScreenshotUpdate,
): Promise<'logged' | 'closed' | 'taken'> {
  const { organisationId } = db
  const { rows } = await sql<{ isOpen: boolean; isLogged: boolean }>`
    with open_screenshot as (
      select artefacts.id
      from artefacts
      join calls on calls.organisation_id = artefacts.organisation_id
        and calls.session_id = artefacts.session_id and calls.number = artefacts.call_number
      where artefacts.organisation_id = ${organisationId} and artefacts.id = ${artefactId}
        and artefacts.state = 'uploading' and calls.phase = 'live'
      for share of calls
    ),
    logged as (
      insert into screenshot_updates (
        artefact_id, organisation_id, seq, body, actor_kind, actor_id)
      select id, ${organisationId}, ${seq}::integer, ${Buffer.from(body)}::bytea,
        ${actor.kind}, ${actor.id}
      from open_screenshot
      on conflict (artefact_id, seq) do nothing
      returning seq
    )
    select exists (select from open_screenshot) as is_open,
      exists (select from logged) as is_logged`.execute(db)
  const [row] = rows
  if (!row?.isOpen) return 'closed'
  return row.isLogged ? 'logged' : 'taken'
}

/** All changes of a screenshot, oldest first. */
export async function listScreenshotUpdates(
  db: OrganisationDatabase,
  artefactId: string,
): Promise<{ seq: number; body: Uint8Array }[]> {
  return db
    .selectFrom('screenshotUpdates')
    .select(['seq', 'body'])
    .where('artefactId', '=', artefactId)
    .orderBy('seq')
    .execute()
}

/** Once it is composed. */
export async function deleteScreenshotUpdates(
  db: OrganisationDatabase,
  artefactId: string,
): Promise<void> {
  await db.deleteFrom('screenshotUpdates').where('artefactId', '=', artefactId).execute()
}
