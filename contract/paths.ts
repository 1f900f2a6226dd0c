/** Every path of the service, for pages and api alike. No schemas here: pages import this file. */

export const API = '/api/v1'

export const paths = {
  login: `${API}/login`,
  logout: `${API}/logout`,
  /** Where browsers go to be sent on to the identity provider, and where it sends them back to. */
  oidcSignIn: `${API}/oidc/sign-in`,
  oidcCallback: `${API}/oidc/callback`,
  me: `${API}/me`,
  codeAccess: `${API}/code-access`,
  joinAccess: `${API}/join-access`,
  sessions: `${API}/video-sessions`,
  session: (id: string | number) => `${API}/video-sessions/${id}`,
  history: (id: string | number) => `${API}/video-sessions/${id}/history`,
  joinLinks: (id: string | number) => `${API}/video-sessions/${id}/join-links`,
  /** Sends the join link by mail to the code user. */
  joinLinkMail: (id: string | number) => `${API}/video-sessions/${id}/join-links/mail`,
  confirmation: (id: string | number) => `${API}/video-sessions/${id}/confirmation`,
  cancellation: (id: string | number) => `${API}/video-sessions/${id}/cancellation`,
  completion: (id: string | number) => `${API}/video-sessions/${id}/completion`,
  reopening: (id: string | number) => `${API}/video-sessions/${id}/reopening`,
  claim: (id: string | number) => `${API}/video-sessions/${id}/claim`,
  admission: (id: string | number) => `${API}/video-sessions/${id}/admission`,
  responsible: (id: string | number) => `${API}/video-sessions/${id}/responsible`,
  visibility: (id: string | number) => `${API}/video-sessions/${id}/visibility`,
  sessionLabels: (id: string | number) => `${API}/video-sessions/${id}/labels`,
  /** Erases what its code user said, wrote and showed. */
  erasure: (id: string | number) => `${API}/video-sessions/${id}/erasure`,
  rating: (id: string | number) => `${API}/video-sessions/${id}/rating`,
  ticketLink: (id: string | number, system: string, key: string) =>
    `${API}/video-sessions/${id}/ticket-links/${encodeURIComponent(system)}/${encodeURIComponent(key)}`,
  calls: (id: string | number) => `${API}/video-sessions/${id}/calls`,
  acceptance: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/acceptance`,
  decline: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/decline`,
  end: (id: string | number, call: number) => `${API}/video-sessions/${id}/calls/${call}/end`,
  consentQuestion: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/consent-question`,
  recordingConsent: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/recording-consent`,
  recording: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/recording`,
  screenshots: (id: string | number, call: number) =>
    `${API}/video-sessions/${id}/calls/${call}/screenshots`,
  /** The picture as it was taken; while the call lasts, for those in it. */
  screenshot: (id: string | number, call: number, number: number) =>
    `${API}/video-sessions/${id}/calls/${call}/screenshots/${number}`,
  artefacts: (id: string | number) => `${API}/video-sessions/${id}/artefacts`,
  artefactContent: (id: string) => `${API}/artefacts/${id}/content`,
  /** What was drawn over a recording. */
  artefactStrokes: (id: string) => `${API}/artefacts/${id}/strokes`,
  artefact: (id: string) => `${API}/artefacts/${id}`,
  callSocket: (id: string | number) => `${API}/video-sessions/${id}/call`,
  live: `${API}/live`,
  drafts: (buttonId: string) => `${API}/action-buttons/${buttonId}/drafts`,
  draft: (id: string) => `${API}/drafts/${id}`,
  tickets: (id: string | number) => `${API}/video-sessions/${id}/tickets`,
  ticketComments: (id: string | number) => `${API}/video-sessions/${id}/ticket-comments`,
  ticketSystems: `${API}/ticket-systems`,
  ticketSystem: (id: string) => `${API}/ticket-systems/${id}`,
  ticketCheck: (id: string) => `${API}/ticket-systems/${id}/check`,
  /** For employees, who make tickets out of sessions. */
  ticketSystemNames: `${API}/ticket-system-names`,
  ticketEvents: (id: string) => `${API}/ticket-systems/${id}/events`,
  webhookEndpoints: `${API}/webhook-endpoints`,
  webhookEndpoint: (id: string) => `${API}/webhook-endpoints/${id}`,
  webhookSecret: (id: string) => `${API}/webhook-endpoints/${id}/secret`,
  webhookTest: (id: string) => `${API}/webhook-endpoints/${id}/test`,
  webhookDeliveries: (id: string) => `${API}/webhook-endpoints/${id}/deliveries`,
  webhookReplay: (id: string, delivery: string) =>
    `${API}/webhook-endpoints/${id}/deliveries/${delivery}/replay`,
  notifications: `${API}/notifications`,
  consentEvidence: (id: string | number) => `${API}/video-sessions/${id}/consent-evidence`,
  notificationsRead: `${API}/notifications/read`,
  notificationSettings: `${API}/notification-settings`,
  notificationSetting: (scope: string, event: string) =>
    `${API}/notification-settings/${scope}/${event}`,
  sessionDeliveries: (id: string | number) => `${API}/video-sessions/${id}/deliveries`,
  labels: `${API}/labels`,
  pushSubscriptions: `${API}/push-subscriptions`,
  devices: `${API}/devices`,
  employees: `${API}/employees`,
  employee: (id: string) => `${API}/employees/${id}`,
  /** A new one-time link for somebody. */
  employeeInvitation: (id: string) => `${API}/employees/${id}/invitation`,
  employeeErasure: (id: string) => `${API}/employees/${id}/erasure`,
  /** Where a person's data is. */
  personSearches: `${API}/person-searches`,
  departments: `${API}/departments`,
  department: (id: string) => `${API}/departments/${id}`,
  templates: `${API}/templates`,
  template: (id: string) => `${API}/templates/${id}`,
  device: (id: string) => `${API}/devices/${id}`,
  codes: `${API}/codes`,
  code: (id: string) => `${API}/codes/${id}`,
  codePin: (id: string) => `${API}/codes/${id}/pin`,
  codeQr: (id: string) => `${API}/codes/${id}/qr.svg`,
  label: (id: string) => `${API}/labels/${id}`,
  requestFlows: `${API}/request-flows`,
  requestFlow: (id: string) => `${API}/request-flows/${id}`,
  actionButtons: `${API}/action-buttons`,
  actionButton: (id: string) => `${API}/action-buttons/${id}`,
  apiKeys: `${API}/api-keys`,
  apiKey: (id: string) => `${API}/api-keys/${id}`,
  apiKeyRotation: (id: string) => `${API}/api-keys/${id}/rotation`,
  auditLog: `${API}/audit-log`,
  logins: `${API}/me/logins`,
  loginOf: (id: string) => `${API}/me/logins/${id}`,
  password: `${API}/me/password`,
  language: `${API}/me/language`,
  /** Uses a one-time link up: sets the first password and signs in. */
  invitation: `${API}/invitation`,
} as const

export const pages = {
  signIn: '/sign-in',
  sessions: '/sessions',
  newSession: '/sessions/new',
  session: (number: number) => `/sessions/${number}`,
  devices: '/devices',
  settings: '/settings',
  notificationSettings: '/settings/notifications',
  invitation: '/invitation',
  code: (code: string) => `/c/${encodeURIComponent(code)}`,
  requestStep: (code: string, flow: string, step: string) =>
    `/c/${encodeURIComponent(code)}/request/${flow}/${step}`,
  codeUserSession: (id: string) => `/v/${id}`,
  join: (secret: string) => `/j#${secret}`,
} as const

const NOT_PAGES = [
  '/api',
  '/demo',
  '/dev',
  '/ca.crt',
  '/livez',
  '/readyz',
  '/metrics',
  '/config.json',
]

/** Which HTML entry answers a path, or undefined where no page lives. */
export function entryFor(path: string): 'console' | 'code-user' | undefined {
  if (NOT_PAGES.some((each) => path === each || path.startsWith(`${each}/`))) return undefined
  if (path.startsWith('/c/') || path === '/j' || path.startsWith('/v/')) return 'code-user'
  return 'console'
}

/** Who a page request speaks for: header, or `?as=` where a page cannot set headers. */
export const ACTOR_HEADER = 'lotse-actor'
export const PAGE_ACTORS = ['employee', 'code-user'] as const
export type PageActor = (typeof PAGE_ACTORS)[number]
