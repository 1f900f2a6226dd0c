import Type, { type Static } from 'typebox'
import { ROLES } from '../domain/actor.ts'
import { API_SCOPES } from '../domain/api-scope.ts'
import { LABEL_COLOURS } from '../domain/label.ts'
import { FLOW_STEP_KINDS } from '../domain/request-flow.ts'
import { Email, Id, LanguageTag, nullable, strict } from './scalars.ts'

/*
 * What administrators set up: bodies of `POST` (new) and `PUT` (all of it, as it shall be).
 * A name is not only blanks.
 */

export const Name = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
const Note = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
export const Pin = Type.String({ minLength: 4, maxLength: 12, pattern: '^[0-9]+$' })

/** In each language of which there is a wording; at least in one. */
const Wording = Type.Object(
  { en: Type.Optional(Note), de: Type.Optional(Note) },
  { additionalProperties: false, minProperties: 1 },
)
const ConsentWording = Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' })

export const DepartmentInput = strict({ name: Name })
export type DepartmentInput = Static<typeof DepartmentInput>

const employee = {
  name: Name,
  email: Email,
  role: Type.Enum(ROLES),
  /** Null: sees the sessions of all departments. */
  departmentId: nullable(Id),
}
export const NewEmployee = strict({ ...employee, language: Type.Optional(LanguageTag) })
export type NewEmployee = Static<typeof NewEmployee>
export const EmployeeInput = strict({ ...employee, isActive: Type.Boolean() })
export type EmployeeInput = Static<typeof EmployeeInput>

export const TemplateInput = strict({
  name: Name,
  departmentId: nullable(Id),
  requestsAllowed: Type.Boolean(),
  recordingAllowed: Type.Boolean(),
  codeUserScreenshots: Type.Boolean(),
  ratingAllowed: Type.Boolean(),
  ringSeconds: Type.Integer({ minimum: 5, maximum: 600 }),
  maxCallSeconds: Type.Integer({ minimum: 60, maximum: 86_400 }),
  promisedMinutes: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  emergencyPhone: nullable(Type.String({ maxLength: 40, pattern: '^\\+?[0-9 ()/-]*[0-9]$' })),
  keepRecordingsDays: nullable(Type.Integer({ minimum: 1, maximum: 36_500 })),
  /** Another wording than before becomes a new version. */
  consentTexts: Type.Object(
    { en: Type.Optional(ConsentWording), de: Type.Optional(ConsentWording) },
    { additionalProperties: false, minProperties: 1 },
  ),
})
export type TemplateInput = Static<typeof TemplateInput>

const device = {
  templateId: Id,
  /** Null: that of the template. */
  departmentId: nullable(Id),
  label: Name,
  serial: nullable(Note),
  location: nullable(Note),
}
export const NewDevice = strict(device)
export type NewDevice = Static<typeof NewDevice>
export const DeviceInput = strict({ ...device, isActive: Type.Boolean() })
export type DeviceInput = Static<typeof DeviceInput>

export const NewCode = strict({
  deviceId: Id,
  pin: Type.Optional(Pin),
  /** A code that ends by itself, such as 30. */
  validMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600 })),
})
export type NewCode = Static<typeof NewCode>
export const PinInput = strict({ pin: nullable(Pin) })

export const LabelInput = strict({
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  nameDe: nullable(Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })),
  colour: Type.Enum(LABEL_COLOURS),
  /** Code users read it on their own sessions, and can choose it in request flows. */
  isPublic: Type.Boolean(),
  isActive: Type.Boolean(),
})
export type LabelInput = Static<typeof LabelInput>

const StepId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$', examples: ['reason'] })
export const FlowStepInput = strict({
  kind: Type.Enum(FLOW_STEP_KINDS),
  id: StepId,
  title: Type.Optional(Wording),
  choices: Type.Optional(Type.Array(Wording, { minItems: 2, maxItems: 20 })),
  labels: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true })),
  isRequired: Type.Boolean(),
})
const flow = {
  title: Wording,
  steps: Type.Array(FlowStepInput, { minItems: 1, maxItems: 20 }),
  position: Type.Integer({ minimum: 0, maximum: 1000 }),
}
export const NewFlow = strict({ templateId: Id, ...flow })
export type NewFlow = Static<typeof NewFlow>
export const FlowInput = strict(flow)
export type FlowInput = Static<typeof FlowInput>

export const ActionButtonInput = strict({ flowId: Id, title: Name })
export type ActionButtonInput = Static<typeof ActionButtonInput>

export const NewApiKey = strict({
  name: Name,
  scopes: Type.Array(Type.Enum(API_SCOPES), { minItems: 1, uniqueItems: true }),
  /** Days until it ends by itself; null: never. */
  validDays: nullable(Type.Integer({ minimum: 1, maximum: 3650 })),
})
export type NewApiKey = Static<typeof NewApiKey>
/** How long the secret of before stays valid beside the new one. */
export const KeyRotation = strict({ overlapHours: Type.Integer({ minimum: 0, maximum: 720 }) })

/** For administrators: also what is no longer active. */
export const SetUpQuery = strict({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  inactive: Type.Optional(Type.Boolean()),
})
export const FlowsQuery = strict({ template: Id })
export const AuditQuery = strict({ before: Type.Optional(Type.Integer({ minimum: 1 })) })
