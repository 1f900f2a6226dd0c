import type { FastifyRequest } from 'fastify'
import { writeAudit } from '../db/audit-log.ts'
import type { Database, OrganisationDatabase } from '../db/database.ts'
import {
  changeEmployeeAccess,
  findEmployee,
  findEmployeeByEmail,
  hasOtherAdministrator,
} from '../db/employees.ts'
import { findIdentity, hasIdentity, linkIdentity } from '../db/identities.ts'
import type { Role } from '../domain/actor.ts'
import {
  employeeOfIdentity,
  type Identity,
  type KnownEmployees,
  type SignInProblem,
} from '../domain/identity.ts'

type Parts = {
  database: Database
  /** Of the organisation whose employees the provider vouches for. */
  db: OrganisationDatabase
  request: FastifyRequest
}

/** Finds, or links once, the employee an identity means, and gives them the role the provider says. */
export async function admitIdentity(
  { database, db, request }: Parts,
  { identity }: { identity: Identity },
): Promise<{ employeeId: string } | { problem: SignInProblem }> {
  const found = employeeOfIdentity(identity, await knownEmployees(database, db, identity))
  if ('problem' in found) return found
  const { employeeId, isNew } = found
  const { issuer, subject, role } = identity
  const actor = { kind: 'employee', id: employeeId } as const
  const address = request.ip
  if (isNew) {
    const isLinked = await linkIdentity(db, { issuer, subject, employeeId })
    if (!isLinked) return { problem: 'account_taken' }
    await writeAudit(db, { actor, action: 'identity_linked', details: { issuer }, address })
  }
  if (role && (await giveRole(db, employeeId, role))) {
    await writeAudit(db, { actor, action: 'role_given_by_provider', details: { role }, address })
  }
  return { employeeId }
}

async function knownEmployees(
  database: Database,
  db: OrganisationDatabase,
  { issuer, subject, email }: Identity,
): Promise<KnownEmployees> {
  const linked = await findIdentity(database, { issuer, subject })
  if (linked) {
    const isOurs = linked.organisationId === db.organisationId
    const { employeeId: id, isActive } = linked
    return { linked: isOurs ? { id, isActive } : 'foreign', ofSameEmail: null }
  }
  const same = email === null ? undefined : await findEmployeeByEmail(db, email)
  if (!same) return { linked: null, ofSameEmail: null }
  const { id } = same
  const isTaken = await hasIdentity(db, { issuer, employeeId: id })
  return { linked: null, ofSameEmail: { id, hasIdentity: isTaken } }
}

/** Whether it changed. The last administrator stays one: an organisation could never get another. */
async function giveRole(db: OrganisationDatabase, id: string, role: Role): Promise<boolean> {
  const employee = await findEmployee(db, id)
  if (!employee || employee.role === role) return false
  const isDemoted = employee.role === 'administrator'
  if (isDemoted && !(await hasOtherAdministrator(db, id))) return false
  await changeEmployeeAccess(db, id, { role })
  return true
}
