import { sql } from 'kysely'
import t from 'tap'
import { ROLES } from '../../domain/actor.ts'
import { END_REASONS } from '../../domain/call-ending.ts'
import { LABEL_COLOURS } from '../../domain/label.ts'
import { CONSENT_DECISIONS } from '../../domain/session-state.ts'
import { STATUSES } from '../../domain/status.ts'
import { ARTEFACT_KINDS, ARTEFACT_STATES } from '../../db/tables/calls.ts'
import { CHANNELS, DELIVERY_STATES, RECIPIENT_KINDS } from '../../db/deliveries.ts'
import { openTestDatabase } from './world.ts'

const LISTS: Record<string, readonly string[]> = {
  sessions_status: STATUSES,
  employees_role: ROLES,
  calls_end_reason: END_REASONS,
  consents_decision: CONSENT_DECISIONS,
  artefacts_kind: ARTEFACT_KINDS,
  artefacts_state: ARTEFACT_STATES,
  deliveries_channel: CHANNELS,
  deliveries_state: DELIVERY_STATES,
  deliveries_recipient_kind: RECIPIENT_KINDS,
  labels_colour: LABEL_COLOURS,
  notification_settings_channels: CHANNELS,
}

t.test('the check constraints hold the words of the code', async (t) => {
  const { database } = await openTestDatabase(t)
  for (const [constraint, words] of Object.entries(LISTS)) {
    const { rows } = await sql<{ text: string }>`
      select pg_get_constraintdef(oid) as text from pg_constraint
      where conname = ${constraint}`.execute(database)
    const found = rows[0]?.text.matchAll(/'([a-z_]+)'::text/g) ?? []
    t.same([...found].map(([, word]) => word).toSorted(), words.toSorted(), constraint)
  }
})
