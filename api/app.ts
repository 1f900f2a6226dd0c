import cookie from '@fastify/cookie'
import {
  registerAjvFormats,
  TypeBoxValidatorCompiler,
  type TypeBoxTypeProvider,
} from '@fastify/type-provider-typebox'
import websocket from '@fastify/websocket'
import fastify, { LogController, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { registerApi } from './api.ts'
import type { App } from './app-type.ts'
import type { Dependencies } from './dependencies.ts'
import { handleError } from './error-handler.ts'
import { CLOSE } from './live-page.ts'
import { makeRateLimits } from './rate-limits.ts'
import { closeRefusedUpgrade } from './refused-upgrade.ts'
import { logAnswer } from './request-log.ts'
import { registerOperations } from './routes/operations.ts'
import { registerPages } from './routes/pages.ts'
import { originGuard, securityHeaders } from './security-headers.ts'
import { FRAME_LIMIT_BYTES } from './socket-frames.ts'

const BODY_LIMIT = 64 * 1024
/** For the whole of a request, body included: whoever dawdles longer is cut off. */
const REQUEST_LIMIT_MS = 120_000
const FAREWELL_MS = 1_000

registerAjvFormats()

/** The whole HTTP side, ready to `listen` or to be asked by `inject`. */
export async function buildApp(dependencies: Dependencies): Promise<App> {
  const { settings, log } = dependencies
  const app = fastify({
    loggerInstance: log,
    // One line of our own per answer, with addresses masked.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_LIMIT_MS,
    routerOptions: { maxParamLength: 200 },
    // Idle keep-alive connections must not hold up a stop.
    forceCloseConnections: 'idle',
    ...(dependencies.makeServer ? { serverFactory: dependencies.makeServer } : {}),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  // Views are made to their schemas; what the schemas leave out is never in them (see the tests).
  app.setSerializerCompiler(() => JSON.stringify)
  app.setErrorHandler(handleError)
  const limits = makeRateLimits(settings.rates)

  app.addHook('onRequest', securityHeaders(settings.cookies.isSecure))
  app.addHook('onRequest', async (request) => limits.address.take(request.ip))
  app.addHook('onRequest', originGuard(settings.origins))
  app.addHook('onResponse', logAnswer)
  app.addHook('onResponse', dependencies.metrics.countAnswer)
  await app.register(cookie)
  app.addHook('onResponse', closeRefusedUpgrade)
  await app.register(websocket, {
    options: { maxPayload: FRAME_LIMIT_BYTES },
    preClose: endSockets,
  })

  registerOperations(app, dependencies)
  await registerApi(app, { dependencies, limits })
  for (const plugin of dependencies.plugins ?? []) await plugin(app)
  await registerPages(app, dependencies.pages)
  return app
}

/** Pages come back by themselves, to whichever instance is there; one that is gone is not waited for. */
function endSockets(this: FastifyInstance, done: () => void): void {
  const { clients } = this.websocketServer
  for (const socket of clients) socket.close(CLOSE.restarting)
  const late = setTimeout(() => clients.forEach((socket) => socket.terminate()), FAREWELL_MS)
  this.websocketServer.close(() => {
    clearTimeout(late)
    done()
  })
}
