import Type, { type Static } from 'typebox'
import { LABEL_COLOURS } from '../domain/label.ts'
import { nullable } from './scalars.ts'

/** A label as sessions carry it. */
export const LabelView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Null where nobody named it in German: then it is called by the other name. */
  nameDe: nullable(Type.String()),
  colour: Type.Enum(LABEL_COLOURS),
  /** Code users read it too, on their own sessions. */
  isPublic: Type.Boolean(),
})
export type LabelView = Static<typeof LabelView>

/** A label in the history; it may be gone since. */
export const LabelName = Type.Object({
  id: Type.String(),
  name: Type.String(),
  nameDe: nullable(Type.String()),
})
