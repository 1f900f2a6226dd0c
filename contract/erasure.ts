import Type, { type Static } from 'typebox'
import { STATUSES } from '../domain/status.ts'
import { nullable, strict, Timestamp } from './scalars.ts'

/** In the body, since names and addresses of people belong in no log. */
export const PersonSearch = strict({
  words: Type.String({
    minLength: 2,
    maxLength: 200,
    pattern: '\\S\\s*\\S',
    examples: ['jo@x.org'],
  }),
})
export type PersonSearch = Static<typeof PersonSearch>

/** Where a person's data is: sessions they sent or took part in, and employees. */
export const PersonFound = Type.Object(
  {
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        number: Type.Integer(),
        status: Type.Enum(STATUSES),
        createdAt: Timestamp,
        deviceLabel: Type.String(),
        requester: nullable(Type.String()),
        email: nullable(Type.String()),
      }),
    ),
    employees: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        email: Type.String(),
        isActive: Type.Boolean(),
      }),
    ),
  },
  { $id: 'PersonFound' },
)
export type PersonFound = Static<typeof PersonFound>
