import Type, { type Static } from 'typebox'
import { LanguageTag, nullable, strict, Timestamp } from './scalars.ts'

/** Ticket systems that sessions speak with. */

const KINDS = ['request_tracker', 'signed_webhook'] as const
const Url = Type.String({ maxLength: 2000, pattern: '^https?://' })
const Credential = Type.String({
  minLength: 8,
  maxLength: 500,
  description:
    'Request Tracker: a token, or user:password. Otherwise the secret that signs what we send, `whsec_…`.',
})

export const NewTicketSystem = strict({
  name: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,60}$',
    description: 'The `system` of ticket links',
  }),
  kind: Type.Enum(KINDS),
  url: Url,
  credential: Credential,
  language: Type.Optional(LanguageTag),
})
export const TicketSystemChange = strict({
  url: Type.Optional(Url),
  credential: Type.Optional(Credential),
  isActive: Type.Optional(Type.Boolean()),
})

export const TicketSystemView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    kind: Type.Enum(KINDS),
    url: Type.String(),
    language: LanguageTag,
    isActive: Type.Boolean(),
    createdAt: Timestamp,
    /** Comments not written yet. */
    waiting: Type.Integer(),
    failures: Type.Integer(),
    resumeAt: nullable(Timestamp),
    /** Where the ticket system says that a ticket has changed. */
    eventsUrl: Type.String(),
    /** Signs what it says there; only in the answer that makes it. */
    inboundSecret: Type.Optional(Type.String()),
  },
  { $id: 'TicketSystemView' },
)
export type TicketSystemView = Static<typeof TicketSystemView>

export const TicketSystemList = Type.Object(
  { items: Type.Array(TicketSystemView) },
  { $id: 'TicketSystemList' },
)
export type TicketSystemList = Static<typeof TicketSystemList>

export const TicketCheck = Type.Object(
  { failure: nullable(Type.String({ description: 'Why not; null when it is reached' })) },
  { $id: 'TicketCheck' },
)
export type TicketCheck = Static<typeof TicketCheck>

export const TicketSystemNames = Type.Object(
  { items: Type.Array(Type.String()) },
  { $id: 'TicketSystemNames' },
)
export type TicketSystemNames = Static<typeof TicketSystemNames>

/** What a ticket system says about a ticket of its own. */
export const TicketEvent = strict({
  type: Type.Literal('ticket.changed'),
  timestamp: Type.Optional(Type.String({ maxLength: 40 })),
  data: strict({
    key: Type.String({ minLength: 1, maxLength: 120 }),
    state: Type.String({ minLength: 1, maxLength: 60 }),
  }),
})

/** Makes a ticket out of a session. */
export const TicketCreation = strict({
  system: NewTicketSystem.properties.name,
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
})

export const CommentList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        system: Type.String(),
        key: Type.String(),
        kind: Type.Enum(['join_link', 'call'] as const),
        call: nullable(Type.Integer()),
        state: Type.Enum(['waiting', 'sent', 'failed'] as const),
        attempts: Type.Integer(),
        error: nullable(Type.String()),
        createdAt: Timestamp,
        sentAt: nullable(Timestamp),
      }),
    ),
  },
  { $id: 'CommentList' },
)
export type CommentList = Static<typeof CommentList>
