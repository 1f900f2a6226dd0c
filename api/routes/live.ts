import type { FastifyRequest } from 'fastify'
import { paths } from '../../contract/paths.ts'
import type { App } from '../app-type.ts'
import { callerOf } from '../caller.ts'
import { LiveMessages } from '../live-messages.ts'
import { notFound, signInNeeded } from '../problems.ts'
import { NoQuery, type RouteContext } from '../route-context.ts'

/** `GET /live?as=`: one socket per page. Whoever is nobody is told so before the upgrade. */
export function liveRoutes(app: App, { live }: RouteContext): void {
  app.get(
    paths.live,
    { websocket: true, schema: { querystring: NoQuery }, preHandler: assertSomebody },
    (socket, request) => {
      const page = live.open(callerOf(request), socket)
      const messages = new LiveMessages(page, live)
      socket.on('message', (data: Buffer, isBinary: boolean) => messages.receive(data, isBinary))
      socket.on('error', () => socket.terminate())
      socket.on('close', () => live.closed(page))
    },
  )
}

async function assertSomebody(request: FastifyRequest): Promise<void> {
  const caller = callerOf(request)
  if (caller.kind === 'api_client') throw notFound()
  if (caller.kind !== 'code_user') return
  if (caller.grants.length === 0 && caller.participants.length === 0) throw signInNeeded()
}
