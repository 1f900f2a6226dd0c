import type { OrganisationDatabase } from './database.ts'

/** False when there is no such department. */
export async function renameDepartment(
  db: OrganisationDatabase,
  id: string,
  name: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('departments')
    .set({ name })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Throws a foreign key violation while anybody or anything belongs to it. */
export async function deleteDepartment(db: OrganisationDatabase, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('departments')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** How many employees and devices each has, by name. */
export async function listDepartmentsWithCounts(db: OrganisationDatabase) {
  return db
    .selectFrom('departments as d')
    .select(['d.id', 'd.name'])
    .select((eb) => [
      eb
        .selectFrom('employees as e')
        .whereRef('e.departmentId', '=', 'd.id')
        .where('e.disabledAt', 'is', null)
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .as('employees'),
      eb
        .selectFrom('devices')
        .whereRef('devices.departmentId', '=', 'd.id')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .as('devices'),
    ])
    .orderBy('d.name')
    .execute()
}
