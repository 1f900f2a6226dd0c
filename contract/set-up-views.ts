import Type, { type Static } from 'typebox'
import { API_SCOPES } from '../domain/api-scope.ts'
import { LABEL_COLOURS } from '../domain/label.ts'
import { FlowStepInput } from './set-up.ts'
import { nullable, Person, Timestamp } from './scalars.ts'

/** What is set up, as those see it who may. */

export const DepartmentRow = Type.Object(
  { id: Type.String(), name: Type.String(), employees: Type.Integer(), devices: Type.Integer() },
  { $id: 'DepartmentRow' },
)
export type DepartmentRow = Static<typeof DepartmentRow>
export const DepartmentList = Type.Object(
  { items: Type.Array(DepartmentRow) },
  { $id: 'DepartmentList' },
)
export type DepartmentList = Static<typeof DepartmentList>

export const LabelRow = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    nameDe: nullable(Type.String()),
    colour: Type.Enum(LABEL_COLOURS),
    isPublic: Type.Boolean(),
    isActive: Type.Boolean(),
  },
  { $id: 'LabelRow' },
)
export type LabelRow = Static<typeof LabelRow>
export const LabelList = Type.Object({ items: Type.Array(LabelRow) }, { $id: 'LabelList' })
export type LabelList = Static<typeof LabelList>

const Texts = Type.Object({ en: Type.Optional(Type.String()), de: Type.Optional(Type.String()) })

export const TemplateRow = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    department: nullable(Person),
    requestsAllowed: Type.Boolean(),
    recordingAllowed: Type.Boolean(),
    codeUserScreenshots: Type.Boolean(),
    ratingAllowed: Type.Boolean(),
    ringSeconds: Type.Integer(),
    maxCallSeconds: Type.Integer(),
    promisedMinutes: nullable(Type.Integer()),
    emergencyPhone: nullable(Type.String()),
    keepRecordingsDays: nullable(Type.Integer()),
    consent: Type.Object({ version: Type.Integer(), texts: Texts }),
  },
  { $id: 'TemplateRow' },
)
export type TemplateRow = Static<typeof TemplateRow>
export const TemplateList = Type.Object({ items: Type.Array(TemplateRow) }, { $id: 'TemplateList' })
export type TemplateList = Static<typeof TemplateList>

export const FlowRow = Type.Object(
  {
    id: Type.String(),
    templateId: Type.String(),
    title: Texts,
    steps: Type.Array(FlowStepInput),
    position: Type.Integer(),
    /** One more with each change. */
    version: Type.Integer(),
  },
  { $id: 'FlowRow' },
)
export type FlowRow = Static<typeof FlowRow>
export const FlowList = Type.Object({ items: Type.Array(FlowRow) }, { $id: 'FlowList' })
export type FlowList = Static<typeof FlowList>

export const ActionButtonRow = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    /** Null when the flow was deleted: the button leads nowhere. */
    flow: nullable(Type.Object({ id: Type.String(), title: Texts })),
    template: nullable(Person),
  },
  { $id: 'ActionButtonRow' },
)
export type ActionButtonRow = Static<typeof ActionButtonRow>
export const ActionButtonList = Type.Object(
  { items: Type.Array(ActionButtonRow) },
  { $id: 'ActionButtonList' },
)
export type ActionButtonList = Static<typeof ActionButtonList>

export const ApiKeyRow = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    /** The first characters of the key. */
    prefix: Type.String(),
    scopes: Type.Array(Type.Enum(API_SCOPES)),
    createdAt: Timestamp,
    usedAt: nullable(Timestamp),
    expiresAt: nullable(Timestamp),
    /** Until when the key of before the rotation works as well. */
    previousUntil: nullable(Timestamp),
    isRevoked: Type.Boolean(),
  },
  { $id: 'ApiKeyRow' },
)
export type ApiKeyRow = Static<typeof ApiKeyRow>
export const ApiKeyList = Type.Object({ items: Type.Array(ApiKeyRow) }, { $id: 'ApiKeyList' })
export type ApiKeyList = Static<typeof ApiKeyList>

/** The only answer that holds the key itself. */
export const ApiKeySecret = Type.Object(
  { id: Type.String(), key: Type.String() },
  { $id: 'ApiKeySecret' },
)
export type ApiKeySecret = Static<typeof ApiKeySecret>

/** A one-time link for setting a password; shown once. */
export const InvitationView = Type.Object(
  { employeeId: Type.String(), url: Type.String(), expiresAt: Timestamp },
  { $id: 'InvitationView' },
)
export type InvitationView = Static<typeof InvitationView>

export const CodeCreated = Type.Object(
  {
    id: Type.String(),
    code: Type.String(),
    url: Type.String(),
    expiresAt: nullable(Timestamp),
  },
  { $id: 'CodeCreated' },
)
export type CodeCreated = Static<typeof CodeCreated>

export const Created = Type.Object({ id: Type.String() }, { $id: 'Created' })
export type Created = Static<typeof Created>

export const LoginRow = Type.Object({
  id: Type.String(),
  userAgent: nullable(Type.String()),
  createdAt: Timestamp,
  seenAt: Timestamp,
  isThis: Type.Boolean(),
})
export type LoginRow = Static<typeof LoginRow>
export const LoginList = Type.Object({ items: Type.Array(LoginRow) }, { $id: 'LoginList' })
export type LoginList = Static<typeof LoginList>

export const AuditRow = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  actor: Type.Object({ kind: Type.String(), id: Type.String(), name: nullable(Type.String()) }),
  action: Type.String(),
  target: nullable(Type.Object({ kind: Type.String(), id: Type.String() })),
  address: nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditRow = Static<typeof AuditRow>
export const AuditList = Type.Object(
  {
    items: Type.Array(AuditRow),
    /** Pass as `before` for older ones; null when there are none. */
    next: nullable(Type.Integer()),
  },
  { $id: 'AuditList' },
)
export type AuditList = Static<typeof AuditList>
