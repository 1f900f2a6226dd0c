import { sql } from 'kysely'
import type { OrganisationDatabase } from './database.ts'

type DrawnIn = { sessionId: string; call: number }

export type KeptStroke = {
  by: 'employee' | 'code_user'
  actorId: string
  /** As the page that drew it calls it. */
  name: string
  /** When it began. */
  at: Date
  /** Pieces as they came: ms since it began, then x, y pairs, 0..32767 over the unflipped picture. */
  pieces: number[][]
}

/**
 * Keeps what was drawn while a call was recorded; once per name. A stroke that is written late, after
 * the recording it belongs to was deleted or its code user's data erased, is not kept.
 */
export async function insertStroke(
  db: OrganisationDatabase,
  { sessionId, call }: DrawnIn,
  { by, actorId, name, at, pieces }: KeptStroke,
): Promise<void> {
  const { organisationId } = db
  const body = Buffer.from(JSON.stringify(pieces))
  const deletedLater = db
    .selectFrom('sessionHistory')
    .select('seq')
    .where('sessionId', '=', sessionId)
    .where((eb) =>
      eb.and([
        eb('kind', '=', 'recording_deleted'),
        eb(sql<string>`details ->> 'call'`, '=', String(call)),
      ]),
    )
    .where('at', '>=', at)
  // Held for share: an erasure under way ends first, and one that comes finds what is written here.
  const unerased = db
    .selectFrom('sessionOrigins')
    .select('sessionId')
    .where('sessionId', '=', sessionId)
    .where((eb) => eb.or([eb('erasedAt', 'is', null), eb('erasedAt', '<', at)]))
    .forShare()
  const deletedSince = db
    .selectFrom('artefacts')
    .select('id')
    .where('sessionId', '=', sessionId)
    .where('callNumber', '=', call)
    .where('kind', '=', 'recording')
    .where('state', '=', 'deleted')
  await db
    .insertInto('strokes')
    .columns([
      ...(['organisationId', 'sessionId', 'callNumber'] as const),
      ...(['actorKind', 'actorId', 'name', 'at', 'body'] as const),
    ])
    .expression(
      db
        .selectNoFrom([
          sql<string>`${organisationId}::uuid`.as('organisationId'),
          sql<string>`${sessionId}::uuid`.as('sessionId'),
          sql<number>`${call}::integer`.as('callNumber'),
          sql<string>`${by}`.as('actorKind'),
          sql<string>`${actorId}`.as('actorId'),
          sql<string>`${name}`.as('name'),
          sql<Date>`${at}::timestamptz`.as('at'),
          sql<Uint8Array>`${body}::bytea`.as('body'),
        ])
        .where(({ exists }) => exists(unerased))
        .where(({ not, exists }) => not(exists(deletedLater)))
        .where(({ not, exists }) => not(exists(deletedSince))),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** First to last. */
export async function listStrokes(
  db: OrganisationDatabase,
  { sessionId, call }: DrawnIn,
): Promise<Pick<KeptStroke, 'by' | 'at' | 'pieces'>[]> {
  const rows = await db
    .selectFrom('strokes')
    .select(['actorKind', 'at', 'body'])
    .where('sessionId', '=', sessionId)
    .where('callNumber', '=', call)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ actorKind, at, body }) => ({
    by: actorKind === 'employee' ? 'employee' : 'code_user',
    at,
    // Written by `insertStroke`.
    pieces: JSON.parse(Buffer.from(body).toString()) as number[][],
  }))
}

/** What was drawn while a call was recorded; all of it, or what was drawn until a time. */
export async function deleteStrokes(
  db: OrganisationDatabase,
  { sessionId, call, until }: DrawnIn & { until?: Date },
): Promise<void> {
  await db
    .deleteFrom('strokes')
    .where('sessionId', '=', sessionId)
    .where('callNumber', '=', call)
    .$if(until !== undefined, (query) => query.where('at', '<=', until ?? new Date(0)))
    .execute()
}
