import Type, { type Static } from 'typebox'
import { REFUSAL_CODES } from '../domain/refusal.ts'

/** Body of every answer that is not a success (RFC 9457, `application/problem+json`). */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI reference of the problem, `/api/docs#<code>`' }),
    title: Type.String({ description: 'The sentence for the code, in English' }),
    status: Type.Integer(),
    code: Type.Enum(REFUSAL_CODES),
    detail: Type.Optional(Type.String()),
    /** Which fields are wrong, when the code is `invalid`. */
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() })),
    ),
    responsible: Type.Optional(
      Type.Object({ id: Type.String(), name: Type.String() }, { description: 'Who holds it' }),
    ),
    by: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    /** For finding the log line. */
    requestId: Type.Optional(Type.String()),
  },
  { $id: 'Problem' },
)
export type Problem = Static<typeof Problem>
