import { forOrganisation, type Database, type OrganisationDatabase } from '../db/database.ts'
import { findOrganisationOfSession } from '../db/sessions.ts'
import { findSessionFor, type LoadedSession } from '../db/sessions.ts'
import type { SessionReader } from '../db/session-relation.ts'
import type { Caller, CodeUserCaller } from './caller.ts'
import { notFound } from './problems.ts'

/** A session that the caller may see, with the handle of its organisation. */
export type AccessedSession = LoadedSession & { db: OrganisationDatabase; caller: Caller }

/** Authorisation by loading: throws the same for a session that is not there and one that is not theirs. */
export async function loadSession(caller: Caller, idOrNumber: string): Promise<AccessedSession> {
  const found = await findSession(caller, idOrNumber)
  if (!found) throw notFound()
  return found
}

export async function findSession(
  caller: Caller,
  idOrNumber: string,
): Promise<AccessedSession | undefined> {
  const db = await databaseFor(caller, idOrNumber)
  const loaded = db && (await findSessionFor(db, readerOf(caller, idOrNumber), idOrNumber))
  return loaded && { ...loaded, db, caller }
}

/** A browser may have been to several organisations: the session says which one this is about. */
async function databaseFor(caller: Caller, id: string): Promise<OrganisationDatabase | undefined> {
  if (caller.kind !== 'code_user') return caller.db
  return databaseOfSession(caller.database, id)
}

async function databaseOfSession(
  database: Database,
  id: string,
): Promise<OrganisationDatabase | undefined> {
  const organisationId = await findOrganisationOfSession(database, id)
  return organisationId === undefined ? undefined : forOrganisation(database, organisationId)
}

function readerOf(caller: Caller, id: string): SessionReader {
  return caller.kind === 'code_user' ? codeUserReader(caller, id) : caller
}

function codeUserReader({ grants, participants }: CodeUserCaller, id: string): SessionReader {
  const own = participants.find((each) => each.sessionId === id.toLowerCase())
  return { kind: 'code_user', participantId: own?.participantId ?? null, grants }
}
