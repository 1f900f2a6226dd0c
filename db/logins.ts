import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'
import { accessChanged } from './feed-messages.ts'

export type NewLogin = {
  employeeId: string
  hash: string
  expiresAt: Date
  userAgent?: string | null
  isByProvider?: boolean
}

export async function insertLogin(db: OrganisationDatabase, login: NewLogin): Promise<string> {
  const { id } = await db
    .insertInto('logins')
    .values({ ...login, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Whom a login cookie belongs to, with role and department as they are now. */
export async function findLogin(database: Database, hash: string) {
  return database
    .selectFrom('logins as l')
    .innerJoin('employees as e', 'e.id', 'l.employeeId')
    .innerJoin('organisations as o', 'o.id', 'l.organisationId')
    .leftJoin('departments as d', 'd.id', 'e.departmentId')
    .select([
      'l.id as loginId',
      'l.organisationId',
      'o.name as organisationName',
      'e.id as employeeId',
      'e.name',
      'e.email',
      'e.role',
      'e.language',
      'e.departmentId',
      'd.name as departmentName',
      'l.expiresAt',
      'l.seenAt',
      'l.isByProvider',
    ])
    .where('l.hash', '=', hash)
    .where('l.endedAt', 'is', null)
    .where('l.expiresAt', '>', sql<Date>`now()`)
    .where('e.disabledAt', 'is', null)
    .executeTakeFirst()
}

export async function touchLogin(
  db: OrganisationDatabase,
  loginId: string,
  expiresAt: Date,
): Promise<void> {
  await db
    .updateTable('logins')
    .set({ seenAt: sql<Date>`now()`, expiresAt })
    .where('id', '=', loginId)
    .where('endedAt', 'is', null)
    .execute()
}

/** Signs out; sockets of this login close everywhere. False when it had ended, or is somebody else's. */
export async function endLogin(
  db: OrganisationDatabase,
  { loginId, employeeId }: { loginId: string; employeeId: string },
): Promise<boolean> {
  const ended = await db
    .with('ended', (cte) =>
      cte
        .updateTable('logins')
        .set({ endedAt: sql<Date>`now()` })
        .where('id', '=', loginId)
        .where('employeeId', '=', employeeId)
        .where('endedAt', 'is', null)
        .returning('id'),
    )
    .selectFrom('ended')
    .select(accessChanged(db, { kind: 'login', id: loginId }))
    .executeTakeFirst()
  return ended !== undefined
}

/** The newest link of an employee is the only one that works. */
export async function insertOneTimeLink(
  db: OrganisationDatabase,
  link: { hash: string; employeeId: string; expiresAt: Date },
): Promise<void> {
  await db
    .with('replaced', (cte) =>
      cte
        .updateTable('oneTimeLinks')
        .set({ expiresAt: sql<Date>`now()` })
        .where('employeeId', '=', link.employeeId)
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', sql<Date>`now()`),
    )
    .insertInto('oneTimeLinks')
    .values({ ...link, organisationId: db.organisationId })
    .execute()
}

/** Uses the link up: the second of two attempts, and any after its time, gets undefined. */
export async function useOneTimeLink(
  database: Database,
  hash: string,
): Promise<{ organisationId: string; employeeId: string } | undefined> {
  return database
    .updateTable('oneTimeLinks')
    .set({ usedAt: sql<Date>`now()` })
    .where('hash', '=', hash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning(['organisationId', 'employeeId'])
    .executeTakeFirst()
}

/** Where an employee is signed in, the last used first. */
export async function listLogins(db: OrganisationDatabase, employeeId: string) {
  return db
    .selectFrom('logins')
    .select(['id', 'userAgent', 'createdAt', 'seenAt', 'expiresAt'])
    .where('employeeId', '=', employeeId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .orderBy('seenAt', 'desc')
    .orderBy('id')
    .execute()
}

/** Signs an employee out everywhere but here, if it is anywhere; the sockets of those logins close. */
export async function endOtherLogins(
  db: OrganisationDatabase,
  { employeeId, loginId }: { employeeId: string; loginId: string | null },
): Promise<void> {
  const ended = await db
    .updateTable('logins')
    .set({ endedAt: sql<Date>`now()` })
    .where('employeeId', '=', employeeId)
    .$if(loginId !== null, (query) => query.where('id', '<>', loginId))
    .where('endedAt', 'is', null)
    .returning('id')
    .execute()
  for (const { id } of ended) {
    await db.selectNoFrom(accessChanged(db, { kind: 'login', id })).execute()
  }
}
