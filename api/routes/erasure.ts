import { PersonFound, PersonSearch } from '../../contract/erasure.ts'
import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { eraseEmployee } from '../../db/erasure.ts'
import { findEmployeesOfPerson, findSessionsOfPerson } from '../../db/person-search.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { ProblemError } from '../problems.ts'
import { keyOf, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession } from '../session-access.ts'
import { changes, changeSetUp, SET_UP_TAGS } from '../set-up.ts'
import { commandSchema, give } from './session-commands.ts'

/** What is kept about a person is found, and erased for good; administrators only. */
export function erasureRoutes(app: App, context: RouteContext): void {
  sessionErasure(app, context)
  personSearch(app)
  employeeErasure(app)
}

function sessionErasure(app: App, context: RouteContext): void {
  const summary = 'Erase what the code user of a session that is over said, wrote and showed'
  app.post(paths.erasure(':id'), { schema: commandSchema(summary, Nothing) }, async (request) => {
    const administrator = await administratorOf(request)
    const access = await loadSession(administrator, request.params.id)
    const key = keyOf(request.headers, access.caller)
    const view = await give(context, access, {
      command: 'erase',
      key,
      body: {},
      input: () => ({}),
    })
    const actor = { kind: 'employee', id: administrator.id } as const
    const target = { kind: 'session', id: access.session.id }
    await writeAudit(administrator.db, {
      actor,
      action: 'data_erased',
      target,
      address: request.ip,
    })
    return view
  })
}

function personSearch(app: App): void {
  app.post(
    paths.personSearches,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Where the data of a person is, by name or address; at most 100 of each',
        body: PersonSearch,
        response: answering({ 200: named(PersonFound) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      const words = request.body.words.trim().split(/\s+/)
      const [sessions, employees] = await Promise.all([
        findSessionsOfPerson(db, words),
        findEmployeesOfPerson(db, words),
      ])
      return {
        sessions: sessions.map((row) => ({ ...row, createdAt: row.createdAt.getTime() })),
        employees: employees.map(({ disabledAt, ...row }) => {
          return { ...row, isActive: disabledAt === null }
        }),
      }
    },
  )
}

function employeeErasure(app: App): void {
  const summary = 'Erase name, address and logins of an employee, who can never sign in again'
  app.post(
    paths.employeeErasure(':id'),
    { schema: changes(summary, Nothing) },
    async (request, reply) => {
      const { id } = request.params
      const change = { action: 'employee_erased', kind: 'employee', id }
      await changeSetUp(request, change, async (db, administrator) => {
        // So there is always an administrator left.
        if (administrator.id === id) throw new ProblemError('in_use')
        return eraseEmployee(db, id)
      })
      return reply.code(204).send()
    },
  )
}
