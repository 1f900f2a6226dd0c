import { sql } from 'kysely'
import type { LabelColour } from '../domain/label.ts'
import type { OrganisationDatabase } from './database.ts'

export type LabelContent = {
  name: string
  nameDe: string | null
  colour: LabelColour
  isPublic: boolean
  isActive: boolean
}

/** Throws a unique violation of `labels_organisation_id_folded_key` when the name is taken. */
export async function insertLabel(
  db: OrganisationDatabase,
  name: string,
  { isActive = true, ...content }: Partial<Omit<LabelContent, 'name'>> = {},
): Promise<string> {
  const { id } = await db
    .insertInto('labels')
    .values({
      ...content,
      name,
      organisationId: db.organisationId,
      disabledAt: disabledAt(isActive),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Sessions keep a label that is no longer active. False when there is no such label. */
export async function changeLabel(
  db: OrganisationDatabase,
  id: string,
  { isActive, ...label }: LabelContent,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('labels')
    .set({ ...label, disabledAt: disabledAt(isActive) })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** By name; those that are no longer active only if wanted. */
export async function listLabels(
  db: OrganisationDatabase,
  { isWithInactive = false }: { isWithInactive?: boolean } = {},
) {
  return db
    .selectFrom('labels')
    .select(['id', 'name', 'nameDe', 'colour', 'isPublic', 'disabledAt'])
    .$if(!isWithInactive, (query) => query.where('disabledAt', 'is', null))
    .orderBy('folded')
    .execute()
}

/** Those that a code user may choose, of the ones given. */
export async function listPublicLabels(db: OrganisationDatabase, ids: readonly string[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('labels')
    .select(['id', 'name', 'nameDe', 'colour'])
    .where('id', 'in', ids)
    .where('isPublic', '=', true)
    .where('disabledAt', 'is', null)
    .orderBy('folded')
    .execute()
}

export async function listSessionLabels(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessionLabels as l')
    .innerJoin('labels', 'labels.id', 'l.labelId')
    .select(['labels.id', 'labels.name', 'labels.nameDe', 'labels.colour', 'labels.isPublic'])
    .where('l.sessionId', '=', sessionId)
    .orderBy('labels.folded')
    .execute()
}

/** Label id → its names, without those that are gone. */
export async function findLabelNames(
  db: OrganisationDatabase,
  ids: readonly string[],
): Promise<Map<string, { name: string; nameDe: string | null }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('labels')
    .select(['id', 'name', 'nameDe'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, ...names }) => [id, names]))
}

function disabledAt(isActive: boolean) {
  return isActive ? null : sql<Date>`now()`
}
