import { sql } from 'kysely'
import type { Database, OrganisationDatabase } from './database.ts'

/** Over the whole installation: a subject that belongs elsewhere must not be linked here as well. */
export async function findIdentity(
  database: Database,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<{ organisationId: string; employeeId: string; isActive: boolean } | undefined> {
  return database
    .selectFrom('identities as i')
    .innerJoin('employees as e', 'e.id', 'i.employeeId')
    .select(['i.organisationId', 'i.employeeId'])
    .select((eb) => eb('e.disabledAt', 'is', null).$castTo<boolean>().as('isActive'))
    .where('i.issuer', '=', issuer)
    .where('i.subject', '=', subject)
    .executeTakeFirst()
}

export async function hasIdentity(
  db: OrganisationDatabase,
  { issuer, employeeId }: { issuer: string; employeeId: string },
): Promise<boolean> {
  const found = await db
    .selectFrom('identities')
    .select('subject')
    .where('issuer', '=', issuer)
    .where('employeeId', '=', employeeId)
    .executeTakeFirst()
  return found !== undefined
}

/** False when the subject or the employee has been linked otherwise in the meantime. */
export async function linkIdentity(
  db: OrganisationDatabase,
  identity: { issuer: string; subject: string; employeeId: string },
): Promise<boolean> {
  const linked = await db
    .insertInto('identities')
    .values({ ...identity, organisationId: db.organisationId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('subject')
    .executeTakeFirst()
  return linked !== undefined
}

export type SignInAttempt = { state: string; nonce: string; verifier: string; returnTo: string }

/** Beside it the ones that nobody came back for are cleared away. */
export async function insertSignInAttempt(
  db: OrganisationDatabase,
  attempt: SignInAttempt & { hash: string; expiresAt: Date },
): Promise<void> {
  await db
    .with('abandoned', (cte) =>
      cte.deleteFrom('signInAttempts').where('expiresAt', '<', sql<Date>`now()`),
    )
    .insertInto('signInAttempts')
    .values({ ...attempt, organisationId: db.organisationId })
    .execute()
}

/** Uses the attempt up: whoever comes a second time, or too late, gets undefined. */
export async function takeSignInAttempt(
  db: OrganisationDatabase,
  hash: string,
): Promise<SignInAttempt | undefined> {
  return db
    .deleteFrom('signInAttempts')
    .where('hash', '=', hash)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returning(['state', 'nonce', 'verifier', 'returnTo'])
    .executeTakeFirst()
}
