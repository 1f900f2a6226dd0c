import Type, { type Static } from 'typebox'
import { ROLES } from '../domain/actor.ts'
import { RequestFlowView } from './code-views.ts'
import { CONSENT_DECISIONS } from '../domain/session-state.ts'
import { nullable, Person, Timestamp } from './scalars.ts'
import { HistoryLineView } from './history-view.ts'
import { ArtefactView, NotificationView } from './views.ts'

/** Answers that are not a session: lists, links, what the pages need to know at first. */

export const HistoryList = Type.Object(
  { items: Type.Array(HistoryLineView) },
  { $id: 'HistoryList' },
)
export type HistoryList = Static<typeof HistoryList>

export const ArtefactList = Type.Object(
  { items: Type.Array(ArtefactView) },
  { $id: 'ArtefactList' },
)
export type ArtefactList = Static<typeof ArtefactList>

/** What was drawn while a call was recorded. */
export const StrokeList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        by: Type.Enum(['employee', 'code_user'] as const),
        atMs: Type.Integer({ minimum: 0, description: 'Where it begins in the recording' }),
        pieces: Type.Array(Type.Array(Type.Integer()), {
          description:
            'Each: ms since the stroke began, then x, y pairs, 0..32767 over the unflipped picture',
        }),
      }),
    ),
  },
  { $id: 'StrokeList' },
)
export type StrokeList = Static<typeof StrokeList>

export const NotificationList = Type.Object(
  { items: Type.Array(NotificationView), unread: Type.Integer() },
  { $id: 'NotificationList' },
)
export type NotificationList = Static<typeof NotificationList>

export const DeviceRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  serial: nullable(Type.String()),
  location: nullable(Type.String()),
  template: Person,
  department: nullable(Person),
  /** Its own; null when it is that of the template. */
  ownDepartmentId: nullable(Type.String()),
  isActive: Type.Boolean(),
  codes: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      url: Type.String(),
      hasPin: Type.Boolean(),
      expiresAt: nullable(Timestamp),
      isDisabled: Type.Boolean(),
    }),
  ),
})
export type DeviceRow = Static<typeof DeviceRow>
export const DeviceList = Type.Object({ items: Type.Array(DeviceRow) }, { $id: 'DeviceList' })
export type DeviceList = Static<typeof DeviceList>

export const EmployeeRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Type.Enum(ROLES),
  department: nullable(Person),
  isActive: Type.Boolean(),
  /** Has set a password, or signs in elsewhere. */
  hasAccess: Type.Boolean(),
})
export type EmployeeRow = Static<typeof EmployeeRow>
export const EmployeeList = Type.Object({ items: Type.Array(EmployeeRow) }, { $id: 'EmployeeList' })
export type EmployeeList = Static<typeof EmployeeList>

export const ConsentEvidence = Type.Object(
  {
    session: Type.Object({ id: Type.String(), number: Type.Integer() }),
    requesterName: nullable(Type.String()),
    decisions: Type.Array(
      Type.Object({
        /** Null: given in the request, for the first accepted call. */
        call: nullable(Type.Integer()),
        decision: Type.Enum(CONSENT_DECISIONS),
        participantId: Type.String(),
        at: Timestamp,
        textVersion: Type.Integer(),
        language: Type.String(),
        /** Where it was said: in the request, in the call, or once the call was over. */
        channel: Type.Enum(['request', 'call', 'afterwards'] as const),
        /** The words as they stood then. */
        text: nullable(Type.String()),
        /** SHA-256 of these words, in hexadecimal. */
        textHash: nullable(Type.String()),
      }),
    ),
  },
  { $id: 'ConsentEvidence' },
)
export type ConsentEvidence = Static<typeof ConsentEvidence>

/** The code user's link: valid until a week after the session is over, or a newer one is made. */
export const JoinLinkView = Type.Object({ join: Type.String() }, { $id: 'JoinLinkView' })
export type JoinLinkView = Static<typeof JoinLinkView>

/** What a join link opened; its page is `pages.codeUserSession(id)`. */
export const JoinAccessView = Type.Object(
  { id: Type.String(), number: Type.Integer(), language: Type.String() },
  { $id: 'JoinAccessView' },
)
export type JoinAccessView = Static<typeof JoinAccessView>

export const DraftCreated = Type.Object(
  { id: Type.String(), url: Type.String(), expiresAt: Timestamp },
  { $id: 'DraftCreated' },
)
export type DraftCreated = Static<typeof DraftCreated>

/** What an assistant prepared; the person reads it, changes it, and sends it or not. */
export const DraftView = Type.Object(
  {
    id: Type.String(),
    /** As it was when the assistant answered it. */
    flow: RequestFlowView,
    buttonId: Type.String(),
    answers: Type.Record(Type.String(), Type.String()),
    assistantName: nullable(Type.String()),
    hasTranscript: Type.Boolean(),
    expiresAt: Timestamp,
  },
  { $id: 'DraftView' },
)
export type DraftView = Static<typeof DraftView>

/** `/config.json`, read by both pages at their start. */
export const PageConfig = Type.Object(
  {
    version: Type.String(),
    isDemo: Type.Boolean(),
    /** False: no Janus or no ffmpeg here; the pages say so in a banner. */
    callsAvailable: Type.Boolean(),
    recordingAvailable: Type.Boolean(),
    /** What browsers subscribe to web push with; null: there is none here. */
    pushKey: nullable(Type.String()),
    /** What the identity provider is called; null: there are only passwords here. */
    identityProvider: nullable(Type.String()),
  },
  { $id: 'PageConfig' },
)
export type PageConfig = Static<typeof PageConfig>
