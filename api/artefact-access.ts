import Type from 'typebox'
import { Id } from '../contract/scalars.ts'
import { findArtefact, findOrganisationOfArtefact } from '../db/artefacts.ts'
import { forOrganisation, type OrganisationDatabase } from '../db/database.ts'
import type { Caller } from './caller.ts'
import { notFound } from './problems.ts'
import { loadSession, type AccessedSession } from './session-access.ts'

export const ArtefactParams = Type.Object({ id: Id })
export type Artefact = NonNullable<Awaited<ReturnType<typeof findArtefact>>>

/** API clients follow a session but are no side of it; neither is a code that was only opened. */
export function assertSide({ caller, participantState }: AccessedSession): void {
  const isSide = caller.kind === 'employee' || participantState === 'admitted'
  if (!isSide) throw notFound()
}

/** Through its session: what is missing and what is not theirs throw the same. */
export async function loadArtefact(
  caller: Caller,
  id: string,
): Promise<{ artefact: Artefact; db: OrganisationDatabase }> {
  const db = await databaseFor(caller, id)
  const artefact = db && (await findArtefact(db, id))
  if (!db || !artefact) throw notFound()
  assertSide(await loadSession(caller, artefact.sessionId))
  return { artefact, db }
}

async function databaseFor(caller: Caller, id: string): Promise<OrganisationDatabase | undefined> {
  if (caller.kind !== 'code_user') return caller.db
  const organisationId = await findOrganisationOfArtefact(caller.database, id)
  return organisationId === undefined ? undefined : forOrganisation(caller.database, organisationId)
}
