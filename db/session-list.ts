import { sql, type Expression, type SqlBool } from 'kysely'
import type { LabelColour } from '../domain/label.ts'
import type { Visibility } from '../domain/session-state.ts'
import { STATUSES, type Status } from '../domain/status.ts'
import type { OrganisationDatabase } from './database.ts'
import {
  isVisible,
  type ApiClientReader,
  type EmployeeReader,
  type SessionsQuery,
} from './session-relation.ts'
import { isFound, searchedNumber } from './session-search.ts'

export type SessionFilter = {
  status?: Status | undefined
  /** A session's number, or words that must all occur. */
  q?: string | undefined
  deviceId?: string | undefined
  /** null: nobody is responsible. */
  responsibleId?: string | null | undefined
  labelId?: string | undefined
}
export type SessionPageRequest = SessionFilter & {
  /** `next` of the page before. */
  after?: string | undefined
  limit: number
}

export type SessionListItem = {
  id: string
  number: number
  rev: number
  status: Status
  createdAt: Date
  statusSince: Date
  deviceLabel: string
  reason: string | null
  requesterName: string | null
  responsible: { id: string; name: string } | null
  labels: {
    id: string
    name: string
    nameDe: string | null
    colour: LabelColour
    isPublic: boolean
  }[]
  visibility: Visibility
  promisedMinutes: number | null
  isRinging: boolean
  hasWaitingParticipant: boolean
}
export type SessionListPage = { items: SessionListItem[]; next: string | null }
export type StatusCounts = Record<Status | 'all', number>

type ListReader = EmployeeReader | ApiClientReader

/** Newest first; a session whose number was searched for comes before all others. */
export async function listSessions(
  db: OrganisationDatabase,
  reader: ListReader,
  request: SessionPageRequest,
): Promise<SessionListPage> {
  const number = searchedNumber(request.q)
  const rows = await selectRows(db)
    .where((eb) => matches(eb, reader, request))
    .where((eb) => isAfter(eb, number, request.after))
    // Only when needed: an index gives the plain order without reading every row.
    .$if(number !== undefined, (query) =>
      query.orderBy((eb) => eb('s.number', '=', number ?? 0), 'desc'),
    )
    .orderBy('s.number', 'desc')
    .limit(request.limit + 1)
    .execute()
  const items = rows.slice(0, request.limit).map(toItem)
  const last = items.at(-1)
  const hasMore = rows.length > request.limit
  return { items, next: hasMore && last ? cursorAfter(last.number, number) : null }
}

/** Per status, all filters but the status applied. */
export async function countSessions(
  db: OrganisationDatabase,
  reader: ListReader,
  filter: SessionFilter,
): Promise<StatusCounts> {
  const rows = await db
    .selectFrom('sessions as s')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .where((eb) => matches(eb, reader, { ...filter, status: undefined }))
    .groupBy('s.status')
    .select((eb) => ['s.status', eb.fn.countAll<number>().as('sessions')])
    .execute()
  const counts: StatusCounts = {
    requested: 0,
    confirmed: 0,
    in_progress: 0,
    done: 0,
    cancelled: 0,
    all: 0,
  }
  for (const { status, sessions } of rows) counts[status] = sessions
  counts.all = STATUSES.reduce((sum, status) => sum + counts[status], 0)
  return counts
}

/** What a device grant sees: number, status and date of the device's public sessions. */
export async function listSessionsOfDevice(db: OrganisationDatabase, deviceId: string, limit = 20) {
  return db
    .selectFrom('sessions')
    .select(['id', 'number', 'status', 'createdAt'])
    .where('deviceId', '=', deviceId)
    .where('visibility', '=', 'public')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
}

function selectRows(db: OrganisationDatabase) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('devices as d', 'd.id', 's.deviceId')
    .innerJoin('templates as t', 't.id', 's.templateId')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .select((eb) => [
      's.id',
      's.number',
      's.rev',
      's.status',
      's.createdAt',
      's.statusSince',
      'd.label as deviceLabel',
      'e.id as responsibleId',
      'e.name as responsibleName',
      't.promisedMinutes',
      's.visibility',
      labelsOf(eb).as('labels'),
      textOf(eb, 'reason').as('reason'),
      textOf(eb, 'requester').as('requesterName'),
      sql<boolean>`coalesce(s.state -> 'call' ->> 'phase' = 'ringing', false)`.as('isRinging'),
      hasWaitingParticipant(eb).as('hasWaitingParticipant'),
    ])
}

function toItem(row: Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number]) {
  const { responsibleId, responsibleName, hasWaitingParticipant, ...item } = row
  const isNamed = responsibleId !== null && responsibleName !== null
  const responsible = isNamed ? { id: responsibleId, name: responsibleName } : null
  return { ...item, responsible, hasWaitingParticipant: Boolean(hasWaitingParticipant) }
}

function matches(eb: SessionsQuery, reader: ListReader, filter: SessionFilter) {
  const conditions: Expression<SqlBool>[] = [isVisible(eb, reader)]
  if (filter.status) conditions.push(eb('s.status', '=', filter.status))
  if (filter.deviceId) conditions.push(eb('s.deviceId', '=', filter.deviceId))
  if (filter.responsibleId) conditions.push(eb('s.responsibleId', '=', filter.responsibleId))
  if (filter.responsibleId === null) conditions.push(eb('s.responsibleId', 'is', null))
  if (filter.labelId) conditions.push(hasLabel(eb, filter.labelId))
  if (filter.q?.trim()) conditions.push(isFound(eb, filter.q))
  return eb.and(conditions)
}

// The session that was searched by number is first, so it is no place in the order of the others.
const AFTER_THE_NUMBER = 'first'

function cursorAfter(last: number, searched: number | undefined): string {
  return last === searched ? AFTER_THE_NUMBER : String(last)
}

function isAfter(eb: SessionsQuery, searched: number | undefined, after: string | undefined) {
  if (after === undefined) return sql<boolean>`true`
  const isOther = eb('s.number', '<>', searched ?? 0)
  if (after === AFTER_THE_NUMBER) return isOther
  return eb.and([isOther, eb('s.number', '<', Number.parseInt(after, 10) || 0)])
}

function hasLabel(eb: SessionsQuery, labelId: string): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('sessionLabels')
      .select('sessionLabels.labelId')
      .whereRef('sessionLabels.sessionId', '=', 's.id')
      .where('sessionLabels.labelId', '=', labelId),
  )
}

function labelsOf(eb: SessionsQuery) {
  return sql<SessionListItem['labels']>`coalesce(${eb
    .selectFrom('sessionLabels')
    .innerJoin('labels', 'labels.id', 'sessionLabels.labelId')
    .select(
      sql<unknown>`jsonb_agg(jsonb_build_object('id', labels.id, 'name', labels.name,
        'nameDe', labels.name_de, 'colour', labels.colour, 'isPublic', labels.is_public) order by labels.folded)`.as(
        'labels',
      ),
    )
    .whereRef('sessionLabels.sessionId', '=', 's.id')}, '[]')`
}

function hasWaitingParticipant(eb: SessionsQuery) {
  return eb.exists(
    eb
      .selectFrom('participants')
      .select('participants.id')
      .whereRef('participants.sessionId', '=', 's.id')
      .where('participants.state', '=', 'pending'),
  )
}

function textOf(eb: SessionsQuery, kind: 'reason' | 'requester') {
  return eb
    .selectFrom('sessionTexts')
    .select('sessionTexts.body')
    .whereRef('sessionTexts.sessionId', '=', 's.id')
    .where('sessionTexts.kind', '=', kind)
    .where('sessionTexts.linkedAt', 'is not', null)
    .limit(1)
}
