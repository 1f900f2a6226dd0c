import { sql } from 'kysely'
import type { Recipient } from '../domain/session-state.ts'
import type { OrganisationDatabase } from './database.ts'

/**
 * Who receives a new session of this device, and by which rule: active employees of the device's
 * department, else of the template's, else of the organisation. Nobody for an unknown device.
 */
export async function findRecipients(
  db: OrganisationDatabase,
  deviceId: string,
): Promise<Recipient[]> {
  const device = await db
    .selectFrom('devices as d')
    .innerJoin('templates as t', 't.id', 'd.templateId')
    .select(['d.departmentId as ofDevice', 't.departmentId as ofTemplate'])
    .where('d.id', '=', deviceId)
    .executeTakeFirst()
  if (!device) return []
  const { ofDevice, ofTemplate } = device
  const departmentId = ofDevice ?? ofTemplate
  const employees = await db
    .selectFrom('employees')
    .select('id')
    .where('disabledAt', 'is', null)
    .$if(departmentId !== null, (query) => query.where('departmentId', '=', departmentId))
    .orderBy('foldedName')
    .orderBy('id')
    .execute()
  if (departmentId === null) {
    return employees.map(({ id }) => ({ id, because: { rule: 'organisation' } }))
  }
  const rule = ofDevice === null ? 'template_department' : 'device_department'
  return employees.map(({ id }) => ({ id, because: { rule, departmentId } }))
}

/** Who was offered the session, why, and when they looked at it first. */
export async function listRecipients(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessionRecipients as r')
    .innerJoin('employees as e', 'e.id', 'r.employeeId')
    .leftJoin('departments as d', 'd.id', 'r.departmentId')
    .leftJoin('sessionSeen as seen', (join) =>
      join
        .onRef('seen.sessionId', '=', 'r.sessionId')
        .onRef('seen.employeeId', '=', 'r.employeeId'),
    )
    .select([
      'e.id',
      'e.name',
      'r.rule',
      'd.name as departmentName',
      'r.addedAt',
      'seen.firstSeenAt as seenAt',
    ])
    .where('r.sessionId', '=', sessionId)
    .orderBy('e.foldedName')
    .orderBy('e.id')
    .execute()
}

/** An employee looked at the session's page. */
export async function markSeen(
  db: OrganisationDatabase,
  { sessionId, employeeId }: { sessionId: string; employeeId: string },
): Promise<void> {
  await db
    .insertInto('sessionSeen')
    .values({ sessionId, employeeId, organisationId: db.organisationId })
    .onConflict((conflict) =>
      conflict.columns(['sessionId', 'employeeId']).doUpdateSet({ lastSeenAt: sql<Date>`now()` }),
    )
    .execute()
}

/** The first employee who looked at the session, for the waiting person. */
export async function findFirstSeen(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessionSeen as seen')
    .innerJoin('employees as e', 'e.id', 'seen.employeeId')
    .select(['e.name', 'seen.firstSeenAt as seenAt'])
    .where('seen.sessionId', '=', sessionId)
    .orderBy('seen.firstSeenAt')
    .executeTakeFirst()
}
