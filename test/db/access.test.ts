import t from 'tap'
import {
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  touchApiKey,
} from '../../db/api-keys.ts'
import { disableCode, findCode, insertCode, listCodes } from '../../db/codes.ts'
import { isUniqueViolation } from '../../db/connection.ts'
import { findDeviceGrants, insertDeviceGrant } from '../../db/device-grants.ts'
import {
  changeEmployeeAccess,
  findEmployee,
  findEmployeeByEmail,
  findEmployeeNames,
  insertEmployee,
  listEmployees,
  setEmployeeLanguage,
  setPasswordHash,
} from '../../db/employees.ts'
import {
  endLogin,
  endOtherLogins,
  findLogin,
  insertLogin,
  insertOneTimeLink,
  touchLogin,
  useOneTimeLink,
} from '../../db/logins.ts'
import { createOrganisation } from '../../db/organisations.ts'
import { forOrganisation } from '../../db/database.ts'
import { makeWorld } from './world.ts'

const HOUR = 3_600_000
const soon = () => new Date(Date.now() + HOUR)
const past = () => new Date(Date.now() - HOUR)

t.test('an employee is found by address, whatever its case', async (t) => {
  const { database, db, employees } = await makeWorld(t)
  await setPasswordHash(db, employees.anna, 'hash')
  const found = await findEmployeeByEmail(database, ' ANNA@presswerk.example ')
  t.match(found, { id: employees.anna, passwordHash: 'hash' })
  t.equal(await findEmployeeByEmail(database, 'nobody@presswerk.example'), undefined)
})

t.test('an address belongs to one employee of the installation', async (t) => {
  const { database } = await makeWorld(t)
  const other = forOrganisation(database, await createOrganisation(database, { name: 'Other' }))
  const again = { name: 'Anna', email: 'Anna@Presswerk.example', role: 'member' } as const
  const error: unknown = await insertEmployee(other, again).catch((thrown: unknown) => thrown)
  t.ok(isUniqueViolation(error, 'employees_email'))
  t.ok(await insertEmployee(other, { ...again, email: 'anna@other.example' }))
})

t.test('a login lasts until its end, its time or the employee’s', async (t) => {
  const { database, db, employees, organisationId } = await makeWorld(t)
  const { anna: employeeId } = employees
  const id = await insertLogin(db, { employeeId, hash: 'one', expiresAt: soon() })
  await insertLogin(db, { employeeId, hash: 'old', expiresAt: past() })
  t.match(await findLogin(database, 'one'), {
    loginId: id,
    organisationId,
    organisationName: 'Presswerk',
    name: 'Anna',
    role: 'member',
    departmentName: 'Service',
  })
  t.equal(await findLogin(database, 'old'), undefined)
  t.equal(await findLogin(database, 'unknown'), undefined)
  const later = new Date(Date.now() + 2 * HOUR)
  await touchLogin(db, id, later)
  t.same((await findLogin(database, 'one'))?.expiresAt, later)
  await changeEmployeeAccess(db, employeeId, { isDisabled: true })
  t.equal(await findLogin(database, 'one'), undefined)
  t.equal(await findEmployeeByEmail(database, 'anna@presswerk.example'), undefined)
  await changeEmployeeAccess(db, employeeId, { isDisabled: false, role: 'moderator' })
  t.equal((await findLogin(database, 'one'))?.role, 'moderator')
  const { max } = employees
  t.notOk(await endLogin(db, { loginId: id, employeeId: max }), 'it is not theirs')
  t.ok(await endLogin(db, { loginId: id, employeeId }))
  t.equal(await findLogin(database, 'one'), undefined)
})

t.test('a changed password ends every other login', async (t) => {
  const { database, db, employees } = await makeWorld(t)
  const { anna: employeeId } = employees
  const loginId = await insertLogin(db, { employeeId, hash: 'here', expiresAt: soon() })
  await insertLogin(db, { employeeId, hash: 'there', expiresAt: soon() })
  await insertLogin(db, { employeeId: employees.max, hash: 'max', expiresAt: soon() })
  await endOtherLogins(db, { employeeId, loginId })
  t.ok(await findLogin(database, 'here'))
  t.ok(await findLogin(database, 'max'))
  t.equal(await findLogin(database, 'there'), undefined)
})

t.test('a one-time link works once and in its time', async (t) => {
  const { database, db, employees, organisationId } = await makeWorld(t)
  const { ada: employeeId, max } = employees
  await insertOneTimeLink(db, { hash: 'replaced', employeeId, expiresAt: soon() })
  await insertOneTimeLink(db, { hash: 'new', employeeId, expiresAt: soon() })
  await insertOneTimeLink(db, { hash: 'old', employeeId: max, expiresAt: past() })
  t.equal(await useOneTimeLink(database, 'replaced'), undefined, 'only the newest works')
  const uses = await Promise.all([useOneTimeLink(database, 'new'), useOneTimeLink(database, 'new')])
  t.same(uses.filter(Boolean), [{ organisationId, employeeId }])
  t.equal(await useOneTimeLink(database, 'old'), undefined)
})

t.test('employees are listed by name without those who left', async (t) => {
  const { db, employees, departments } = await makeWorld(t)
  await changeEmployeeAccess(db, employees.paul, { isDisabled: true })
  await setEmployeeLanguage(db, employees.anna, 'de')
  const listed = await listEmployees(db)
  t.same(
    listed.map(({ name }) => name),
    ['Ada', 'Anna', 'Max', 'Mo', 'Olga'],
  )
  t.match(await findEmployee(db, employees.anna), {
    language: 'de',
    departmentId: departments.service,
    departmentName: 'Service',
  })
  t.equal((await findEmployeeNames(db, [employees.paul])).get(employees.paul), 'Paul')
})

t.test('R28: a disabled or expired code gives nothing any more', async (t) => {
  const { database, db, deviceId, codeId, organisationId } = await makeWorld(t)
  t.match(await findCode(database, 'PRESS-7'), {
    id: codeId,
    organisationId,
    organisationName: 'Presswerk',
    deviceId,
    pinHash: null,
    isUsable: true,
  })
  t.equal((await findDeviceGrants(database, ['grant', 'unknown'])).length, 1)
  await disableCode(db, codeId)
  t.equal((await findCode(database, 'PRESS-7'))?.isUsable, false)
  t.same(await findDeviceGrants(database, ['grant']), [])
  await insertCode(db, { deviceId, code: 'BRIEF-1', expiresAt: past(), pinHash: 'pin' })
  t.match(await findCode(database, 'BRIEF-1'), { isUsable: false, pinHash: 'pin' })
  t.equal(await findCode(database, 'NO-SUCH'), undefined)
  const listed = await listCodes(db, deviceId)
  t.same(
    listed.map(({ code, hasPin }) => [code, hasPin]),
    [
      ['PRESS-7', false],
      ['BRIEF-1', true],
    ],
  )
})

t.test('a grant ends at its own time', async (t) => {
  const { database, db, deviceId, codeId } = await makeWorld(t)
  await insertDeviceGrant(db, { codeId, deviceId, hash: 'old', expiresAt: past() })
  const found = await findDeviceGrants(database, ['old', 'grant'])
  t.match(found, [{ hash: 'grant', code: 'PRESS-7', deviceId }])
  t.same(await findDeviceGrants(database, []), [])
})

t.test('an API key works until it is revoked', async (t) => {
  const { database, db, employees } = await makeWorld(t)
  const id = await insertApiKey(db, {
    name: 'Tickets',
    hash: 'h',
    prefix: 'lk_1',
    scopes: ['sessions'],
    createdBy: employees.ada,
  })
  t.match(await findApiKey(database, 'h'), {
    id,
    name: 'Tickets',
    scopes: ['sessions'],
    usedAt: null,
  })
  await touchApiKey(db, id)
  const usedAt = (await findApiKey(database, 'h'))?.usedAt
  await touchApiKey(db, id)
  t.same((await findApiKey(database, 'h'))?.usedAt, usedAt, 'not written again within a minute')
  await revokeApiKey(db, id)
  t.equal(await findApiKey(database, 'h'), undefined)
  t.match(await listApiKeys(db), [{ prefix: 'lk_1', revokedAt: Date }])
})
