import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { sessionChanged } from './feed-messages.ts'
import { deleteScreenshotUpdates } from './screenshots.ts'
import { deleteStrokes } from './strokes.ts'

export type StoredFile = {
  objectKey: string
  contentType: string
  bytes: number
  sha256: string
  durationMs?: number
  timeIndex?: [number, number][]
}

const COLUMNS = [
  'id',
  'sessionId',
  'callNumber',
  'kind',
  'position',
  'state',
  'reason',
  'contentType',
  'bytes',
  'durationMs',
  'sha256',
  'objectKey',
  'timeIndex',
  'createdAt',
  'storedAt',
] as const

/** What the gallery shows; calls that left nothing behind have nothing here. */
export async function listArtefacts(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('artefacts')
    .select(COLUMNS)
    .select((eb) =>
      eb
        .selectFrom('sessions as s')
        .innerJoin('templates as t', 't.id', 's.templateId')
        .select('t.keepRecordingsDays')
        .whereRef('s.id', '=', 'artefacts.sessionId')
        .as('keepDays'),
    )
    .where('sessionId', '=', sessionId)
    .where('state', '<>', 'none')
    .orderBy('callNumber')
    .orderBy('kind')
    .orderBy('position')
    .execute()
}

/** The caller still has to load its session for the actor. */
export async function findArtefact(db: OrganisationDatabase, id: string) {
  return db.selectFrom('artefacts').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}

/** The session's organisation is not known yet when an artefact's address is opened. */
export async function findOrganisationOfArtefact(
  database: Database,
  id: string,
): Promise<string | undefined> {
  const row = await database
    .selectFrom('artefacts')
    .select('organisationId')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.organisationId
}

/** The file is in the store and verified. A deleted artefact stays deleted: then false. */
export async function markArtefactStored(
  db: OrganisationDatabase,
  id: string,
  { state, reason, file }: { state: 'ready' | 'partial'; reason?: string; file: StoredFile },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('artefacts')
    .set({
      ...file,
      timeIndex: file.timeIndex ?? null,
      durationMs: file.durationMs ?? null,
      state,
      reason: reason ?? null,
      storedAt: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('state', '<>', 'deleted')
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** `none`: there was no media. `failed`: there was, and it could not be kept; people read why. */
export async function markArtefactWithoutFile(
  db: OrganisationDatabase,
  id: string,
  { state, reason }: { state: 'failed' | 'none'; reason: string },
): Promise<void> {
  await db
    .updateTable('artefacts')
    .set({ state, reason })
    .where('id', '=', id)
    .where('state', '=', 'uploading')
    .execute()
}

/**
 * Returns the key of the object that is now to be deleted, if one was stored. Why it was deleted
 * first stays. Open pages of the session are told, since its row has no new revision to tell of.
 */
export async function markArtefactDeleted(
  db: OrganisationDatabase,
  id: string,
  reason: string,
): Promise<string | null> {
  const row = await db
    .with('deleted', (cte) =>
      cte
        .updateTable('artefacts')
        .set({
          state: 'deleted',
          reason: sql<string>`case when state = 'deleted' then reason else ${reason} end`,
          deletedAt: sql<Date>`coalesce(deleted_at, now())`,
        })
        .where('id', '=', id)
        .returning(['objectKey', 'sessionId']),
    )
    .selectFrom('deleted')
    .innerJoin('sessions as s', 's.id', 'deleted.sessionId')
    .select(['deleted.objectKey', sessionChanged('s')])
    .executeTakeFirst()
  return row?.objectKey ?? null
}

type Deleted = {
  id: string
  kind: 'recording' | 'screenshot'
  sessionId: string
  callNumber: number
}

/**
 * What only it gave a meaning goes with it: strokes with the recording, changes with the picture.
 * For a transaction: marked alone it would never be looked at again.
 */
export async function deleteArtefact(
  db: OrganisationDatabase,
  { id, kind, sessionId, callNumber: call }: Deleted,
  reason: string,
): Promise<void> {
  await markArtefactDeleted(db, id, reason)
  if (kind === 'recording') await deleteStrokes(db, { sessionId, call })
  else await deleteScreenshotUpdates(db, id)
}
