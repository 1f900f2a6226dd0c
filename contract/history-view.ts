import Type, { type Static } from 'typebox'
import { END_REASONS } from '../domain/call-ending.ts'
import { HISTORY_BECAUSE, HISTORY_KINDS } from '../domain/session-change.ts'
import { VISIBILITIES } from '../domain/session-state.ts'
import { STATUSES } from '../domain/status.ts'
import { LabelName } from './labels.ts'
import { nullable, Person, Timestamp } from './scalars.ts'

/** One line of a session's history, with names instead of ids. */
export const HistoryLineView = Type.Object({
  seq: Type.Integer(),
  at: Timestamp,
  kind: Type.Enum(HISTORY_KINDS),
  actor: Type.Object({ kind: Type.String(), id: Type.String(), name: nullable(Type.String()) }),
  because: Type.Optional(Type.Enum(HISTORY_BECAUSE)),
  call: Type.Optional(Type.Integer()),
  status: Type.Optional(Type.Enum(STATUSES)),
  reason: Type.Optional(Type.Enum(END_REASONS)),
  employees: Type.Optional(Type.Array(Person)),
  ticket: Type.Optional(Type.Object({ system: Type.String(), key: Type.String() })),
  text: Type.Optional(Type.String()),
  artefactState: Type.Optional(Type.String()),
  durationMs: Type.Optional(Type.Integer()),
  visibility: Type.Optional(Type.Enum(VISIBILITIES)),
  /** Labels put on and taken off. */
  added: Type.Optional(Type.Array(LabelName)),
  removed: Type.Optional(Type.Array(LabelName)),
  stars: Type.Optional(Type.Integer()),
})
export type HistoryLineView = Static<typeof HistoryLineView>
