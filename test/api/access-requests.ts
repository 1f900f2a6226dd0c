import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { isEmployee, type Cast, type Principal } from './access-principals.ts'
import { PICTURE, type Asked, type Scene } from './access-scene.ts'
import type { Fixtures } from './access-fixtures.ts'
import { requestBody } from './cast.ts'
import type { Service } from './service.ts'

export type Asking = {
  service: Service
  cast: Cast
  fixtures: Fixtures
  scene: Scene
  principal: Principal
}
export type Request = Omit<Asked, 'method'> & {
  /** What went well cannot be done again: each that does gets a session of its own. */
  isFinal?: boolean
  /** Whether what the row is about is in the answer; without it the answer alone counts. */
  reads?: (view: object, scene: Scene) => boolean
  /** Who has done it has to sign in again. */
  endsLogin?: boolean
}
export type Make = (asking: Asking) => Request | Promise<Request>

const CONSENT = { decision: 'declined', textVersion: 1, language: 'en' }
const SESSION = '/video-sessions/{id}'
const CALL = `${SESSION}/calls/{call}`

/** Of a session and its calls. */
export const SESSION_REQUESTS: Record<string, Make> = {
  'GET /video-sessions': () => ({ path: paths.sessions }),
  'POST /video-sessions': ({ service }) => ({
    path: paths.sessions,
    body: { deviceId: service.town.deviceId },
  }),
  'POST /video-sessions (request)': ({ service, scene }) => ({
    path: paths.sessions,
    body: { ...requestBody(service), code: scene.code },
    isFinal: true,
  }),
  'GET /video-sessions (this one)': () => ({
    path: paths.sessions,
    reads: (list, { id }) => itemsOf(list).some((item) => Reflect.get(item, 'id') === id),
  }),
  [`GET ${SESSION}`]: about(paths.session),
  [`GET ${SESSION} (its reason)`]: part((view) => 'reason' in view),
  [`GET ${SESSION} (its recipients)`]: part((view) => 'recipients' in view),
  [`GET ${SESSION} (its tickets)`]: part((view) => 'tickets' in view),
  [`GET ${SESSION} (its join link)`]: part((view) => linkIn(view, 'join')),
  [`GET ${SESSION} (its link to Temporal)`]: part((view) => linkIn(view, 'temporal')),
  [`GET ${SESSION}/history`]: about(paths.history),
  [`GET ${SESSION}/consent-evidence`]: about(paths.consentEvidence),
  [`GET ${SESSION}/deliveries`]: about(paths.sessionDeliveries),
  [`GET ${SESSION}/ticket-comments`]: about(paths.ticketComments),
  [`POST ${SESSION}/join-links`]: about(paths.joinLinks),
  [`POST ${SESSION}/join-links/mail`]: about(paths.joinLinkMail, { email: 'tom@example.org' }),
  [`POST ${SESSION}/confirmation`]: once(paths.confirmation),
  [`POST ${SESSION}/cancellation`]: once(paths.cancellation),
  [`POST ${SESSION}/completion`]: once(paths.completion),
  [`POST ${SESSION}/reopening`]: once(paths.reopening),
  [`POST ${SESSION}/claim`]: once(paths.claim),
  [`POST ${SESSION}/admission`]: ({ scene }) => ({
    path: paths.admission(scene.id),
    body: { participantId: waiting(scene.session) },
    isFinal: true,
  }),
  [`PUT ${SESSION}/responsible (assign)`]: ({ scene, cast }) => ({
    path: paths.responsible(scene.id),
    body: { employeeId: cast.ids.emil },
    isFinal: true,
  }),
  [`PUT ${SESSION}/responsible (take over)`]: ({ scene, cast, principal }) => ({
    path: paths.responsible(scene.id),
    body: { employeeId: idOfPrincipal(cast, principal) },
    isFinal: true,
  }),
  [`PUT ${SESSION}/visibility`]: about(paths.visibility, { visibility: 'public' }),
  [`PUT ${SESSION}/labels`]: about(paths.sessionLabels, { labelIds: [] }),
  [`PUT ${SESSION}/rating`]: about(paths.rating, { stars: 5 }),
  [`PUT ${SESSION}/ticket-links/{system}/{key}`]: ({ scene }) => ({
    path: paths.ticketLink(scene.id, 'rt', '17'),
    body: {},
  }),
  [`DELETE ${SESSION}/ticket-links/{system}/{key}`]: ({ scene }) => ({
    path: paths.ticketLink(scene.id, 'rt', '16'),
    isFinal: true,
  }),
  [`POST ${SESSION}/tickets`]: ({ scene, fixtures }) => ({
    path: paths.tickets(scene.id),
    body: { system: fixtures.ticketSystem.name },
  }),
  [`POST ${SESSION}/erasure`]: once(paths.erasure),
  [`POST ${SESSION}/calls`]: once(paths.calls),
  [`POST ${CALL}/acceptance`]: ofCall(paths.acceptance),
  [`POST ${CALL}/decline`]: ofCall(paths.decline),
  [`POST ${CALL}/end`]: ofCall(paths.end),
  [`POST ${CALL}/consent-question`]: ofCall(paths.consentQuestion),
  [`PUT ${CALL}/recording-consent`]: ofCall(paths.recordingConsent, CONSENT),
  [`PUT ${CALL}/recording-consent (taken back)`]: ofCall(paths.recordingConsent, {
    ...CONSENT,
    decision: 'withdrawn',
    recorded: 'delete',
  }),
  [`PUT ${CALL}/recording`]: ofCall(paths.recording),
  [`DELETE ${CALL}/recording`]: ofCall(paths.recording),
  [`POST ${CALL}/screenshots`]: ({ scene }) => ({
    path: paths.screenshots(scene.id, 1),
    body: PICTURE,
    headers: { 'content-type': 'image/png' },
    isFinal: true,
  }),
  [`GET ${CALL}/screenshots/{number}`]: ({ scene }) => ({
    path: paths.screenshot(scene.id, 1, 1),
  }),
  [`GET ${SESSION}/artefacts`]: about(paths.artefacts),
  'GET /artefacts/{id}/content': recording(paths.artefactContent),
  'GET /artefacts/{id}/content (recording)': recording(paths.artefactContent),
  'HEAD /artefacts/{id}/content': recording(paths.artefactContent),
  'GET /artefacts/{id}/content (screenshot)': ({ scene }) => ({
    path: paths.artefactContent(scene.screenshotId),
  }),
  'GET /artefacts/{id}/content (download)': ({ scene }) => ({
    path: paths.artefactContent(scene.recordingId),
    isByAddress: true,
  }),
  'GET /artefacts/{id}/strokes': recording(paths.artefactStrokes),
  'DELETE /artefacts/{id}': ({ scene }) => ({
    path: paths.artefact(scene.recordingId),
    isFinal: true,
  }),
}

type OfSession = (id: string) => string

function about(path: OfSession, body?: object): Make {
  return ({ scene }) => ({ path: path(scene.id), ...(body ? { body } : {}) })
}

/** Something that not everybody reads who may see the session. */
function part(reads: (view: object) => boolean): Make {
  return ({ scene }) => ({ path: paths.session(scene.id), reads })
}

function linkIn(view: object, name: string): boolean {
  return typeof Reflect.get(Object(Reflect.get(view, 'links')), name) === 'string'
}

function itemsOf(list: object): object[] {
  const items: unknown = Reflect.get(list, 'items')
  return Array.isArray(items) ? items.map(Object) : []
}

function once(path: OfSession): Make {
  return ({ scene }) => ({ path: path(scene.id), isFinal: true })
}

function ofCall(path: (id: string, call: number) => string, body?: object): Make {
  return ({ scene }) => ({ path: path(scene.id, 1), isFinal: true, ...(body ? { body } : {}) })
}

function recording(path: OfSession): Make {
  return ({ scene }) => ({ path: path(scene.recordingId) })
}

function waiting({ waiting: [first] }: CodeUserSessionView): string {
  if (!first) throw new Error('nobody waits to be admitted')
  return first.id
}

/** Whoever has no place here names somebody who has. */
function idOfPrincipal({ ids }: Cast, principal: Principal): string {
  const known: Partial<Record<Principal, string>> = {
    responsible: ids.max,
    recipient: ids.anna,
    unrelated: ids.nina,
    overseer: ids.olga,
    'other department': ids.paul,
    moderator: ids.mo,
    'other moderator': ids.mia,
    administrator: ids.ada,
  }
  return (isEmployee(principal) ? known[principal] : undefined) ?? ids.anna
}
