import Type, { type Static } from 'typebox'
import { strict } from './scalars.ts'

/** A place in the unflipped picture: 0..1 of its width and height. */
const Part = Type.Number({ minimum: 0, maximum: 1 })
/** Outside the picture too, where the mark is known to have gone. */
const Place = Type.Number({ minimum: -4, maximum: 5 })
const MarkId = Type.String({ minLength: 1, maxLength: 40 })
export const MARK_STATES = ['anchored', 'predicted', 'lost'] as const

/**
 * What a mark looks like: a grey piece of the picture around it, so that each side can find it in its
 * own. A JPEG of at most 256 × 256 pixels, at the size at which pictures are 640 pixels long.
 */
export const MarkReference = strict({
  image: Type.String({ minLength: 100, maxLength: 14_000, description: 'JPEG, base64' }),
  /** The marked place in that image, pixels. */
  x: Type.Number({ minimum: 0, maximum: 256 }),
  y: Type.Number({ minimum: 0, maximum: 256 }),
})
export type MarkReference = Static<typeof MarkReference>

const marked = {
  id: MarkId,
  x: Part,
  y: Part,
  /** Half the size of what was marked, in parts of the picture's longer side. */
  radius: Type.Number({ minimum: 0.005, maximum: 0.5 }),
  reference: MarkReference,
}

export const MarkMessage = strict({ type: Type.Literal('mark'), ...marked })
export const UnmarkMessage = strict({ type: Type.Literal('unmark'), id: MarkId })
/** Where the marks are in the employee's picture, for phones that are too slow to find them. */
export const MarksSeenMessage = strict({
  type: Type.Literal('marksSeen'),
  places: Type.Array(strict({ id: MarkId, x: Place, y: Place, state: Type.Enum(MARK_STATES) }), {
    maxItems: 8,
  }),
})

/** As everybody in the call has it; numbered by the server. */
export const PlacedMark = Type.Object({ ...marked, number: Type.Integer({ minimum: 1 }) })
export type PlacedMark = Static<typeof PlacedMark>
