import type * as calls from './tables/calls.ts'
import type * as devices from './tables/devices.ts'
import type * as notifications from './tables/notifications.ts'
import type * as organisations from './tables/organisations.ts'
import type * as pages from './tables/pages.ts'
import type * as sessions from './tables/sessions.ts'
import type * as ticketSystems from './tables/ticket-systems.ts'

/** Tables whose every row belongs to one organisation: a bound handle sees only that one's rows. */
export interface OrganisationTables {
  actionButtons: devices.ActionButtonsTable
  apiKeys: organisations.ApiKeysTable
  artefacts: calls.ArtefactsTable
  auditLog: organisations.AuditLogTable
  calls: calls.CallsTable
  codes: devices.CodesTable
  consentTexts: devices.ConsentTextsTable
  consents: calls.ConsentsTable
  deliveries: notifications.DeliveriesTable
  departments: organisations.DepartmentsTable
  deviceGrants: devices.DeviceGrantsTable
  devices: devices.DevicesTable
  drafts: devices.DraftsTable
  employees: organisations.EmployeesTable
  gatewaySessions: calls.GatewaySessionsTable
  identities: organisations.IdentitiesTable
  joinLinks: sessions.JoinLinksTable
  labels: devices.LabelsTable
  logins: organisations.LoginsTable
  notificationSettings: notifications.NotificationSettingsTable
  oneTimeLinks: organisations.OneTimeLinksTable
  openPages: pages.OpenPagesTable
  participants: sessions.ParticipantsTable
  pushSubscriptions: notifications.PushSubscriptionsTable
  ratings: sessions.RatingsTable
  recordingSegments: calls.RecordingSegmentsTable
  requestFlowVersions: devices.RequestFlowVersionsTable
  requestFlows: devices.RequestFlowsTable
  screenshotUpdates: calls.ScreenshotUpdatesTable
  sessionCommits: sessions.SessionCommitsTable
  sessionCounters: organisations.SessionCountersTable
  sessionHistory: sessions.SessionHistoryTable
  sessionLabels: sessions.SessionLabelsTable
  sessionOrigins: sessions.SessionOriginsTable
  sessionRecipients: sessions.SessionRecipientsTable
  sessionSeen: sessions.SessionSeenTable
  sessionTexts: sessions.SessionTextsTable
  sessions: sessions.SessionsTable
  signInAttempts: organisations.SignInAttemptsTable
  strokes: calls.StrokesTable
  takenTicketMessages: ticketSystems.TakenTicketMessagesTable
  ticketCreations: ticketSystems.TicketCreationsTable
  templates: devices.TemplatesTable
  ticketComments: ticketSystems.TicketCommentsTable
  ticketLinks: sessions.TicketLinksTable
  ticketSystems: ticketSystems.TicketSystemsTable
  webhookDeliveries: notifications.WebhookDeliveriesTable
  webhookEndpoints: notifications.WebhookEndpointsTable
}

/** Tables of the installation. */
export interface InstallationTables {
  auditSeals: organisations.AuditSealsTable
  gateways: calls.GatewaysTable
  organisations: organisations.OrganisationsTable
}

export type Tables = OrganisationTables & InstallationTables
