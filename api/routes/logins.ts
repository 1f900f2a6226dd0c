import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { LoginList } from '../../contract/set-up-views.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { endLogin, listLogins } from '../../db/logins.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { notFound } from '../problems.ts'
import { answering, named } from '../schemas.ts'
import { IdParams } from '../set-up.ts'

const TAGS = ['access']

/** Where the reader is signed in, and how to end that from elsewhere. */
export function loginRoutes(app: App): void {
  app.get(
    paths.logins,
    {
      schema: {
        tags: TAGS,
        summary: 'The own logins, the last used first',
        response: answering({ 200: named(LoginList) }),
      },
    },
    async (request) => {
      const { db, id, loginId } = employeeOf(request)
      const items = (await listLogins(db, id)).map((login) => ({
        id: login.id,
        userAgent: login.userAgent,
        createdAt: login.createdAt.getTime(),
        seenAt: login.seenAt.getTime(),
        isThis: login.id === loginId,
      }))
      return { items }
    },
  )

  app.delete(
    paths.loginOf(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'End one of the own logins; its open pages are signed out at once',
        params: IdParams,
        body: Nothing,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db, id } = employeeOf(request)
      const { id: loginId } = request.params
      if (!(await endLogin(db, { loginId, employeeId: id }))) throw notFound()
      const actor = { kind: 'employee', id } as const
      const target = { kind: 'login', id: loginId }
      await writeAudit(db, { actor, action: 'login_ended', target, address: request.ip })
      return reply.code(204).send()
    },
  )
}
