import Type, { type Static } from 'typebox'
import { VISIBILITIES } from '../domain/session-state.ts'
import { STATUSES } from '../domain/status.ts'
import { Email, Id, LanguageTag, PersonName, Reason, strict } from './scalars.ts'

/** Bodies of requests. Unknown fields are refused everywhere. */

export const Login = strict({
  email: Type.String({ maxLength: 320 }),
  password: Type.String({ maxLength: 1024 }),
})
export const CodeAccess = strict({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  pin: Type.Optional(Type.String({ maxLength: 16 })),
})
export const JoinAccess = strict({ secret: Type.String({ minLength: 20, maxLength: 100 }) })

export const TicketInput = strict({
  system: Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9._-]+$' }),
  key: Type.String({ minLength: 1, maxLength: 120 }),
  url: Type.Optional(Type.String({ maxLength: 2000, pattern: '^https?://' })),
  title: Type.Optional(Type.String({ maxLength: 300 })),
})

/** By an employee or an API client: confirmed from birth. */
export const CreateSession = strict({
  deviceId: Id,
  reason: Type.Optional(Reason),
  requesterName: Type.Optional(PersonName),
  /** Where the join link can be sent. */
  email: Type.Optional(Email),
  /** Email of an employee; else the creating employee, else nobody yet. */
  responsible: Type.Optional(Email),
  tickets: Type.Optional(Type.Array(TicketInput, { maxItems: 20 })),
  externalKey: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  language: Type.Optional(LanguageTag),
})
export type CreateSession = Static<typeof CreateSession>

/** By a code user: requested. `answers` maps step ids (`reason`, `requester`, question ids) to text. */
export const RequestSession = strict({
  flowId: Id,
  /** What this browser was shown; without it the flow as it is now. */
  flowVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  buttonId: Type.Optional(Id),
  draftId: Type.Optional(Id),
  /** An assistant's own name for the conversation, from the address. */
  ref: Type.Optional(Type.String({ maxLength: 500 })),
  /** The code whose grant this browser holds; needed when it holds several. */
  code: Type.Optional(Type.String({ maxLength: 64 })),
  answers: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 2000 }), {
    maxProperties: 30,
  }),
  /** Those chosen of a `labels` step. */
  labels: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  consent: Type.Optional(
    strict({
      decision: Type.Enum(['given', 'declined'] as const),
      textVersion: Type.Integer({ minimum: 1 }),
      language: LanguageTag,
    }),
  ),
  email: Type.Optional(Email),
  language: Type.Optional(LanguageTag),
})
export type RequestSession = Static<typeof RequestSession>

export const Nothing = strict({})
export const Cancellation = strict({ message: Type.Optional(Type.String({ maxLength: 1000 })) })
export const Admission = strict({ participantId: Id })
export const Responsible = strict({ employeeId: Id })
export const Visibility = strict({ visibility: Type.Enum(VISIBILITIES) })
/** All labels that the session carries from now on. */
export const SessionLabels = strict({
  labelIds: Type.Array(Id, { maxItems: 20, uniqueItems: true }),
})
export const Rating = strict({ stars: Type.Integer({ minimum: 1, maximum: 5 }) })
export const TicketDetails = strict({
  url: TicketInput.properties.url,
  title: TicketInput.properties.title,
})

const CallConsent = strict({
  decision: Type.Enum(['given', 'declined'] as const),
  textVersion: Type.Integer({ minimum: 1 }),
  language: LanguageTag,
})
/** START and Accept; a code user may agree to a recording at the same moment. */
export const CallEntry = strict({ consent: Type.Optional(CallConsent) })
export const RecordingConsent = strict({
  decision: Type.Enum(['given', 'declined', 'withdrawn'] as const),
  /** What happens with what was recorded so far; with `withdrawn`, or as the answer afterwards. */
  recorded: Type.Optional(Type.Enum(['keep', 'delete'] as const)),
  textVersion: Type.Integer({ minimum: 1 }),
  language: LanguageTag,
})
export type RecordingConsent = Static<typeof RecordingConsent>

/**
 * From an assistant; becomes a session only when a person sends it. `name` is the assistant's, `ref`
 * its own name for the conversation.
 */
export const CreateDraft = strict({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  answers: Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 2000 }), {
    maxProperties: 30,
  }),
  transcript: Type.Optional(Type.String({ maxLength: 20_000 })),
  name: Type.Optional(PersonName),
  ref: Type.Optional(Type.String({ maxLength: 500 })),
})
export type CreateDraft = Static<typeof CreateDraft>

export const MailJoinLink = strict({ email: Email, language: Type.Optional(LanguageTag) })
export const ChangePassword = strict({
  current: Type.String({ maxLength: 1024 }),
  next: Type.String({ minLength: 10, maxLength: 1024 }),
})
/** Marks the notifications about one session as read, or all of them. */
export const ReadNotifications = strict({ sessionId: Type.Optional(Id) })
export type ReadNotifications = Static<typeof ReadNotifications>

/** Filters and place of a list of sessions. `closed` is another word for `done`. */
export const SessionsQuery = strict({
  status: Type.Optional(Type.Enum([...STATUSES, 'closed'] as const)),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  device: Type.Optional(Id),
  /** An employee's id, or `nobody`. */
  responsible: Type.Optional(Type.Union([Id, Type.Literal('nobody')])),
  label: Type.Optional(Id),
  after: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
})
export type SessionsQuery = Static<typeof SessionsQuery>

export const Invitation = strict({
  secret: Type.String({ minLength: 20, maxLength: 100 }),
  password: ChangePassword.properties.next,
})
export const OwnLanguage = strict({ language: LanguageTag })
export const IdempotencyKey = Type.String({
  minLength: 8,
  maxLength: 100,
  pattern: '^[\\x21-\\x7e]+$',
})

/** An https address; which hosts are taken is the operator's to say. */
const PushEndpoint = Type.String({ minLength: 10, maxLength: 1000, pattern: '^https://' })
/** What a browser's own PushSubscription says; a code user's is about one session. */
export const SavePushSubscription = strict({
  endpoint: PushEndpoint,
  keys: strict({
    p256dh: Type.String({ pattern: '^[A-Za-z0-9_-]{80,100}$' }),
    auth: Type.String({ pattern: '^[A-Za-z0-9_-]{20,30}$' }),
  }),
  sessionId: Type.Optional(Id),
})
export const DeletePushSubscription = strict({ endpoint: PushEndpoint })
