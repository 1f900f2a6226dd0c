import type { FastifyRequest } from 'fastify'
import { paths } from '../../contract/paths.ts'
import { ChangePassword, Invitation, Login, Nothing, OwnLanguage } from '../../contract/requests.ts'
import { MeView } from '../../contract/views.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { forOrganisation } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import {
  findEmployee,
  findEmployeeByEmail,
  setEmployeeLanguage,
  setPasswordHash,
} from '../../db/employees.ts'
import { endLogin, endOtherLogins, useOneTimeLink } from '../../db/logins.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { hashPassword, isPassword } from '../passwords.ts'
import { invalidField, ProblemError } from '../problems.ts'
import type { RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { signIn } from '../sign-in.ts'
import { meView } from '../views/lists.ts'

const TAGS = ['access']

/** Signing in and out, and what a signed-in employee may change about it. */
export function accessRoutes(app: App, context: RouteContext): void {
  registerLogin(app, context)
  registerInvitation(app, context)
  registerLogout(app, context)
  registerOwn(app, context)
}

function registerLogin(app: App, context: RouteContext): void {
  const { database, limits } = context

  app.post(
    paths.login,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Sign in as an employee',
        body: Login,
        response: answering({ 200: named(MeView) }),
      },
    },
    async (request, reply) => {
      const { email, password } = request.body
      const byEmail = `${request.ip} ${email.trim().toLowerCase()}`
      limits.loginAddress.check(request.ip)
      limits.login.check(byEmail)
      const employee = await findEmployeeByEmail(database, email)
      if (!(await isPassword(password, employee?.passwordHash ?? null)) || !employee) {
        limits.loginAddress.take(request.ip)
        limits.login.take(byEmail)
        await noteWrongPassword(context, request, employee)
        throw wrongPassword()
      }
      return signIn(context, { request, reply, employee })
    },
  )
}

function registerInvitation(app: App, context: RouteContext): void {
  const { database, limits } = context

  app.post(
    paths.invitation,
    {
      config: { isOpen: true },
      schema: {
        tags: TAGS,
        summary: 'Use up a one-time link: set the first password and sign in',
        body: Invitation,
        response: answering({ 200: named(MeView) }),
      },
    },
    async (request, reply) => {
      const { secret, password } = request.body
      limits.guess.take(request.ip)
      const link = await useOneTimeLink(database, secretHash(secret))
      if (!link) throw new ProblemError('link_expired')
      const db = forOrganisation(database, link.organisationId)
      await setPasswordHash(db, link.employeeId, await hashPassword(password))
      const employee = await findEmployee(db, link.employeeId)
      if (!employee || employee.disabledAt) throw new ProblemError('link_expired')
      const { id } = employee
      // Whoever knew the password of before is out.
      await endOtherLogins(db, { employeeId: id, loginId: null })
      const actor = { kind: 'employee', id } as const
      await writeAudit(db, { actor, action: 'invitation_used', address: request.ip })
      return signIn(context, { request, reply, employee: { id, ...link } })
    },
  )
}

function registerLogout(app: App, { cookies }: RouteContext): void {
  app.post(
    paths.logout,
    { schema: { tags: TAGS, summary: 'Sign out', body: Nothing, response: answering({}) } },
    async (request, reply) => {
      const { db, id: employeeId, loginId } = employeeOf(request)
      await endLogin(db, { loginId, employeeId })
      cookies.clearLogin(reply)
      return reply.code(204).send()
    },
  )
}

/** About the address or the password: which of the two is nobody's business. */
function wrongPassword(): ProblemError {
  const errors = [{ pointer: '/password', message: 'does not belong to this email' }]
  return new ProblemError('invalid', { status: 401, errors })
}

/** Of an address nobody has there is no organisation to tell. */
async function noteWrongPassword(
  { database }: RouteContext,
  request: FastifyRequest,
  employee: { id: string; organisationId: string } | undefined,
): Promise<void> {
  if (!employee) return
  const db = forOrganisation(database, employee.organisationId)
  const actor = { kind: 'anonymous', id: request.ip } as const
  const target = { kind: 'employee', id: employee.id }
  await writeAudit(db, { actor, action: 'sign_in_failed', target, address: request.ip })
}

function registerOwn(app: App, { identityProvider }: RouteContext): void {
  app.get(
    paths.me,
    {
      schema: {
        tags: TAGS,
        summary: 'Who is signed in',
        response: answering({ 200: named(MeView) }),
      },
    },
    (request) => meView(employeeOf(request), identityProvider?.signOutUrl() ?? null),
  )

  app.put(
    paths.password,
    {
      schema: {
        tags: TAGS,
        summary: 'Change the own password; other logins end',
        body: ChangePassword,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db, id, email, loginId } = employeeOf(request)
      const known = await findEmployeeByEmail(db, email)
      const { current, next } = request.body
      if (!(await isPassword(current, known?.passwordHash ?? null))) {
        throw invalidField('/current', 'is not the present password')
      }
      await setPasswordHash(db, id, await hashPassword(next))
      await endOtherLogins(db, { employeeId: id, loginId })
      const actor = { kind: 'employee', id } as const
      await writeAudit(db, { actor, action: 'password_changed', address: request.ip })
      return reply.code(204).send()
    },
  )

  app.put(
    paths.language,
    {
      schema: {
        tags: TAGS,
        summary: 'Set the own language, also that of mails',
        body: OwnLanguage,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db, id } = employeeOf(request)
      await setEmployeeLanguage(db, id, request.body.language)
      return reply.code(204).send()
    },
  )
}
