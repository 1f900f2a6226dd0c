import type { Generated } from 'kysely'
import type { LabelColour } from '../../domain/label.ts'
import type { FlowStep, Texts } from '../../domain/request-flow.ts'

export interface TemplatesTable {
  id: Generated<string>
  organisationId: string
  departmentId: string | null
  name: string
  requestsAllowed: Generated<boolean>
  recordingAllowed: Generated<boolean>
  codeUserScreenshots: Generated<boolean>
  ratingAllowed: Generated<boolean>
  ringSeconds: Generated<number>
  maxCallSeconds: Generated<number>
  promisedMinutes: number | null
  emergencyPhone: string | null
  keepRecordingsDays: number | null
  consentVersion: Generated<number>
  createdAt: Generated<Date>
}

export interface ConsentTextsTable {
  organisationId: string
  templateId: string
  version: number
  language: string
  body: string
  createdAt: Generated<Date>
}

export interface DevicesTable {
  id: Generated<string>
  organisationId: string
  templateId: string
  departmentId: string | null
  label: string
  serial: string | null
  location: string | null
  folded: Generated<string>
  createdAt: Generated<Date>
  disabledAt: Date | null
}

export interface CodesTable {
  id: Generated<string>
  organisationId: string
  deviceId: string
  code: string
  pinHash: string | null
  expiresAt: Date | null
  disabledAt: Date | null
  createdAt: Generated<Date>
}

export interface DeviceGrantsTable {
  id: Generated<string>
  organisationId: string
  codeId: string
  deviceId: string
  hash: string
  createdAt: Generated<Date>
  expiresAt: Date
}

export interface RequestFlowsTable {
  id: Generated<string>
  organisationId: string
  templateId: string
  title: Texts
  steps: FlowStep[]
  position: Generated<number>
  version: Generated<number>
  createdAt: Generated<Date>
  disabledAt: Date | null
}

export interface RequestFlowVersionsTable {
  organisationId: string
  requestFlowId: string
  version: number
  title: Texts
  steps: FlowStep[]
  createdAt: Generated<Date>
}

export interface ActionButtonsTable {
  id: Generated<string>
  organisationId: string
  requestFlowId: string
  title: string
  createdAt: Generated<Date>
  disabledAt: Date | null
}

export interface DraftsTable {
  id: Generated<string>
  organisationId: string
  actionButtonId: string
  requestFlowId: string
  flowVersion: Generated<number>
  codeId: string
  answers: Record<string, string>
  transcript: string | null
  assistantName: string | null
  reference: string | null
  createdAt: Generated<Date>
  expiresAt: Date
}

export interface LabelsTable {
  id: Generated<string>
  organisationId: string
  name: string
  nameDe: string | null
  colour: Generated<LabelColour>
  /** Code users read it on their own sessions. */
  isPublic: Generated<boolean>
  folded: Generated<string>
  createdAt: Generated<Date>
  disabledAt: Date | null
}
