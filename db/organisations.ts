import type { Database, OrganisationDatabase } from './database.ts'

/** An organisation without anybody in it, and the counter of its sessions. */
export async function createOrganisation(
  database: Database,
  { name }: { name: string },
): Promise<string> {
  const { id } = await database
    .with('created', (cte) => cte.insertInto('organisations').values({ name }).returning('id'))
    .with('counted', (cte) =>
      cte
        .insertInto('sessionCounters')
        .columns(['organisationId'])
        .expression((eb) => eb.selectFrom('created').select('created.id'))
        .returning('organisationId'),
    )
    .selectFrom('created')
    .select('created.id')
    .executeTakeFirstOrThrow()
  return id
}

/** Oldest first; the demo's is the first of its name. */
export async function listOrganisations(database: Database) {
  return database
    .selectFrom('organisations')
    .select(['id', 'name', 'createdAt'])
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

export async function insertDepartment(db: OrganisationDatabase, name: string): Promise<string> {
  const { id } = await db
    .insertInto('departments')
    .values({ name, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function listDepartments(db: OrganisationDatabase) {
  return db.selectFrom('departments').select(['id', 'name']).orderBy('name').execute()
}
