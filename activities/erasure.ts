import { listArtefacts, markArtefactDeleted } from '../db/artefacts.ts'
import { forOrganisation, type Database } from '../db/database.ts'
import { eraseCodeUser } from '../db/erasure.ts'
import { objectKeysOf } from '../domain/artefact.ts'
import { makeObjectKey, type ObjectStore } from '../integrations/object-store.ts'
import type { SessionActivities } from './session-activities.ts'

export const ERASED = 'erased with the data of the code user'

/**
 * What a session's code user left in database and object store. The rows of the artefacts come
 * first: whoever is still storing one then cannot complete it. Harmless when repeated.
 */
export function createErasureActivities(
  database: Database,
  store: Pick<ObjectStore, 'list' | 'remove'>,
): Pick<SessionActivities, 'eraseSession'> {
  return {
    async eraseSession({ organisationId, sessionId }) {
      const db = forOrganisation(database, organisationId)
      const artefacts = await listArtefacts(db, sessionId)
      for (const { id } of artefacts) await markArtefactDeleted(db, id, ERASED)
      await eraseCodeUser(db, sessionId)
      // By what lies there and not by rows alone: pictures that were never registered go as well.
      const lying = await store.list(makeObjectKey(organisationId, sessionId))
      const known = artefacts.flatMap((artefact) => objectKeysOf({ ...artefact, organisationId }))
      for (const key of new Set([...lying, ...known])) await store.remove(key)
    },
  }
}
