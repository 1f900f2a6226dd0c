import { paths } from '../../contract/paths.ts'
import { AuditQuery } from '../../contract/set-up.ts'
import { AuditList } from '../../contract/set-up-views.ts'
import { listAudit } from '../../db/audit-log.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { SET_UP_TAGS } from '../set-up.ts'

const PAGE = 50

/** Who did what, and who was not allowed to. */
export function auditLogRoutes(app: App): void {
  app.get(
    paths.auditLog,
    {
      schema: {
        tags: SET_UP_TAGS,
        summary: 'The audit log, newest first',
        querystring: AuditQuery,
        response: answering({ 200: named(AuditList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      const { before } = request.query
      const rows = await listAudit(db, { limit: PAGE, ...(before === undefined ? {} : { before }) })
      const ids = rows.flatMap(({ actorKind, actorId }) =>
        actorKind === 'employee' ? [actorId] : [],
      )
      const names = await findEmployeeNames(db, ids)
      const items = rows.map((row) => ({
        id: Number(row.id),
        at: row.at.getTime(),
        actor: { kind: row.actorKind, id: row.actorId, name: names.get(row.actorId) ?? null },
        action: row.action,
        target: row.targetKind && row.targetId ? { kind: row.targetKind, id: row.targetId } : null,
        address: row.address,
        details: row.details,
      }))
      const last = rows.length === PAGE ? items.at(-1) : undefined
      return { items, next: last?.id ?? null }
    },
  )
}
