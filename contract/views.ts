import Type, { type Static } from 'typebox'
import { RELATIONS, ROLES } from '../domain/actor.ts'
import { END_REASONS } from '../domain/call-ending.ts'
import { CONSENT_DECISIONS, VISIBILITIES } from '../domain/session-state.ts'
import type { RuleState } from '../domain/rule-state.ts'
import { STATUSES } from '../domain/status.ts'
import { LabelView } from './labels.ts'
import { nullable, Person, Timestamp } from './scalars.ts'
import { ScreenshotView } from './screenshots.ts'

const Status = Type.Enum(STATUSES)

export const DeviceView = Type.Object({
  id: Type.String(),
  label: Type.String(),
  serial: nullable(Type.String()),
  location: nullable(Type.String()),
  template: Person,
})

export const CallView = Type.Object({
  number: Type.Integer(),
  phase: Type.Enum(['ringing', 'live', 'over'] as const),
  startedAt: Timestamp,
  acceptedAt: nullable(Timestamp),
  endedAt: nullable(Timestamp),
  endReason: nullable(Type.Enum(END_REASONS)),
  /** From accepting to the end; null while running or when nobody accepted. */
  durationMs: nullable(Type.Integer()),
  startedBy: Type.Object({ kind: Type.String(), name: nullable(Type.String()) }),
  recording: Type.Enum(['off', 'asked', 'on'] as const),
  /** When the recorder was last switched on; null while off. */
  recordingSince: nullable(Timestamp),
  /** Employees in the call. */
  employees: Type.Array(Person),
  /**
   * Who is being called, while it rings. `name`: the one employee who is rung alone. `atScreen`:
   * how many of them have a page open; 0 means they were only told by other ways.
   */
  ringing: nullable(
    Type.Object({
      name: nullable(Type.String()),
      people: Type.Integer(),
      atScreen: Type.Integer(),
    }),
  ),
  /** What the code user said about recording this call; null when they were not asked. */
  consent: nullable(Type.Enum(CONSENT_DECISIONS)),
  /** Who is absent at the moment: "reconnecting" on the other side. */
  absent: Type.Array(Type.Enum(['employee', 'code_user'] as const)),
  /** Taken in it, while it runs. */
  screenshots: Type.Array(ScreenshotView),
})
export type CallView = Static<typeof CallView>

export const ConsentView = Type.Object({
  call: nullable(Type.Integer()),
  decision: Type.Enum(CONSENT_DECISIONS),
  at: Timestamp,
  textVersion: Type.Integer(),
  language: Type.String(),
})

/** Text a person is asked to agree to; says who records, why, where, how long. */
export const ConsentText = Type.Object({
  version: Type.Integer(),
  language: Type.String(),
  text: Type.String(),
  /** How long what is agreed to is kept, in the language of the text. */
  keeping: Type.String(),
})

/** What `refusalFor` reads; see domain/rule-state.ts. Ids of people rung are left out for code users. */
export const RuleStateView = Type.Unsafe<RuleState>(Type.Object({}, { additionalProperties: true }))

export const StatusStep = Type.Object({ status: Status, at: Timestamp })

export const ArtefactView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['recording', 'screenshot'] as const),
  call: Type.Integer(),
  name: Type.String({ examples: ['Recording of call 1'] }),
  state: Type.Enum(['uploading', 'ready', 'partial', 'failed', 'deleted'] as const),
  reason: Type.Optional(Type.String({ description: 'Why partial or failed' })),
  contentType: nullable(Type.String()),
  bytes: nullable(Type.Integer()),
  durationMs: Type.Optional(nullable(Type.Integer())),
  createdAt: Timestamp,
  /** When it is deleted by itself; missing where it is kept for good. */
  keptUntil: Type.Optional(Timestamp),
})
export type ArtefactView = Static<typeof ArtefactView>

export const RatingView = Type.Object({
  stars: Type.Integer({ minimum: 1, maximum: 5 }),
  at: Timestamp,
})

const session = {
  id: Type.String(),
  number: Type.Integer(),
  rev: Type.Integer(),
  status: Status,
  statusSince: Timestamp,
  createdAt: Timestamp,
  origin: Type.Enum(['code_user', 'employee', 'api_client'] as const),
  device: DeviceView,
  reason: nullable(Type.String()),
  requesterName: nullable(Type.String()),
  responsible: nullable(Person),
  /** When each status was reached last, in order; feeds the status bar. */
  steps: Type.Array(StatusStep),
  /** For the running call or the next one. */
  consent: nullable(ConsentView),
  consentText: ConsentText,
  call: nullable(CallView),
  calls: Type.Array(CallView, { description: 'Calls that are over, first to last' }),
  /** Open until answered or unanswered for a minute: delete or keep what was recorded? */
  deletionQuestion: nullable(Type.Object({ call: Type.Integer(), until: Timestamp })),
  promisedMinutes: nullable(Type.Integer()),
  emergencyPhone: nullable(Type.String()),
  organisationName: Type.String(),
  /** What the code user thought of it; null while they have not said. */
  rating: nullable(RatingView),
  rules: RuleStateView,
}

export const TicketLinkView = Type.Object({
  system: Type.String(),
  key: Type.String(),
  url: nullable(Type.String()),
  title: nullable(Type.String()),
  state: nullable(Type.String()),
})

export const EmployeeSessionView = Type.Object(
  {
    ...session,
    email: nullable(Type.String()),
    answers: Type.Array(Type.Object({ question: Type.String(), answer: Type.String() })),
    assistant: nullable(
      Type.Object({
        name: nullable(Type.String()),
        transcript: nullable(Type.String()),
        ref: nullable(Type.String()),
      }),
    ),
    recipients: Type.Array(
      Type.Object({
        employee: Person,
        because: Type.Object({
          rule: Type.Enum([
            'device_department',
            'template_department',
            'organisation',
            'assigned',
          ] as const),
          department: nullable(Type.String()),
        }),
        seenAt: nullable(Timestamp),
      }),
    ),
    participants: Type.Array(
      Type.Object({
        id: Type.String(),
        state: Type.Enum(['admitted', 'pending'] as const),
        via: Type.Enum(['request', 'claim', 'join_link'] as const),
        at: Timestamp,
      }),
    ),
    tickets: Type.Array(TicketLinkView),
    labels: Type.Array(LabelView),
    visibility: Type.Enum(VISIBILITIES),
    artefacts: Type.Array(ArtefactView),
    /** Of the code user's data: asked for, or done; null where nobody asked for it. */
    erasure: nullable(
      Type.Object({ state: Type.Enum(['running', 'done'] as const), at: Timestamp }),
    ),
    /** `join` only while a link is valid. `temporal` only for administrators. */
    links: Type.Object({
      console: Type.String(),
      join: nullable(Type.String()),
      temporal: nullable(Type.String()),
    }),
    /** The reader's own standing. */
    me: Type.Object({ relation: Type.Enum(RELATIONS) }),
  },
  { $id: 'EmployeeSessionView' },
)
export type EmployeeSessionView = Static<typeof EmployeeSessionView>

/** What a participant sees: no recipients, no tickets, no internal labels. */
export const CodeUserSessionView = Type.Object(
  {
    ...session,
    /** The public ones. */
    labels: Type.Array(LabelView),
    /** How many employees were told, and whether somebody has looked. */
    told: Type.Object({
      employees: Type.Integer(),
      at: nullable(Timestamp),
      department: nullable(Type.String()),
      seenBy: nullable(Type.String()),
      seenAt: nullable(Timestamp),
    }),
    /** Where news goes; null when no address was left. */
    email: nullable(Type.String()),
    artefacts: Type.Array(ArtefactView),
    /** Missed calls and cancellation, newest last, for the waiting view. */
    news: Type.Array(
      Type.Object({
        kind: Type.Enum(['confirmed', 'missed_call', 'cancelled', 'artefacts_ready'] as const),
        at: Timestamp,
        by: nullable(Type.String()),
        message: nullable(Type.String()),
      }),
    ),
    me: Type.Object({
      participantId: Type.String(),
      state: Type.Enum(['admitted', 'pending'] as const),
    }),
    /** Other browsers that wait for `Admit`. */
    waiting: Type.Array(Type.Object({ id: Type.String(), at: Timestamp })),
    /** The code page this browser came from; null for a join link. */
    codePage: nullable(Type.String()),
  },
  { $id: 'CodeUserSessionView' },
)
export type CodeUserSessionView = Static<typeof CodeUserSessionView>

export const SessionRow = Type.Object(
  {
    id: Type.String(),
    number: Type.Integer(),
    rev: Type.Integer(),
    status: Status,
    createdAt: Timestamp,
    statusSince: Timestamp,
    deviceLabel: Type.String(),
    reason: nullable(Type.String()),
    requesterName: nullable(Type.String()),
    responsible: nullable(Person),
    labels: Type.Array(LabelView),
    visibility: Type.Enum(VISIBILITIES),
    /** Promise for requests; the waiting time turns amber after it. */
    promisedMinutes: nullable(Type.Integer()),
    isRinging: Type.Boolean(),
    hasWaitingParticipant: Type.Boolean(),
  },
  { $id: 'SessionRow' },
)
export type SessionRow = Static<typeof SessionRow>

export const SessionPage = Type.Object(
  {
    items: Type.Array(SessionRow),
    /** Pass as `after` for the next page; null on the last. */
    next: nullable(Type.String()),
    /** Per status, all filters but status applied. */
    counts: Type.Object({
      requested: Type.Integer(),
      confirmed: Type.Integer(),
      in_progress: Type.Integer(),
      done: Type.Integer(),
      cancelled: Type.Integer(),
      all: Type.Integer(),
    }),
  },
  { $id: 'SessionPage' },
)
export type SessionPage = Static<typeof SessionPage>

export const MeView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    email: Type.String(),
    role: Type.Enum(ROLES),
    organisation: Person,
    department: nullable(Person),
    language: nullable(Type.String()),
    /** Where one ends the login at the identity provider as well; null for a login by password. */
    signOutUrl: nullable(Type.String()),
  },
  { $id: 'MeView' },
)
export type MeView = Static<typeof MeView>

export const NotificationView = Type.Object({
  id: Type.String(),
  event: Type.String(),
  at: Timestamp,
  isRead: Type.Boolean(),
  session: Type.Object({ id: Type.String(), number: Type.Integer(), deviceLabel: Type.String() }),
  /** Employee or requester that caused it. */
  by: nullable(Type.String()),
})
export type NotificationView = Static<typeof NotificationView>
