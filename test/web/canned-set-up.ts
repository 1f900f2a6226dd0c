import type { PersonFound } from '../../contract/erasure.ts'
import { paths } from '../../contract/paths.ts'
import type {
  ActionButtonRow,
  ApiKeyRow,
  AuditRow,
  DepartmentRow,
  FlowRow,
  LabelRow,
  TemplateRow,
} from '../../contract/set-up-views.ts'
import type { DeviceRow, EmployeeRow } from '../../contract/answers.ts'
import type { TicketSystemView } from '../../contract/ticket-systems.ts'
import type { WebhookDeliveryView, WebhookEndpointView } from '../../contract/webhooks.ts'
import { WEBHOOK_EVENTS } from '../../domain/webhook-events.ts'
import { ME } from './canned-session.ts'
import type { Answers } from './console-stage.ts'

/* What an administrator of Weserpack Service sees of the set-up. */

const NOW = Date.UTC(2026, 10, 23, 10, 26)
const DAY_MS = 86_400_000
const PACKAGING = { id: 'd-pack', name: 'Packaging' }
const TEMPLATE = { id: 't-pack', name: 'Packaging machines' }

const departments: DepartmentRow[] = [
  { ...PACKAGING, employees: 3, devices: 2 },
  { id: 'd-pumps', name: 'Pumps', employees: 1, devices: 1 },
]
const employees: EmployeeRow[] = [
  {
    ...{ id: 'e-1', name: 'Anna Keller', email: 'anna.keller@weserpack.example' },
    ...{ role: 'administrator', department: null, isActive: true, hasAccess: true },
  },
  {
    ...{ id: 'e-2', name: 'Lena Böhm', email: 'lena.boehm@weserpack.example' },
    ...{ role: 'moderator', department: PACKAGING, isActive: true, hasAccess: false },
  },
  {
    ...{ id: 'e-3', name: 'Jan Petersen', email: 'jan.petersen@weserpack.example' },
    ...{ role: 'member', department: PACKAGING, isActive: false, hasAccess: true },
  },
]
const templates: TemplateRow[] = [
  {
    ...TEMPLATE,
    department: PACKAGING,
    requestsAllowed: true,
    recordingAllowed: true,
    codeUserScreenshots: false,
    ratingAllowed: true,
    ringSeconds: 45,
    maxCallSeconds: 7200,
    promisedMinutes: 10,
    emergencyPhone: '+49 421 555 0140',
    keepRecordingsDays: 90,
    consent: { version: 3, texts: { en: 'We record.', de: 'Wir zeichnen auf.' } },
  },
]
const labels: LabelRow[] = [
  {
    ...{ id: 'l-1', name: 'Line stop', nameDe: 'Stillstand' },
    ...{ colour: 'red', isPublic: false, isActive: true },
  },
  {
    ...{ id: 'l-2', name: 'Warranty', nameDe: 'Garantie' },
    ...{ colour: 'blue', isPublic: true, isActive: false },
  },
]
const flows: FlowRow[] = [
  {
    ...{ id: 'f-1', templateId: TEMPLATE.id, position: 0, version: 4 },
    title: { en: 'Report a breakdown', de: 'Störung melden' },
    steps: [
      { kind: 'reason', id: 'reason', isRequired: true },
      {
        ...{ kind: 'question', id: 'question-1', isRequired: true },
        title: { en: 'Is the machine standing still?', de: 'Steht die Maschine still?' },
        choices: [
          { en: 'Yes', de: 'Ja' },
          { en: 'No', de: 'Nein' },
        ],
      },
      { kind: 'requester', id: 'requester', isRequired: true },
      { kind: 'consent', id: 'consent', isRequired: true },
    ],
  },
]
const buttons: ActionButtonRow[] = [
  {
    ...{ id: 'b-1', title: 'Show it to a technician', template: TEMPLATE },
    flow: { id: 'f-1', title: { en: 'Report a breakdown', de: 'Störung melden' } },
  },
  { id: 'b-2', title: 'Ask about maintenance', flow: null, template: null },
]
const keys: ApiKeyRow[] = [
  {
    ...{ id: 'k-1', name: 'Ticket system', prefix: 'lotse_aB3x9' },
    scopes: ['sessions', 'devices:read'],
    ...{ createdAt: NOW - 30 * DAY_MS, usedAt: NOW, expiresAt: NOW + 365 * DAY_MS },
    ...{ previousUntil: null, isRevoked: false },
  },
  {
    ...{ id: 'k-2', name: 'Old assistant', prefix: 'lotse_qZ71k' },
    scopes: ['drafts'],
    ...{ createdAt: NOW - 90 * DAY_MS, usedAt: null, expiresAt: null },
    ...{ previousUntil: null, isRevoked: true },
  },
]
const audit: AuditRow[] = [
  {
    ...{ id: 2, at: NOW, action: 'denied', target: null, address: '203.0.113.7', details: {} },
    actor: { kind: 'employee', id: 'e-2', name: 'Lena Böhm' },
  },
  {
    ...{ id: 1, at: NOW, action: 'key_made', address: '203.0.113.7', details: {} },
    actor: { kind: 'employee', id: 'e-1', name: 'Anna Keller' },
    target: { kind: 'api_key', id: '3f0c3a52-5a3e-4c53-9a53-0e8f5d0d5a11' },
  },
]
const devices: DeviceRow[] = [
  {
    ...{ id: 'd-1', label: 'Cartoner KP-220, line 3', serial: 'KP220-19-0447' },
    ...{ location: 'Hall 2', template: TEMPLATE, department: PACKAGING },
    ...{ ownDepartmentId: null, isActive: true },
    codes: [
      {
        ...{ id: 'c-1', code: 'AB2C-DE3F-GH4J-KL5M', hasPin: false, isDisabled: false },
        ...{ url: 'https://lotse.example/c/AB2C-DE3F-GH4J-KL5M', expiresAt: null },
      },
    ],
  },
]

const webhooks: WebhookEndpointView[] = [
  {
    ...{ id: 'w-1', url: 'https://erp.weserpack.example/hooks/lotse', isActive: true },
    ...{ events: [...WEBHOOK_EVENTS], createdAt: NOW, disabledBecause: null },
    ...{ waiting: 3, failures: 2, resumeAt: NOW + 60_000, previousSecretUntil: null },
  },
  {
    ...{ id: 'w-2', url: 'https://board.weserpack.example/in', isActive: false },
    events: ['session.created', 'session.confirmed'],
    ...{ createdAt: NOW, disabledBecause: 'answered 410' },
    ...{ waiting: 0, failures: 0, resumeAt: null, previousSecretUntil: null },
  },
]
const webhookLog: WebhookDeliveryView[] = [
  {
    ...{ id: 'm-3', event: 'session.recording_stored', sequence: 11, state: 'waiting' },
    ...{ session: { id: 's-1042', number: 1042 }, attempts: 2, answered: 503, sentAt: null },
    ...{ error: 'answered 503', createdAt: NOW, nextAt: NOW + 60_000 },
  },
  {
    ...{ id: 'm-2', event: 'session.call_ended', sequence: 9, state: 'sent', error: null },
    ...{ session: { id: 's-1042', number: 1042 }, attempts: 1, answered: 200, sentAt: NOW },
    ...{ createdAt: NOW, nextAt: null },
  },
  {
    ...{ id: 'm-1', event: 'lotse.test', sequence: null, state: 'failed', session: null },
    ...{ attempts: 40, answered: null, sentAt: null, error: 'could not be reached' },
    ...{ createdAt: NOW, nextAt: null },
  },
]
const ticketSystems: TicketSystemView[] = [
  {
    ...{ id: 'ts-1', name: 'rt.weserpack', kind: 'request_tracker', language: 'de' },
    ...{ url: 'https://rt.weserpack.example', isActive: true, createdAt: NOW },
    ...{ waiting: 2, failures: 1, resumeAt: NOW + 60_000 },
    eventsUrl: 'https://lotse.example/api/v1/ticket-systems/ts-1/events',
  },
  {
    ...{ id: 'ts-2', name: 'helpdesk', kind: 'signed_webhook', language: 'en' },
    ...{ url: 'https://helpdesk.example/lotse', isActive: false, createdAt: NOW },
    ...{ waiting: 0, failures: 0, resumeAt: null },
    eventsUrl: 'https://lotse.example/api/v1/ticket-systems/ts-2/events',
  },
]

/** Tomáš, twice at a machine, and a namesake who works here. */
export function personFound(): PersonFound {
  const session = { createdAt: NOW, deviceLabel: 'Cartoner KP-220, line 3' }
  const tomas = { requester: 'Tomáš Novák', email: 'tomas.novak@nordhafen.example' }
  return {
    sessions: [
      { id: 's-1051', number: 1051, status: 'confirmed', ...session, ...tomas },
      { id: 's-1042', number: 1042, status: 'done', ...session, ...tomas },
    ],
    employees: [
      { id: 'e-9', name: 'Petr Novák', email: 'petr.novak@weserpack.example', isActive: true },
    ],
  }
}

const LISTS: [string, readonly unknown[]][] = [
  [paths.departments, departments],
  [paths.employees, employees],
  [paths.templates, templates],
  [paths.labels, labels],
  [paths.requestFlows, flows],
  [paths.actionButtons, buttons],
  [paths.apiKeys, keys],
  [paths.auditLog, audit],
  [paths.webhookEndpoints, webhooks],
  [paths.webhookDeliveries('w-1'), webhookLog],
  [paths.ticketSystems, ticketSystems],
  [paths.devices, devices],
]

/** The set-up as an administrator sees it; empty lists with `isEmpty`. */
export function setUpAnswers({ isEmpty = false } = {}): Answers {
  return ({ method, path }) => {
    if (method !== 'GET') return undefined
    if (path === paths.me) return { body: { ...ME, role: 'administrator' } }
    const [, items] = LISTS.find(([list]) => path.split('?', 1)[0] === list) ?? []
    return items && { body: { items: isEmpty ? [] : items, next: null } }
  }
}
