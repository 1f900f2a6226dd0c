import { paths } from '../../contract/paths.ts'
import { DeletePushSubscription, SavePushSubscription } from '../../contract/requests.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import {
  deletePushSubscription,
  savePushSubscription,
  type PushOwner,
} from '../../db/push-subscriptions.ts'
import type { App } from '../app-type.ts'
import { callerOf, type Caller } from '../caller.ts'
import { invalidField, notFound, ProblemError } from '../problems.ts'
import type { RouteContext } from '../route-context.ts'
import { answering } from '../schemas.ts'
import { loadSession } from '../session-access.ts'

const TAGS = ['notifications']

/** Browsers that want to be reached while no page is open. */
export function pushSubscriptionRoutes(app: App, context: RouteContext): void {
  const { pushServices, pageConfig } = context.settings
  app.post(
    paths.pushSubscriptions,
    {
      schema: {
        tags: TAGS,
        summary: 'Be told by web push: an employee, or the code user of a session',
        body: SavePushSubscription,
        response: answering({}),
      },
    },
    async (request, reply) => {
      if (pageConfig.pushKey === null) throw new ProblemError('unavailable')
      const { endpoint, keys, sessionId } = request.body
      assertPushService(endpoint, pushServices)
      const { db, owner } = await ownerOf(callerOf(request), sessionId)
      await savePushSubscription(db, owner, { endpoint, keys })
      return reply.code(204).send()
    },
  )

  app.delete(
    paths.pushSubscriptions,
    {
      schema: {
        tags: TAGS,
        summary: 'Be told no more in this browser',
        body: DeletePushSubscription,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      if (caller.kind === 'api_client') throw notFound()
      await deletePushSubscription(context.database, request.body.endpoint)
      return reply.code(204).send()
    },
  )
}

/** The worker sends to this address: only services that are known for it may be named. */
function assertPushService(endpoint: string, services: readonly string[]): void {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : ''
  const isKnown = services.some((each) =>
    each.startsWith('.') ? host.endsWith(each) : host === each,
  )
  if (!isKnown) throw invalidField('/endpoint', 'is no push service that is taken here')
}

async function ownerOf(
  caller: Caller,
  sessionId: string | undefined,
): Promise<{ db: OrganisationDatabase; owner: PushOwner }> {
  if (caller.kind === 'employee') return { db: caller.db, owner: { employeeId: caller.id } }
  if (caller.kind === 'api_client') throw notFound()
  if (sessionId === undefined) throw invalidField('/sessionId', 'is required')
  const { db, actor, participantState, session } = await loadSession(caller, sessionId)
  // A code alone gives no news of a session.
  if (participantState !== 'admitted') throw new ProblemError('not_participant')
  const asRead = { sessionId: session.id, erasedAt: session.erasedAt }
  return { db, owner: { participantId: actor.id, asRead } }
}
