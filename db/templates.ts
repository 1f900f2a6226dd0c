import type { OrganisationDatabase } from './database.ts'

export type NewTemplate = {
  name: string
  departmentId?: string | null
  requestsAllowed?: boolean
  recordingAllowed?: boolean
  codeUserScreenshots?: boolean
  ratingAllowed?: boolean
  ringSeconds?: number
  maxCallSeconds?: number
  promisedMinutes?: number | null
  emergencyPhone?: string | null
  keepRecordingsDays?: number | null
}

/** A template needs a consent text before it can have sessions: `addConsentTexts`. */
export async function insertTemplate(
  db: OrganisationDatabase,
  template: NewTemplate,
): Promise<string> {
  const { id } = await db
    .insertInto('templates')
    .values({ ...template, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function findTemplate(db: OrganisationDatabase, id: string) {
  return db.selectFrom('templates').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listTemplates(db: OrganisationDatabase) {
  return db.selectFrom('templates').selectAll().orderBy('name').orderBy('id').execute()
}

/** Settings of the module; sessions that exist keep theirs. False when there is none. */
export async function changeTemplate(
  db: OrganisationDatabase,
  id: string,
  change: Partial<NewTemplate>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('templates')
    .set(change)
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
