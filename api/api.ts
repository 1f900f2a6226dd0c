import type { ApiScope } from '../domain/api-scope.ts'
import type { App } from './app-type.ts'
import { assertScope, authenticate, declaredActor } from './authentication.ts'
import { callSocket } from './call-socket.ts'
import { findSeat } from './call-seat.ts'
import { Cookies } from './cookies.ts'
import type { Dependencies } from './dependencies.ts'
import { LivePages } from './live.ts'
import { refuseNul } from './nul-guard.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RouteContext } from './route-context.ts'
import { actionButtonRoutes } from './routes/action-buttons.ts'
import { accessRoutes } from './routes/access.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { artefactRoutes } from './routes/artefacts.ts'
import { auditLogRoutes } from './routes/audit-log.ts'
import { callRoutes } from './routes/calls.ts'
import { classificationRoutes } from './routes/classification.ts'
import { consentEvidenceRoutes } from './routes/consent-evidence.ts'
import { codeAccessRoutes } from './routes/code-access.ts'
import { codeRoutes } from './routes/codes.ts'
import { departmentRoutes } from './routes/departments.ts'
import { deviceRoutes } from './routes/devices.ts'
import { documentationRoutes, registerDocumentation } from './routes/documentation.ts'
import { draftRoutes } from './routes/drafts.ts'
import { erasureRoutes } from './routes/erasure.ts'
import { employeeRoutes } from './routes/employees.ts'
import { joinLinkRoutes } from './routes/join-links.ts'
import { labelRoutes } from './routes/labels.ts'
import { liveRoutes } from './routes/live.ts'
import { pushSubscriptionRoutes } from './routes/push-subscriptions.ts'
import { recordedStrokeRoutes } from './routes/recorded-strokes.ts'
import { loginRoutes } from './routes/logins.ts'
import { identityProviderRoutes } from './routes/identity-provider.ts'
import { notificationSettingRoutes } from './routes/notification-settings.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { requestFlowRoutes } from './routes/request-flows.ts'
import { screenshotRoutes } from './routes/screenshots.ts'
import { sessionCommandRoutes } from './routes/session-commands.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { templateRoutes } from './routes/templates.ts'
import { ticketSystemRoutes } from './routes/ticket-systems.ts'
import { ticketRoutes } from './routes/tickets.ts'
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered before anybody is known: how one becomes known, and the documentation. */
    isOpen?: boolean
    /**
     * What an API key needs here. Routes of sessions need none: `sessions:read` for reading, else
     * `sessions`; any other route without one does not exist for keys.
     */
    scope?: ApiScope
  }
}

const ROUTES = [
  accessRoutes,
  identityProviderRoutes,
  codeAccessRoutes,
  sessionRoutes,
  joinLinkRoutes,
  sessionCommandRoutes,
  classificationRoutes,
  callRoutes,
  screenshotRoutes,
  artefactRoutes,
  recordedStrokeRoutes,
  pushSubscriptionRoutes,
  draftRoutes,
  notificationRoutes,
  notificationSettingRoutes,
  consentEvidenceRoutes,
  departmentRoutes,
  employeeRoutes,
  erasureRoutes,
  templateRoutes,
  deviceRoutes,
  codeRoutes,
  labelRoutes,
  requestFlowRoutes,
  actionButtonRoutes,
  apiKeyRoutes,
  auditLogRoutes,
  loginRoutes,
  liveRoutes,
  webhookEndpointRoutes,
  ticketSystemRoutes,
  ticketRoutes,
]

/** Everything under `/api`, in a scope of its own: each request there says who asks. */
export async function registerApi(
  app: App,
  { dependencies, limits }: { dependencies: Dependencies; limits: RateLimits },
): Promise<void> {
  const { settings, database, mediaHolder } = dependencies
  const cookies = new Cookies(settings.cookies, settings.linkKey)
  const onSessionChanged = (id: string) => mediaHolder?.sessionChanged(id)
  const live = new LivePages({ ...dependencies, instance: settings.instance, onSessionChanged })
  app.addHook('onReady', async () => live.start())
  app.addHook('preClose', () => live.stop())
  await registerDocumentation(app, settings.publicUrl)

  const context: RouteContext = {
    ...dependencies,
    ...{ cookies, limits, live },
  }
  await app.register(async (scope: App) => {
    addAuthentication(scope, { database, cookies, limits })
    acceptEmptyBodies(scope)
    scope.addHook('preValidation', refuseNul)
    for (const routes of ROUTES) routes(scope, context)
    documentationRoutes(scope)
    if (mediaHolder) await callSocket({ findSeat, holder: mediaHolder })(scope)
  })
}

function addAuthentication(scope: App, dependencies: Parameters<typeof authenticate>[0]): void {
  scope.decorateRequest('caller', null)
  // Before the body is even looked at, so that nobody learns anything from what is wrong with it.
  scope.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store')
    if (!request.routeOptions.config.isOpen) declaredActor(request)
  })
  scope.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.isOpen) return
    request.caller = await authenticate(dependencies, request)
    await assertScope(request)
  })
}

/** Most commands have nothing to say beside their path. */
function acceptEmptyBodies(scope: App): void {
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.removeContentTypeParser('application/json')
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => (body === '' ? done(null, {}) : parse(request, body, done)),
  )
  scope.addHook('preValidation', async (request) => {
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    // A body that says null is one, and wrong.
    if (!isReading && request.body === undefined) request.body = {}
  })
}
