import type { CreateSession } from '../contract/requests.ts'
import { findModuleSettings } from '../db/devices.ts'
import type { OrganisationDatabase } from '../db/database.ts'
import { findEmployeeByEmail } from '../db/employees.ts'
import { findRecipients } from '../db/recipients.ts'
import { insertOrigin, type NewOrigin } from '../db/session-origins.ts'
import { findCommittedBody } from '../db/sessions.ts'
import { ticketText } from '../db/ticket-links.ts'
import type { Actor } from '../domain/actor.ts'
import { DEFAULT_TIMINGS, type ModuleSettings } from '../domain/session-state.ts'
import type { CreateInput } from '../workflows/messages.ts'
import type { ApiClientCaller, EmployeeCaller } from './caller.ts'
import { sessionId as sessionIdFrom } from './command-ids.ts'
import { FALLBACK_LANGUAGE } from './language.ts'
import { invalidField, ProblemError } from './problems.ts'
import {
  commandIds,
  type CommandIds,
  type CommandRequest,
  type CommandText,
  type SessionCommands,
} from './session-commands.ts'
import type { RouteContext } from './route-context.ts'

type CreateRequest = CommandRequest<'create'>

/** What a session is created from, whoever asks for it. */
export type Creation = {
  db: OrganisationDatabase
  sessionId: string
  deviceId: string
  module: ModuleSettings & { templateId: string }
  recipients: CreateInput['recipients']
  actor: Actor
  by?: string
  key: string
  body: unknown
  texts: readonly CommandText[]
  origin: Omit<NewOrigin, 'sessionId'>
  details: (
    ids: CommandIds,
  ) => Pick<CreateInput, 'status' | 'responsible' | 'participants' | 'consent' | 'ticketLinks'> &
    Pick<CreateInput, 'externalKey' | 'labels'>
}

/** Creates a session, or finds the one that an earlier request with this key created. */
export async function createSession(
  commands: SessionCommands,
  creation: Creation,
): Promise<{ sessionId: string; ids: CommandIds }> {
  const { sessionId } = creation
  const request = requestOf(creation)
  const ids = commandIds(request)
  if (!(await wasCreated(creation, ids))) await commands.run(request)
  return { sessionId, ids }
}

/** What a machine's sessions are created with; undefined for a machine of somebody else. */
export async function findSettings(
  db: OrganisationDatabase,
  deviceId: string,
): Promise<Pick<Creation, 'module' | 'recipients'> | undefined> {
  const [module, recipients] = await Promise.all([
    findModuleSettings(db, deviceId),
    findRecipients(db, deviceId),
  ])
  return module && { module, recipients }
}

/** Also when Temporal no longer knows the run that created it. */
export async function wasCreated(
  { db, sessionId }: Pick<Creation, 'db' | 'sessionId'>,
  { commandId, bodyHash }: CommandIds,
): Promise<boolean> {
  const committed = await findCommittedBody(db, { sessionId, commandId })
  if (committed === undefined) return false
  if (committed !== bodyHash) throw new ProblemError('key_reused')
  return true
}

function requestOf(creation: Creation): CreateRequest {
  const { db, deviceId, module, recipients, details, origin, ...common } = creation
  const { templateId, ...settings } = module
  return {
    ...common,
    db,
    prepare: () => insertOrigin(db, { ...origin, sessionId: creation.sessionId }),
    command: 'create',
    input: (ids) => ({
      organisationId: db.organisationId,
      deviceId,
      templateId,
      recipients,
      textIds: ids.textIds,
      module: settings,
      timings: DEFAULT_TIMINGS,
      ...details(ids),
    }),
  }
}

/** By an employee or an API client: confirmed from birth. */
export async function createConfirmed(
  { commands, database }: Pick<RouteContext, 'commands' | 'database'>,
  caller: EmployeeCaller | ApiClientCaller,
  { body, key: sentKey }: { body: CreateSession; key: string },
): Promise<string> {
  const { db } = caller
  const { deviceId, externalKey, tickets = [] } = body
  const settings = await findSettings(db, deviceId)
  if (!settings) throw invalidField('/deviceId', 'is not a device of this organisation')
  const actor = actorOf(caller)
  const by = `${caller.kind}:${caller.id}`
  const key = externalKey ?? sentKey
  const sessionId = sessionIdFrom(db.organisationId, by, key)
  const responsible = await responsibleOf({ database, caller }, body.responsible)
  const ticketTexts = tickets.map((ticket) => ({
    kind: 'ticket' as const,
    part: `${ticket.system}:${ticket.key}`,
    body: ticketText(ticket),
  }))
  try {
    await createSession(commands, {
      ...{ db, sessionId, deviceId, ...settings, actor, by, key, body },
      texts: [...textsOf(body), ...ticketTexts],
      origin: { language: body.language ?? languageFor(caller) },
      details: (ids) => ({
        status: 'confirmed',
        responsible,
        participants: [],
        consent: null,
        ticketLinks: tickets.map(({ system, key }) => {
          return { system, key, textId: ids.idFrom(`ticket:${system}:${key}`) }
        }),
        ...externalKeyOf(caller, { externalKey, bodyHash: ids.bodyHash }),
      }),
    })
  } catch (error) {
    throw externalKey === undefined ? error : asExternal(error)
  }
  return sessionId
}

function actorOf(caller: EmployeeCaller | ApiClientCaller): Actor {
  const { id } = caller
  if (caller.kind === 'api_client') return { kind: 'api_client', id }
  return { kind: 'employee', id, role: caller.role, relation: 'overseer' }
}

/** The email of an employee; else whoever creates, and nobody for an API client. */
async function responsibleOf(
  {
    database,
    caller,
  }: Pick<RouteContext, 'database'> & { caller: EmployeeCaller | ApiClientCaller },
  email: string | undefined,
): Promise<string | null> {
  if (email === undefined) return caller.kind === 'employee' ? caller.id : null
  const employee = await findEmployeeByEmail(database, email)
  if (employee?.organisationId === caller.db.organisationId) return employee.id
  throw invalidField('/responsible', 'is not the email of an employee')
}

function textsOf({ reason, requesterName, email }: CreateSession): CommandText[] {
  return [
    ...(reason ? [{ kind: 'reason', body: reason } as const] : []),
    ...(requesterName ? [{ kind: 'requester', body: requesterName } as const] : []),
    ...(email ? [{ kind: 'email', body: email } as const] : []),
  ]
}

function languageFor(caller: EmployeeCaller | ApiClientCaller): string {
  return (caller.kind === 'employee' && caller.language) || FALLBACK_LANGUAGE
}

function externalKeyOf(
  caller: EmployeeCaller | ApiClientCaller,
  { externalKey, bodyHash }: { externalKey: string | undefined; bodyHash: string },
): Pick<CreateInput, 'externalKey'> {
  if (caller.kind !== 'api_client' || externalKey === undefined) return {}
  return { externalKey: { apiClientId: caller.id, key: externalKey, bodyHash } }
}

function asExternal(error: unknown): unknown {
  const isReused = error instanceof ProblemError && error.code === 'key_reused'
  return isReused ? new ProblemError('external_key_reused') : error
}
