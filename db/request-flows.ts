import { sql, type QueryCreator, type Selectable } from 'kysely'
import type { FlowStep, Texts } from '../domain/request-flow.ts'
import type { OrganisationDatabase } from './database.ts'
import type { Tables } from './tables.ts'

export type FlowContent = { title: Texts; steps: FlowStep[]; position?: number }
export type NewRequestFlow = FlowContent & { templateId: string }

const MADE_COLUMNS = ['id', 'organisationId', 'version', 'title', 'steps'] as const
const VERSION_COLUMNS = ['organisationId', 'requestFlowId', 'version', 'title', 'steps'] as const

/** With its first version. */
export async function insertRequestFlow(
  db: OrganisationDatabase,
  flow: NewRequestFlow,
): Promise<string> {
  const made = db.with('made', (cte) =>
    cte
      .insertInto('requestFlows')
      .values({ ...flow, organisationId: db.organisationId })
      .returning(MADE_COLUMNS),
  )
  const { id } = await withVersion(made).executeTakeFirstOrThrow()
  return id
}

/**
 * What people fill in at this moment stays what they were shown: only who opens the flow from now
 * on gets the new version. False when there is no such flow.
 */
export async function changeRequestFlow(
  db: OrganisationDatabase,
  id: string,
  flow: FlowContent,
): Promise<boolean> {
  const made = db.with('made', (cte) =>
    cte
      .updateTable('requestFlows')
      .set((eb) => ({ ...flow, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('disabledAt', 'is', null)
      .returning(MADE_COLUMNS),
  )
  const changed = await withVersion(made).executeTakeFirst()
  return changed !== undefined
}

type MadeFlow = Selectable<Pick<Tables['requestFlows'], (typeof MADE_COLUMNS)[number]>>

/** Keeps what was `made` as a version as well; the answer is its id. */
function withVersion(db: QueryCreator<Tables & { made: MadeFlow }>) {
  return db
    .with('versioned', (cte) =>
      cte
        .insertInto('requestFlowVersions')
        .columns(VERSION_COLUMNS)
        .expression((eb) =>
          eb
            .selectFrom('made')
            .select(['made.organisationId', 'made.id', 'made.version', 'made.title', 'made.steps']),
        ),
    )
    .selectFrom('made')
    .select('made.id')
}

/** Buttons and links that lead to it lead nowhere from now on. False when there is none. */
export async function disableRequestFlow(db: OrganisationDatabase, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('requestFlows')
    .set({ disabledAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What a code user can choose from, in the administrator's order. */
export async function listRequestFlows(db: OrganisationDatabase, templateId: string) {
  return selectFlows(db)
    .where('templateId', '=', templateId)
    .orderBy('position')
    .orderBy('createdAt')
    .execute()
}

export async function findRequestFlow(db: OrganisationDatabase, id: string) {
  return selectFlows(db).where('id', '=', id).executeTakeFirst()
}

/** A flow that is still there, as it was in one of its versions. */
export async function findFlowVersion(
  db: OrganisationDatabase,
  { id, version }: { id: string; version: number },
) {
  return db
    .selectFrom('requestFlowVersions as v')
    .innerJoin('requestFlows as f', 'f.id', 'v.requestFlowId')
    .select(['f.id', 'f.templateId', 'v.title', 'v.steps', 'v.version'])
    .where('f.id', '=', id)
    .where('f.disabledAt', 'is', null)
    .where('v.version', '=', version)
    .executeTakeFirst()
}

function selectFlows(db: OrganisationDatabase) {
  return db
    .selectFrom('requestFlows')
    .select(['id', 'templateId', 'title', 'steps', 'version', 'position'])
    .where('disabledAt', 'is', null)
}
