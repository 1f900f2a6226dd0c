import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import type { HistoryLine, SessionChange } from '../../domain/session-change.ts'
import type { Call, SessionState } from '../../domain/session-state.ts'
import { insertCode } from '../../db/codes.ts'
import { commitSession, type FirstJoinLink } from '../../db/commit-session.ts'
import { addConsentTexts } from '../../db/consents.ts'
import { forOrganisation, makeDatabase, type OrganisationDatabase } from '../../db/database.ts'
import { insertDeviceGrant } from '../../db/device-grants.ts'
import { insertDevice } from '../../db/devices.ts'
import { insertEmployee } from '../../db/employees.ts'
import { createOrganisation, insertDepartment } from '../../db/organisations.ts'
import { insertOrigin } from '../../db/session-origins.ts'
import { insertTemplate } from '../../db/templates.ts'
import { insertTexts, type TextKind } from '../../db/texts.ts'
import { makeTestDatabase } from '../support/servers.ts'
import { requestedState, ringingCall } from '../support/session-state.ts'

/** Midday of a fixed day, ms since the epoch. */
export const NOON = Date.UTC(2026, 10, 23, 12)

/** An id that is the same in every run. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export async function openTestDatabase(t: Test) {
  const url = await makeTestDatabase(t)
  const database = makeDatabase({ url, applicationName: 'test', maxConnections: 8 })
  t.teardown(() => database.destroy())
  return { url, database }
}

export type World = Awaited<ReturnType<typeof makeWorld>>

/**
 * One organisation: Anna and Max in Service, where the press stands, Mo its moderator, Paul in
 * Sales, Olga in no department, Ada the administrator in Sales.
 */
export async function makeWorld(t: Test) {
  const { url, database } = await openTestDatabase(t)
  const organisationId = await createOrganisation(database, { name: 'Presswerk' })
  const db = forOrganisation(database, organisationId)
  const service = await insertDepartment(db, 'Service')
  const sales = await insertDepartment(db, 'Sales')
  const hire = (
    name: string,
    role: 'member' | 'moderator' | 'administrator',
    departmentId: string | null,
  ) =>
    insertEmployee(db, {
      name,
      email: `${name.toLowerCase()}@presswerk.example`,
      role,
      departmentId,
    })
  const anna = await hire('Anna', 'member', service)
  const max = await hire('Max', 'member', service)
  const mo = await hire('Mo', 'moderator', service)
  const paul = await hire('Paul', 'member', sales)
  const olga = await hire('Olga', 'member', null)
  const ada = await hire('Ada', 'administrator', sales)
  const templateId = await insertTemplate(db, { name: 'Press', promisedMinutes: 15 })
  await addConsentTexts(db, {
    templateId,
    version: 1,
    texts: { en: 'We record to learn.', de: 'Wir zeichnen auf, um zu lernen.' },
  })
  const deviceId = await insertDevice(db, {
    templateId,
    label: 'Press 7 Café',
    serial: 'PX-0007',
    location: 'Hall 2',
    departmentId: service,
  })
  const codeId = await insertCode(db, { deviceId, code: 'PRESS-7' })
  const expiresAt = new Date(Date.now() + 86_400_000)
  const grantId = await insertDeviceGrant(db, { codeId, deviceId, hash: 'grant', expiresAt })
  const employees = { anna, max, mo, paul, olga, ada }
  const departments = { service, sales }
  return {
    url,
    database,
    db,
    organisationId,
    employees,
    departments,
    templateId,
    deviceId,
    codeId,
    grantId,
  }
}

/** A session as the workflow would make it: requested at the press, offered to Anna and Max. */
export function makeState(
  world: World,
  name: string,
  change: Partial<SessionState> = {},
): SessionState {
  const participant = idOf(`${name} participant`)
  const because = { rule: 'device_department', departmentId: world.departments.service } as const
  return requestedState({
    sessionId: idOf(name),
    organisationId: world.organisationId,
    createdAt: NOON,
    createdBy: { kind: 'code_user', id: participant },
    participants: [{ id: participant, state: 'admitted', via: 'request' }],
    deviceId: world.deviceId,
    templateId: world.templateId,
    recipients: [
      { id: world.employees.anna, because },
      { id: world.employees.max, because },
    ],
    ...change,
  })
}

/** The first call of a session, ringing at the code user's page. */
export function makeCall(change: Partial<Call> & Pick<Call, 'startedBy'>): Call {
  return ringingCall({ gateway: 'local', startedAt: NOON, ...change })
}

/** The change that leads to a state; the revision before it is one lower. */
export function makeChange(next: SessionState, change: Partial<SessionChange> = {}): SessionChange {
  const line: HistoryLine = {
    kind: 'created',
    actor: next.createdBy,
    at: NOON,
    status: next.status,
  }
  return {
    commandId: `${next.sessionId} ${next.rev}`,
    bodyHash: 'body',
    fromRev: next.rev - 1,
    next,
    history: [line],
    textIds: [],
    consents: [],
    endedCall: null,
    newArtefacts: [],
    ...change,
  }
}

/** A committed session with its texts and its origin; returns the state as it was stored. */
export async function commitNewSession(
  world: World,
  name: string,
  {
    state = {},
    texts = {},
    ...commit
  }: Commit & {
    state?: Partial<SessionState>
    texts?: Partial<Record<TextKind, string>>
  } = {},
): Promise<SessionState> {
  const next = makeState(world, name, state)
  const { sessionId } = next
  const rows = Object.entries(texts).map(([kind, body]) => {
    // The keys of the record are text kinds.
    return { id: idOf(`${name} ${kind}`), sessionId, commandId: 'x', kind: kind as TextKind, body }
  })
  await insertTexts(world.db, rows)
  const { codeId, grantId: deviceGrantId } = world
  await insertOrigin(world.db, { sessionId, language: 'en', codeId, deviceGrantId })
  const textIds = rows.map(({ id }) => id)
  return commitNext(world.db, next, { textIds, ...commit })
}

type Commit = Partial<SessionChange> & { joinLink?: FirstJoinLink }

/** Commits a state and returns it as it was stored. */
export async function commitNext(
  db: OrganisationDatabase,
  next: SessionState,
  { joinLink, ...change }: Commit = {},
): Promise<SessionState> {
  const outcome = await commitSession(db, makeChange(next, change), joinLink)
  if (outcome.outcome === 'conflict') throw new Error(`Conflict with revision ${outcome.row.rev}`)
  return { ...next, number: outcome.number }
}

/** The next revision of a stored state. */
export function after(state: SessionState, change: Partial<SessionState>): SessionState {
  return { ...state, rev: state.rev + 1, ...change }
}
