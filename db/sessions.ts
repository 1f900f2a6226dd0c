import type { Actor } from '../domain/actor.ts'
import type { ParticipantState } from '../domain/session-state.ts'
import type { Database, OrganisationDatabase } from './database.ts'
import {
  relationTo,
  type ApiClientReader,
  type CodeUserReader,
  type EmployeeReader,
  type SessionReader,
} from './session-relation.ts'

/** A session somebody may see, with the actor they are in it. */
export type LoadedSession = {
  session: SessionHead
  actor: Actor
  /** Only for code users whose browser is, or waits to be, a participant. */
  participantState: ParticipantState | null
}
export type SessionHead = NonNullable<Awaited<ReturnType<typeof findByIdOrNumber>>>

/**
 * Authorisation by loading: undefined for a session that does not exist and for one that this
 * reader may not see, and nobody can tell which.
 */
export async function findSessionFor(
  db: OrganisationDatabase,
  reader: SessionReader,
  idOrNumber: string,
): Promise<LoadedSession | undefined> {
  const key = parseSessionKey(idOrNumber)
  if (!key) return undefined
  switch (reader.kind) {
    case 'employee':
      return findForEmployee(db, reader, key)
    case 'api_client':
      return findForApiClient(db, reader, key)
    case 'code_user':
      return findForCodeUser(db, reader, key)
  }
}

type SessionKey = { id: string } | { number: number }

function parseSessionKey(text: string): SessionKey | undefined {
  if (/^#?[0-9]{1,9}$/.test(text)) return { number: Number(text.replace('#', '')) }
  return isUuid(text) ? { id: text } : undefined
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)
}

async function findForEmployee(
  db: OrganisationDatabase,
  employee: EmployeeReader,
  key: SessionKey,
): Promise<LoadedSession | undefined> {
  const row = await selectHead(db, key)
    .select((eb) => relationTo(eb, employee).as('relation'))
    .executeTakeFirst()
  if (!row || row.relation === 'none') return undefined
  const { relation, ...session } = row
  const { id, role } = employee
  return { session, actor: { kind: 'employee', id, role, relation }, participantState: null }
}

async function findForApiClient(
  db: OrganisationDatabase,
  { id }: ApiClientReader,
  key: SessionKey,
): Promise<LoadedSession | undefined> {
  const session = await findByIdOrNumber(db, key)
  return session && { session, actor: { kind: 'api_client', id }, participantState: null }
}

async function findForCodeUser(
  db: OrganisationDatabase,
  { participantId, grants }: CodeUserReader,
  key: SessionKey,
): Promise<LoadedSession | undefined> {
  const row = await selectHead(db, key)
    .leftJoin('participants as p', (join) =>
      join.onRef('p.sessionId', '=', 's.id').on('p.id', '=', participantId),
    )
    .select('p.state as participantState')
    .executeTakeFirst()
  if (!row) return undefined
  const { participantState, ...session } = row
  // Whoever only waits has come by a code, and sees no more than it shows.
  const isIn = participantState === 'admitted' || session.visibility === 'public'
  if (participantState && participantId && isIn) {
    const relation = participantState === 'admitted' ? 'participant' : 'device'
    return { session, actor: { kind: 'code_user', id: participantId, relation }, participantState }
  }
  const grant = grants.find(({ deviceId }) => deviceId === session.deviceId)
  if (!grant || session.visibility !== 'public') return undefined
  const actor = { kind: 'code_user', id: grant.id, relation: 'device' } as const
  return { session, actor, participantState: null }
}

function findByIdOrNumber(db: OrganisationDatabase, key: SessionKey) {
  return selectHead(db, key).executeTakeFirst()
}

function selectHead(db: OrganisationDatabase, key: SessionKey) {
  const query = db
    .selectFrom('sessions as s')
    .leftJoin('sessionOrigins as origin', 'origin.sessionId', 's.id')
    .select([
      's.id',
      's.number',
      's.rev',
      's.status',
      's.statusSince',
      's.statusTimes',
      's.state',
      's.deviceId',
      's.templateId',
      's.departmentId',
      's.responsibleId',
      's.visibility',
      's.createdByKind',
      's.createdById',
      's.createdAt',
      's.changedAt',
      's.overAt',
      'origin.erasedAt',
    ])
  return 'id' in key ? query.where('s.id', '=', key.id) : query.where('s.number', '=', key.number)
}

/** Everything a session page shows about the session itself that its state does not hold. */
export async function loadSessionDetails(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('organisations as o', 'o.id', 's.organisationId')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .innerJoin('templates as t', 't.id', 's.templateId')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .leftJoin('departments', 'departments.id', 's.departmentId')
    .leftJoin('sessionOrigins as origin', 'origin.sessionId', 's.id')
    .leftJoin('codes', 'codes.id', 'origin.codeId')
    .select([
      'o.name as organisationName',
      'd.id as deviceId',
      'd.label as deviceLabel',
      'd.serial as deviceSerial',
      'd.location as deviceLocation',
      't.id as templateId',
      't.name as templateName',
      't.promisedMinutes',
      't.emergencyPhone',
      'e.id as responsibleId',
      'e.name as responsibleName',
      'departments.name as departmentName',
      'origin.language',
      'origin.requestFlowId',
      'codes.code',
    ])
    .where('s.id', '=', sessionId)
    .executeTakeFirstOrThrow()
}

/** The session an API client created under its own key, with the hash of the body it sent then. */
export async function findSessionByExternalKey(
  db: OrganisationDatabase,
  { apiKeyId, externalKey }: { apiKeyId: string; externalKey: string },
) {
  return db
    .selectFrom('sessions')
    .select(['id', 'number', 'rev', 'status', 'externalBodyHash'])
    .where('apiKeyId', '=', apiKeyId)
    .where('externalKey', '=', externalKey)
    .executeTakeFirst()
}

/** A browser without a login names a session before anybody knows its organisation. */
export async function findOrganisationOfSession(
  database: Database,
  id: string,
): Promise<string | undefined> {
  if (!isUuid(id)) return undefined
  const row = await database
    .selectFrom('sessions')
    .select('organisationId')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.organisationId
}

/** The body hash under which a command was committed; undefined while it was not. */
export async function findCommittedBody(
  db: OrganisationDatabase,
  { sessionId, commandId }: { sessionId: string; commandId: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('sessionCommits')
    .select('bodyHash')
    .where('sessionId', '=', sessionId)
    .where('commandId', '=', commandId)
    .executeTakeFirst()
  return row?.bodyHash
}
