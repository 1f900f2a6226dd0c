import { deleteArtefact, markArtefactDeleted } from '../db/artefacts.ts'
import { findLastSeal, sealAudit, type AuditSeal } from '../db/audit-seals.ts'
import { forOrganisation, type Database, type OrganisationDatabase } from '../db/database.ts'
import { findRegistered, listExpiredArtefacts, listOrganisationIds } from '../db/keeping.ts'
import { inTransaction } from '../db/transaction.ts'
import { objectKeysOf } from '../domain/artefact.ts'
import { makeObjectKey, type ObjectStore } from '../integrations/object-store.ts'

export type KeepingActivities = {
  /**
   * Deletes what was kept long enough, its file first: a death in between is repeated. Also removes
   * what an api that died between storing a picture and registering it has left in the store.
   */
  deleteExpired(): Promise<{ deleted: number }>
  /** Seals what the audit log has gained. */
  sealAuditLog(): Promise<SealedAudit>
}

/** The newest seal is for Temporal to remember, out of reach of whoever changes the database. */
export type SealedAudit = { sealed: number; seal: AuditSeal | null }

type Store = Pick<ObjectStore, 'list' | 'stat' | 'remove'>

const AT_ONCE = 100
/** Much longer than storing and registering can take. */
const UNREGISTERED_FOR_MS = 86_400_000
export const EXPIRED = 'kept long enough'

export function createKeepingActivities(
  database: Database,
  store: Store,
): Pick<KeepingActivities, 'deleteExpired'> {
  return {
    async deleteExpired() {
      let deleted = 0
      for (;;) {
        const expired = await listExpiredArtefacts(database, AT_ONCE)
        for (const artefact of expired) {
          await forget(forOrganisation(database, artefact.organisationId), store, artefact)
          deleted += 1
        }
        if (expired.length < AT_ONCE) break
      }
      for (const organisationId of await listOrganisationIds(database)) {
        await removeUnregistered(forOrganisation(database, organisationId), store)
      }
      return { deleted }
    },
  }
}

type Expired = Awaited<ReturnType<typeof listExpiredArtefacts>>[number]

/** The row last, but for what is still being stored: then its row is what stops that. */
async function forget(
  db: OrganisationDatabase,
  store: Pick<ObjectStore, 'remove'>,
  artefact: Expired,
): Promise<void> {
  if (artefact.state === 'uploading') await markArtefactDeleted(db, artefact.id, EXPIRED)
  for (const key of objectKeysOf(artefact)) await store.remove(key)
  await inTransaction(db, (db) => deleteArtefact(db, artefact, EXPIRED))
}

async function removeUnregistered(db: OrganisationDatabase, store: Store): Promise<void> {
  const keys = await store.list(makeObjectKey(db.organisationId))
  for (const [sessionId, lying] of bySession(keys)) {
    const registered = await findRegistered(db, sessionId)
    // A database restored from a back-up does not know younger sessions: nothing of those goes.
    if (!registered) continue
    const known = new Set(registered.flatMap(objectKeysOf))
    for (const key of lying) {
      if (!known.has(key) && (await isOld(store, key))) await store.remove(key)
    }
  }
}

function bySession(keys: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const key of keys) {
    const [, sessionId = ''] = key.split('/')
    found.set(sessionId, [...(found.get(sessionId) ?? []), key])
  }
  return found
}

async function isOld(store: Store, key: string): Promise<boolean> {
  const object = await store.stat(key)
  return object !== undefined && Date.now() - object.storedAt.getTime() > UNREGISTERED_FOR_MS
}

export function createAuditActivities(
  database: Database,
  settings?: { settledAfterMs: number },
): Pick<KeepingActivities, 'sealAuditLog'> {
  return {
    async sealAuditLog() {
      const sealed = await sealAudit(database, settings)
      return { sealed, seal: await findLastSeal(database) }
    },
  }
}
