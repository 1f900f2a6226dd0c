import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

export async function insertActionButton(
  db: OrganisationDatabase,
  button: { requestFlowId: string; title: string },
): Promise<string> {
  const { id } = await db
    .insertInto('actionButtons')
    .values({ ...button, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** False when there is no such button. */
export async function changeActionButton(
  db: OrganisationDatabase,
  id: string,
  button: { requestFlowId: string; title: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('actionButtons')
    .set(button)
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Links that name it lead to a page that says so. */
export async function disableActionButton(db: OrganisationDatabase, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('actionButtons')
    .set({ disabledAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** For those who set them up: also buttons whose flow is gone, with that flow as null. */
export async function listSetUpButtons(db: OrganisationDatabase) {
  return db
    .selectFrom('actionButtons as b')
    .leftJoin('requestFlows as f', (join) =>
      join.onRef('f.id', '=', 'b.requestFlowId').on('f.disabledAt', 'is', null),
    )
    .leftJoin('templates as t', 't.id', 'f.templateId')
    .select(['b.id', 'b.title', 'f.id as flowId', 'f.title as flowTitle'])
    .select(['t.id as templateId', 't.name as templateName'])
    .where('b.disabledAt', 'is', null)
    .orderBy('b.title')
    .orderBy('b.id')
    .execute()
}

/** Undefined when the button or the flow it refers to is gone: then it leads nowhere. */
export async function findActionButton(db: OrganisationDatabase, id: string) {
  return selectButtons(db).where('b.id', '=', id).executeTakeFirst()
}

export async function listActionButtons(db: OrganisationDatabase) {
  return selectButtons(db).orderBy('b.title').orderBy('b.id').execute()
}

function selectButtons(db: OrganisationDatabase) {
  return db
    .selectFrom('actionButtons as b')
    .innerJoin('requestFlows as f', 'f.id', 'b.requestFlowId')
    .select(['b.id', 'b.title', 'f.id as requestFlowId', 'f.templateId'])
    .where('b.disabledAt', 'is', null)
    .where('f.disabledAt', 'is', null)
}
