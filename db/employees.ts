import { sql } from 'kysely'
import type { Role } from '../domain/actor.ts'
import type { Database, OrganisationDatabase } from './database.ts'
import { accessChanged } from './feed-messages.ts'

/** For the sign-in form, over the whole installation; case does not matter. */
export async function findEmployeeByEmail(database: Database, email: string) {
  return database
    .selectFrom('employees')
    .select(['id', 'organisationId', 'email', 'name', 'role', 'passwordHash'])
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.trim().toLowerCase()))
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
}

export async function findEmployee(db: OrganisationDatabase, id: string) {
  return selectEmployees(db).where('e.id', '=', id).executeTakeFirst()
}

/** Those who can be responsible and receive requests, by name; those who have left only if wanted. */
export async function listEmployees(
  db: OrganisationDatabase,
  { isWithInactive = false }: { isWithInactive?: boolean } = {},
) {
  return selectEmployees(db)
    .where('e.erasedAt', 'is', null)
    .$if(!isWithInactive, (query) => query.where('e.disabledAt', 'is', null))
    .orderBy('e.foldedName')
    .orderBy('e.id')
    .execute()
}

/** Id → name, also of employees who have left. */
export async function findEmployeeNames(
  db: OrganisationDatabase,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('employees')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export type NewEmployee = {
  name: string
  email: string
  role: Role
  departmentId?: string | null
  language?: string | null
  passwordHash?: string | null
  slackUserId?: string | null
}

/** Throws a unique violation of `employees_email` when the address is known in the installation. */
export async function insertEmployee(
  db: OrganisationDatabase,
  employee: NewEmployee,
): Promise<string> {
  const { id } = await db
    .insertInto('employees')
    .values({ ...employee, email: employee.email.trim(), organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type EmployeeChange = {
  name?: string
  email?: string
  role?: Role
  departmentId?: string | null
  isDisabled?: boolean
}

/** Role, department or being disabled: open sockets learn that rights may have changed. */
export async function changeEmployeeAccess(
  db: OrganisationDatabase,
  id: string,
  change: EmployeeChange,
): Promise<void> {
  const { isDisabled, ...columns } = change
  const disabledAt = isDisabled ? sql<Date>`now()` : null
  await db
    .with('changed', (cte) =>
      cte
        .updateTable('employees')
        .set(isDisabled === undefined ? columns : { ...columns, disabledAt })
        .where('id', '=', id)
        .returning('id'),
    )
    .selectFrom('changed')
    .select(accessChanged(db, { kind: 'employee', id }))
    .execute()
}

/** Whether somebody else who is active could still set the organisation up. */
export async function hasOtherAdministrator(
  db: OrganisationDatabase,
  id: string,
): Promise<boolean> {
  const other = await db
    .selectFrom('employees')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabledAt', 'is', null)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

export async function setPasswordHash(
  db: OrganisationDatabase,
  id: string,
  passwordHash: string,
): Promise<void> {
  await db.updateTable('employees').set({ passwordHash }).where('id', '=', id).execute()
}

/** Asked of Slack before: who was erased meanwhile stays so. */
export async function setSlackUserId(
  db: OrganisationDatabase,
  id: string,
  slackUserId: string,
): Promise<void> {
  await db
    .updateTable('employees')
    .set({ slackUserId })
    .where('id', '=', id)
    .where('erasedAt', 'is', null)
    .execute()
}

export async function setEmployeeLanguage(
  db: OrganisationDatabase,
  id: string,
  language: string,
): Promise<void> {
  await db.updateTable('employees').set({ language }).where('id', '=', id).execute()
}

function selectEmployees(db: OrganisationDatabase) {
  return db
    .selectFrom('employees as e')
    .leftJoin('departments as d', 'd.id', 'e.departmentId')
    .select([
      'e.id',
      'e.name',
      'e.email',
      'e.role',
      'e.language',
      'e.slackUserId',
      'e.departmentId',
      'd.name as departmentName',
      'e.disabledAt',
      'e.erasedAt',
    ])
    .select((eb) => eb('e.passwordHash', 'is not', null).$castTo<boolean>().as('hasPassword'))
}
