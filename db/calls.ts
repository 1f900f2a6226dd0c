import type { Database, OrganisationDatabase } from './database.ts'

/** All calls of a session, first to last; the running one has no end. */
export async function listCalls(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('calls')
    .select([
      'number',
      'gatewayId',
      'phase',
      'startedByKind',
      'startedById',
      'startedAt',
      'acceptedAt',
      'endedAt',
      'endReason',
      'recording',
      'employees',
      'participants',
    ])
    .where('sessionId', '=', sessionId)
    .orderBy('number')
    .execute()
}

/** When the recorder was on in a call; `stoppedAt` null while it still is. */
export async function listRecordingSegments(
  db: OrganisationDatabase,
  { sessionId, call }: { sessionId: string; call: number },
) {
  return db
    .selectFrom('recordingSegments')
    .select(['position', 'startedAt', 'stoppedAt'])
    .where('sessionId', '=', sessionId)
    .where('callNumber', '=', call)
    .orderBy('position')
    .execute()
}

/** What a gateway should be carrying now: whoever takes it over compares. */
export async function listRunningCalls(database: Database, gatewayId: string) {
  return database
    .selectFrom('calls')
    .select(['organisationId', 'sessionId', 'number', 'phase', 'startedAt'])
    .where('gatewayId', '=', gatewayId)
    .where('phase', '<>', 'over')
    .orderBy('startedAt')
    .execute()
}

/** Nobody has accepted or declined it yet, and it has not run out. */
export async function isCallRinging(
  db: OrganisationDatabase,
  { sessionId, call }: { sessionId: string; call: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('calls')
    .select('number')
    .where('sessionId', '=', sessionId)
    .where('number', '=', call)
    .where('phase', '=', 'ringing')
    .executeTakeFirst()
  return row !== undefined
}

/** Employees who are in a call somewhere, or are calling: a ring does not wait for them. */
export async function listEmployeesInCalls(db: OrganisationDatabase): Promise<Set<string>> {
  const rows = await db
    .selectFrom('calls')
    .select('employees')
    .where('phase', '<>', 'over')
    .execute()
  return new Set(rows.flatMap(({ employees }) => employees))
}

/** Sessions in which somebody calls or talks now. */
export async function listSessionsInCall(db: OrganisationDatabase): Promise<string[]> {
  const rows = await db
    .selectFrom('calls')
    .select('sessionId')
    .where('phase', 'in', ['ringing', 'live'])
    .execute()
  return rows.map(({ sessionId }) => sessionId)
}
