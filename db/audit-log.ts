import type { ActorRef } from '../domain/actor.ts'
import type { OrganisationDatabase } from './database.ts'

export type AuditEntry = {
  /** `anonymous` for attempts before anybody is known. */
  actor: ActorRef | { kind: 'anonymous'; id: string }
  /** Past tense, such as `signed_in`, `code_disabled`, `artefact_deleted`. */
  action: string
  target?: { kind: string; id: string }
  /** No personal text, no secrets: nothing here can ever be deleted. */
  details?: Record<string, unknown>
  address?: string | null
}

/** Postgres refuses to change or delete what this writes. */
export async function writeAudit(db: OrganisationDatabase, entry: AuditEntry): Promise<void> {
  const { actor, action, target, details, address } = entry
  await db
    .insertInto('auditLog')
    .values({
      organisationId: db.organisationId,
      actorKind: actor.kind,
      actorId: actor.id,
      action,
      targetKind: target?.kind ?? null,
      targetId: target?.id ?? null,
      details: details ?? {},
      address: address ?? null,
    })
    .execute()
}

/** Newest first; `before` is the id of the last one already read. */
export async function listAudit(
  db: OrganisationDatabase,
  { limit, before }: { limit: number; before?: number },
) {
  return db
    .selectFrom('auditLog')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
