import { Webhook } from 'standardwebhooks'
import { NOTIFICATION_SCOPES, SETTING_EVENTS } from '../../domain/notification-setting.ts'
import { paths } from '../../contract/paths.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { insertDraft } from '../../db/drafts.ts'
import { insertLogin, insertOneTimeLink } from '../../db/logins.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { STEPS } from './access-fixtures.ts'
import type { Asking, Make, Request } from './access-requests.ts'
import { viewOf } from './cast.ts'
import { CODES, PASSWORD } from './town.ts'

const HOUR_MS = 3_600_000
const PUSH = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }
const NAMED = { name: 'Matrix' }
const [SCOPE] = NOTIFICATION_SCOPES
const [EVENT] = SETTING_EVENTS

const EMPLOYEE = { name: 'New', role: 'member', departmentId: null }
const DEVICE = { departmentId: null, label: 'M', serial: null, location: null }
const LABEL = { name: 'M', nameDe: null, colour: 'grey', isPublic: false, isActive: true }
const FLOW = { title: { en: 'M' }, steps: STEPS, position: 9 }
const WEBHOOK = { url: 'https://erp.example/hook', events: ['session.created'] }
const TEMPLATE = {
  ...{ name: 'Press', departmentId: null, requestsAllowed: true, recordingAllowed: true },
  ...{ codeUserScreenshots: false, ratingAllowed: true, ringSeconds: 45, maxCallSeconds: 7200 },
  ...{ promisedMinutes: 15, emergencyPhone: null, keepRecordingsDays: null },
  consentTexts: { en: 'We record to learn.', de: 'Wir zeichnen auf, um zu lernen.' },
}

let secrets = 0
const newSecret = () => `secret-of-the-matrix-${++secrets}`

/** How people come in, and what is their own. */
export const OWN_REQUESTS: Record<string, Make> = {
  'GET /livez': plain('/livez'),
  'GET /readyz': plain('/readyz'),
  'GET /metrics': plain('/metrics'),
  'GET /config.json': plain('/config.json'),
  'GET /openapi.json': plain('/api/v1/openapi.json'),
  'GET /docs': plain('/api/docs'),
  'POST /login': signIn(PASSWORD),
  'POST /login (wrong password)': signIn('wrong'),
  'POST /invitation': async ({ service, cast }) => {
    const secret = newSecret()
    const hash = secretHash(secret)
    const expiresAt = new Date(Date.now() + HOUR_MS)
    await insertOneTimeLink(service.town.db, { hash, employeeId: cast.ids.emil, expiresAt })
    return { path: paths.invitation, body: { secret, password: PASSWORD } }
  },
  'POST /invitation (used link)': () => ({
    path: paths.invitation,
    body: { secret: newSecret(), password: PASSWORD },
  }),
  'POST /code-access': openCode(CODES.press),
  'POST /code-access (no such code)': openCode('NO-SUCH-CODE'),
  'POST /code-access (disabled code)': openCode(CODES.off),
  'POST /code-access (without its PIN)': openCode(CODES.pinned),
  'POST /join-access': async (asking) => ({
    path: paths.joinAccess,
    body: { secret: await joinSecretOf(asking) },
  }),
  'POST /join-access (link of before)': async (asking) => {
    const secret = await joinSecretOf(asking)
    await asking.cast.employees.responsible.post(paths.joinLinks(asking.scene.id))
    return { path: paths.joinAccess, body: { secret } }
  },
  'POST /logout': () => ({ path: paths.logout, endsLogin: true }),
  'GET /me': plain(paths.me),
  'PUT /me/password': () => ({
    path: paths.password,
    body: { current: PASSWORD, next: PASSWORD },
  }),
  'PUT /me/language': () => ({ path: paths.language, body: { language: 'en' } }),
  'GET /me/logins': plain(paths.logins),
  'DELETE /me/logins/{id}': async ({ service, cast }) => {
    const expiresAt = new Date(Date.now() + HOUR_MS)
    const login = { employeeId: cast.ids.anna, hash: newSecret(), expiresAt }
    return { path: paths.loginOf(await insertLogin(service.town.db, login)) }
  },
  'GET /notifications': plain(paths.notifications),
  'POST /notifications/read': () => ({ path: paths.notificationsRead, body: {} }),
  'GET /notification-settings': plain(paths.notificationSettings),
  'PUT /notification-settings/{scope}/{event}': () => ({
    path: paths.notificationSetting(SCOPE, EVENT),
    body: { mode: 'all', channels: [] },
  }),
  'POST /push-subscriptions': ({ scene }) => ({
    path: paths.pushSubscriptions,
    body: { endpoint: 'https://push.example/matrix', keys: PUSH, sessionId: scene.id },
  }),
  'DELETE /push-subscriptions': () => ({
    path: paths.pushSubscriptions,
    body: { endpoint: 'https://push.example/matrix' },
  }),
}

/** What programs do, and what administrators set up. */
export const SET_UP_REQUESTS: Record<string, Make> = {
  'POST /ticket-systems/{id}/events': (asking) =>
    ticketEvent(asking, asking.fixtures.ticketSystem.inboundSecret ?? ''),
  'POST /ticket-systems/{id}/events (signed by somebody else)': (asking) =>
    ticketEvent(asking, `whsec_${Buffer.from('somebody else').toString('base64')}`),
  'POST /action-buttons/{id}/drafts': ({ service }) => ({
    path: paths.drafts(service.town.buttonId),
    body: { code: CODES.press, answers: {} },
  }),
  'GET /drafts/{id}': async ({ service, scene }) => {
    const { db, buttonId: actionButtonId, flowId: requestFlowId } = service.town
    const draft = { actionButtonId, requestFlowId, flowVersion: 1, codeId: scene.codeId }
    const expiresAt = new Date(Date.now() + HOUR_MS)
    return { path: paths.draft(await insertDraft(db, { ...draft, answers: {}, expiresAt })) }
  },
  'GET /departments': plain(paths.departments),
  'POST /departments': () => ({ path: paths.departments, body: NAMED }),
  'PUT /departments/{id}': ({ fixtures }) => ({
    path: paths.department(fixtures.departmentId),
    body: { name: 'Spare' },
  }),
  'DELETE /departments/{id}': ({ fixtures }) => ({ path: paths.department(fixtures.departmentId) }),
  'GET /employees': plain(paths.employees),
  'POST /employees': () => ({
    path: paths.employees,
    body: { ...EMPLOYEE, email: `${newSecret()}@presswerk.example` },
  }),
  'PUT /employees/{id}': ({ cast }) => ({
    path: paths.employee(cast.ids.emil),
    body: { ...EMPLOYEE, email: 'emil@presswerk.example', isActive: true },
  }),
  'POST /employees/{id}/invitation': ({ cast }) => ({
    path: paths.employeeInvitation(cast.ids.emil),
  }),
  'POST /employees/{id}/erasure': ({ cast }) => ({
    path: paths.employeeErasure(cast.ids.erna),
  }),
  'POST /person-searches': () => ({ path: paths.personSearches, body: { words: 'Tom' } }),
  'GET /templates': plain(paths.templates),
  'POST /templates': () => ({ path: paths.templates, body: TEMPLATE }),
  'PUT /templates/{id}': ({ service }) => ({
    path: paths.template(service.town.templateId),
    body: TEMPLATE,
  }),
  'GET /devices': plain(paths.devices),
  'GET /devices (out of service)': plain(`${paths.devices}?inactive=true`),
  'POST /devices': ({ service }) => ({
    path: paths.devices,
    body: { ...DEVICE, templateId: service.town.templateId },
  }),
  'PUT /devices/{id}': ({ service }) => ({
    path: paths.device(service.town.latheId),
    body: { ...DEVICE, templateId: service.town.templateId, isActive: true },
  }),
  'POST /codes': ({ service }) => ({
    path: paths.codes,
    body: { deviceId: service.town.latheId },
  }),
  'GET /codes/{id}/qr.svg': ({ service }) => ({ path: paths.codeQr(service.town.codeId) }),
  'PUT /codes/{id}/pin': ({ service }) => ({
    path: paths.codePin(service.town.offCodeId),
    body: { pin: null },
  }),
  'DELETE /codes/{id}': ({ service }) => ({ path: paths.code(service.town.offCodeId) }),
  'GET /labels': plain(paths.labels),
  'POST /labels': () => ({ path: paths.labels, body: LABEL }),
  'PUT /labels/{id}': ({ fixtures }) => ({
    path: paths.label(fixtures.labelId),
    body: { ...LABEL, name: 'Spare' },
  }),
  'GET /request-flows': ({ service }) => ({
    path: `${paths.requestFlows}?template=${service.town.templateId}`,
  }),
  'POST /request-flows': ({ service }) => ({
    path: paths.requestFlows,
    body: { ...FLOW, templateId: service.town.templateId },
  }),
  'PUT /request-flows/{id}': ({ fixtures }) => ({
    path: paths.requestFlow(fixtures.flowId),
    body: FLOW,
  }),
  'DELETE /request-flows/{id}': ({ fixtures }) => ({ path: paths.requestFlow(fixtures.flowId) }),
  'GET /action-buttons': plain(paths.actionButtons),
  'POST /action-buttons': ({ service }) => ({
    path: paths.actionButtons,
    body: { flowId: service.town.flowId, title: 'M' },
  }),
  'PUT /action-buttons/{id}': ({ service, fixtures }) => ({
    path: paths.actionButton(fixtures.buttonId),
    body: { flowId: service.town.flowId, title: 'M' },
  }),
  'DELETE /action-buttons/{id}': ({ fixtures }) => ({
    path: paths.actionButton(fixtures.buttonId),
  }),
  'GET /api-keys': plain(paths.apiKeys),
  'POST /api-keys': () => ({
    path: paths.apiKeys,
    body: { name: 'M', scopes: ['drafts'], validDays: 1 },
  }),
  'POST /api-keys/{id}/rotation': ({ fixtures }) => ({
    path: paths.apiKeyRotation(fixtures.apiKeyId),
    body: { overlapHours: 24 },
  }),
  'DELETE /api-keys/{id}': ({ fixtures }) => ({ path: paths.apiKey(fixtures.apiKeyId) }),
  'GET /audit-log': plain(paths.auditLog),
  'GET /webhook-endpoints': plain(paths.webhookEndpoints),
  'POST /webhook-endpoints': () => ({ path: paths.webhookEndpoints, body: WEBHOOK }),
  'PUT /webhook-endpoints/{id}': ofWebhook(paths.webhookEndpoint, WEBHOOK),
  'DELETE /webhook-endpoints/{id}': ofWebhook(paths.webhookEndpoint),
  'POST /webhook-endpoints/{id}/secret': ofWebhook(paths.webhookSecret),
  'GET /webhook-endpoints/{id}/deliveries': ofWebhook(paths.webhookDeliveries),
  'POST /webhook-endpoints/{id}/test': ofWebhook(paths.webhookTest),
  'POST /webhook-endpoints/{id}/deliveries/{delivery}/replay': ({ fixtures }) => ({
    path: paths.webhookReplay(fixtures.webhook.id, fixtures.webhookDelivery),
  }),
  'GET /ticket-system-names': plain(paths.ticketSystemNames),
  'POST /ticket-systems/{id}/check': ({ fixtures }) => ({
    path: paths.ticketCheck(fixtures.ticketSystem.id),
  }),
  'GET /ticket-systems': plain(paths.ticketSystems),
  'POST /ticket-systems': () => ({
    path: paths.ticketSystems,
    body: {
      ...{ name: newSecret(), kind: 'request_tracker', credential: 'root:password' },
      url: 'https://rt.example',
    },
  }),
  'PUT /ticket-systems/{id}': ({ fixtures }) => ({
    path: paths.ticketSystem(fixtures.ticketSystem.id),
    body: { isActive: true },
  }),
}

function plain(path: string): Make {
  return () => ({ path })
}

function signIn(password: string): Make {
  return () => ({ path: paths.login, body: { email: 'emil@presswerk.example', password } })
}

function openCode(code: string): Make {
  return () => ({ path: paths.codeAccess, body: { code } })
}

function ofWebhook(path: (id: string) => string, body?: object): Make {
  return ({ fixtures }) => ({ path: path(fixtures.webhook.id), ...(body ? { body } : {}) })
}

async function joinSecretOf({ cast, scene }: Asking): Promise<string> {
  const { responsible } = cast.employees
  const { links } = viewOf<EmployeeSessionView>(await responsible.get(paths.session(scene.id)))
  return links.join?.split('#')[1] ?? ''
}

function ticketEvent({ fixtures }: Asking, secret: string): Request {
  const said = { type: 'ticket.changed', data: { key: 'HD-9', state: 'resolved' } }
  const body = JSON.stringify(said)
  const [id, at] = [newSecret(), new Date()]
  const signature = new Webhook(secret).sign(id, at, body)
  return {
    path: paths.ticketEvents(fixtures.ticketSystem.id),
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signature,
    },
  }
}
