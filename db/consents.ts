import type { OrganisationDatabase } from './database.ts'

/** Every decision about recording, oldest first: the evidence, never changed. */
export async function listConsents(db: OrganisationDatabase, sessionId: string) {
  return db
    .selectFrom('consents')
    .select(['callNumber', 'decision', 'participantId', 'at', 'textVersion', 'language'])
    .where('sessionId', '=', sessionId)
    .orderBy('rev')
    .orderBy('position')
    .execute()
}

/** The same with the words that were decided about, as they stood then. */
export async function listConsentEvidence(
  db: OrganisationDatabase,
  { id, templateId }: { id: string; templateId: string },
) {
  return db
    .selectFrom('consents as c')
    .leftJoin('consentTexts as x', (join) =>
      join
        .on('x.templateId', '=', templateId)
        .onRef('x.version', '=', 'c.textVersion')
        .onRef('x.language', '=', 'c.language'),
    )
    .leftJoin('calls', (join) =>
      join.onRef('calls.sessionId', '=', 'c.sessionId').onRef('calls.number', '=', 'c.callNumber'),
    )
    .select([
      'c.callNumber',
      'c.decision',
      'c.participantId',
      'c.at',
      'c.textVersion',
      'c.language',
    ])
    .select(['x.body', 'calls.endedAt'])
    .where('c.sessionId', '=', id)
    .orderBy('c.rev')
    .orderBy('c.position')
    .execute()
}

/** The wording in force, in the language asked for, else in the first there is. */
export async function loadConsentText(
  db: OrganisationDatabase,
  { templateId, language }: { templateId: string; language: string },
) {
  return db
    .selectFrom('consentTexts as c')
    .innerJoin('templates as t', (join) =>
      join.onRef('t.id', '=', 'c.templateId').onRef('t.consentVersion', '=', 'c.version'),
    )
    .select(['c.version', 'c.language', 'c.body', 't.keepRecordingsDays'])
    .where('c.templateId', '=', templateId)
    .orderBy((eb) => eb('c.language', '=', language), 'desc')
    .orderBy('c.language')
    .executeTakeFirstOrThrow()
}

/** The wordings in force of all templates, by template and language. */
export async function listConsentTexts(db: OrganisationDatabase) {
  return db
    .selectFrom('consentTexts as c')
    .innerJoin('templates as t', (join) =>
      join.onRef('t.id', '=', 'c.templateId').onRef('t.consentVersion', '=', 'c.version'),
    )
    .select(['c.templateId', 'c.version', 'c.language', 'c.body'])
    .execute()
}

/** A new wording, in each language; it is in force from the moment this returns. */
export async function addConsentTexts(
  db: OrganisationDatabase,
  {
    templateId,
    version,
    texts,
  }: { templateId: string; version: number; texts: Record<string, string> },
): Promise<void> {
  const { organisationId } = db
  const rows = Object.entries(texts).map(([language, body]) => {
    return { organisationId, templateId, version, language, body }
  })
  await db.insertInto('consentTexts').values(rows).execute()
  await db
    .updateTable('templates')
    .set({ consentVersion: version })
    .where('id', '=', templateId)
    .execute()
}
