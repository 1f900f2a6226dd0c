import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { EmployeeList } from '../../contract/answers.ts'
import { pages, paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { EmployeeInput, NewEmployee, SetUpQuery } from '../../contract/set-up.ts'
import { InvitationView } from '../../contract/set-up-views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import {
  changeEmployeeAccess,
  findEmployee,
  hasOtherAdministrator,
  insertEmployee,
  listEmployees,
} from '../../db/employees.ts'
import { insertOneTimeLink } from '../../db/logins.ts'
import type { App } from '../app-type.ts'
import { administratorOf, employeeOf } from '../caller.ts'
import { invalidField, notFound } from '../problems.ts'
import type { RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, IdParams, SET_UP_TAGS } from '../set-up.ts'
import { employeeRow } from '../views/lists.ts'

const KIND = 'employee'
const HOUR_MS = 3_600_000
const LINK_HOURS = 48
const unique = { employees_email: '/email' }
const references = { employees_organisation_id_department_id_fkey: '/departmentId' }

/** Who works here. Nobody sets somebody else's password: a one-time link lets them do it. */
export function employeeRoutes(app: App, context: RouteContext): void {
  registerList(app)
  registerInviting(app, context)

  app.put(
    paths.employee(':id'),
    { schema: changes('Change an employee, or who they may work as', EmployeeInput) },
    async (request, reply) => {
      const { id } = request.params
      const { name, email, role, departmentId, isActive } = request.body
      const details = { role, departmentId, isActive }
      const change = { action: 'employee_changed', kind: KIND, id, details, unique, references }
      await changeSetUp(request, change, async (db) => {
        const employee = await findEmployee(db, id)
        // Whose data was erased is nobody any more.
        if (!employee || employee.erasedAt) return false
        await assertAdministered(db, id, { role, isActive })
        const person = { name: name.trim(), email: email.trim() }
        const access = { role, departmentId, isDisabled: !isActive }
        await changeEmployeeAccess(db, id, { ...person, ...access })
        return true
      })
      return reply.code(204).send()
    },
  )
}

function registerList(app: App): void {
  app.get(
    paths.employees,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Employees who can be responsible; for administrators also those who have left',
        querystring: SetUpQuery,
        response: answering({ 200: named(EmployeeList) }),
      },
    },
    async (request) => {
      const isWithInactive = request.query.inactive === true
      const { db } = isWithInactive ? await administratorOf(request) : employeeOf(request)
      return { items: (await listEmployees(db, { isWithInactive })).map(employeeRow) }
    },
  )
}

function registerInviting(app: App, context: RouteContext): void {
  const response = answering({ 201: named(InvitationView) })

  app.post(
    paths.employees,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Invite an employee; the answer holds the one-time link',
        body: NewEmployee,
        response,
      },
    },
    async (request, reply) => {
      const { name, email, language = null, ...access } = request.body
      const person = { name: name.trim(), email: email.trim(), language, ...access }
      const { role, departmentId } = access
      const details = { role, departmentId }
      const change = { action: 'employee_invited', kind: KIND, details, unique, references }
      void reply.code(201)
      return inviting(context, request, change, (db) => insertEmployee(db, person))
    },
  )

  app.post(
    paths.employeeInvitation(':id'),
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'A new one-time link for somebody who has none, or forgot the password',
        params: IdParams,
        body: Nothing,
        response,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      void reply.code(201)
      return inviting(context, request, { action: 'link_issued', kind: KIND, id }, async (db) => {
        const employee = await findEmployee(db, id)
        if (!employee || employee.disabledAt) throw notFound()
        return id
      })
    },
  )
}

/** Whatever names the employee, their link is the newest and so the only one. */
async function inviting(
  { settings }: RouteContext,
  request: FastifyRequest,
  ...[change, act]: [
    Parameters<typeof changeSetUp>[1],
    (db: OrganisationDatabase) => Promise<string>,
  ]
): Promise<InvitationView> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + LINK_HOURS * HOUR_MS)
  const { id } = await changeSetUp(request, change, async (db) => {
    const employeeId = await act(db)
    await insertOneTimeLink(db, { hash: secretHash(secret), employeeId, expiresAt })
    return employeeId
  })
  const url = `${settings.publicUrl}${pages.invitation}#${secret}`
  return { employeeId: id, url, expiresAt: expiresAt.getTime() }
}

/** An organisation without an administrator could never get one again. */
async function assertAdministered(
  db: OrganisationDatabase,
  id: string,
  { role, isActive }: { role: string; isActive: boolean },
): Promise<void> {
  const isAdministrator = role === 'administrator' && isActive
  if (isAdministrator || (await hasOtherAdministrator(db, id))) return
  throw invalidField(isActive ? '/role' : '/isActive', 'is the only administrator there is')
}
