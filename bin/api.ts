import type { FastifyBaseLogger } from 'fastify'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { hostname } from 'node:os'
import { buildApp } from '../api/app.ts'
import type { ApiSettings, Dependencies } from '../api/dependencies.ts'
import { makeMetrics } from '../api/metrics.ts'
import { SessionCommands } from '../api/session-commands.ts'
import { makeTemporalClient, SessionWorkflows } from '../api/session-workflows.ts'
import { findSessionState } from '../db/commit-session.ts'
import { forOrganisation, makeDatabase, type Database } from '../db/database.ts'
import { saveGateway } from '../db/gateways.ts'
import { assertSchemaMatches } from '../db/migrate.ts'
import { makeMailer } from '../integrations/mail.ts'
import { publicPushKey } from '../integrations/web-push.ts'
import { makeDiskObjectStore } from '../integrations/object-store-disk.ts'
import { artefactStore } from './api/artefact-store.ts'
import { registerDevPages } from './api/dev-pages.ts'
import { embeddedRoutes, EMBEDDED_SETTINGS } from './api/embedded-routes.ts'
import { healthChecks } from './api/health.ts'
import { findIdentityProvider, IDENTITY_PROVIDER_SETTINGS } from './api/identity-provider.ts'
import { makeJoinLinkMailer } from './api/join-link-mailer.ts'
import { makeMediaHolder, MEDIA_SETTINGS } from './api/media.ts'
import { makeTicketSystems } from './api/tickets.ts'
import { loadConfig, type Config } from './config.ts'
import { makeLog } from './log.ts'
import { runProgram, tellParent, untilToldToStop } from './program.ts'

/*
 * One api process: HTTP, sockets, pages, and the calls of its gateway while it holds the lease.
 */

const SETTINGS = [
  ...(['publicUrl', 'host', 'port', 'trustedProxies', 'temporalUiUrl'] as const),
  ...(['databaseUrl', 'temporalAddress', 'temporalNamespace', 'storeFolder'] as const),
  ...(['pushKey', 'pushServices', 'deliverySettleMs'] as const),
  ...(['smtpUrl', 'mailFrom', 'linkKey', 'instance', 'pagesFolder', 'logLevel'] as const),
  ...(['tlsCertificate', 'tlsKey', 'isEmbedded', 'isDevelopment', 'hasRecording'] as const),
  ...(['outwardNetworks'] as const),
  ...EMBEDDED_SETTINGS,
  ...IDENTITY_PROVIDER_SETTINGS,
  ...MEDIA_SETTINGS,
] as const

type ApiConfig = Pick<Config, (typeof SETTINGS)[number]>

await runProgram(async () => {
  const config = loadConfig(SETTINGS)
  const log: FastifyBaseLogger = makeLog('api', config.logLevel)
  const database = makeDatabase({ url: config.databaseUrl, applicationName: 'lotse api' })
  await assertSchemaMatches(database.connection)
  const { dependencies, mediaHolder } = await join(config, database, log)
  const app = await buildApp(dependencies)
  await app.listen({ host: config.host, port: config.port })
  mediaHolder?.start()
  log.info({ publicUrl: config.publicUrl }, 'api runs')
  tellParent()
  await untilToldToStop()
  await mediaHolder?.close()
  await app.close()
  await database.destroy()
})

async function join(config: ApiConfig, database: Database, log: FastifyBaseLogger) {
  const workflows = makeWorkflows(config, database)
  const metrics = makeMetrics()
  const commands = new SessionCommands(workflows, metrics)
  const parts = { config, database, workflows, commands, log }
  const mediaHolder = await findMediaHolder(parts)
  const identityProvider = await findIdentityProvider(config, database)
  const dependencies: Dependencies = {
    settings: apiSettings(config, identityProvider?.name ?? null),
    log,
    metrics,
    database,
    feedUrl: config.databaseUrl,
    commands,
    mediaHolder,
    artefacts: artefactStore(makeDiskObjectStore(config.storeFolder)),
    joinLinkMailer: findJoinLinkMailer(config),
    tickets: makeTicketSystems(workflows, config.outwardNetworks),
    identityProvider,
    health: healthChecks({ ...parts, identityProvider }),
    pages: config.isDevelopment ? { register: registerDevPages } : { folder: config.pagesFolder },
    plugins: config.isEmbedded ? embeddedRoutes(config) : [],
    ...secureServer(config),
  }
  return { dependencies, mediaHolder }
}

function makeWorkflows(config: ApiConfig, database: Database): SessionWorkflows {
  return new SessionWorkflows({
    client: makeTemporalClient(config.temporalAddress, config.temporalNamespace),
    findState: (organisationId, sessionId) =>
      findSessionState(forOrganisation(database, organisationId), sessionId),
  })
}

interface JoinedParts {
  readonly config: ApiConfig
  readonly database: Database
  readonly workflows: SessionWorkflows
  readonly commands: SessionCommands
  readonly log: FastifyBaseLogger
}

async function findMediaHolder({ config, ...parts }: JoinedParts) {
  const { janusUrl, gateway, host, port } = config
  if (!janusUrl) return null
  await saveGateway(parts.database, { id: gateway, url: janusUrl })
  const holder = config.instance ?? hostname()
  const holderUrl = config.holderUrl ?? `http://${host}:${port}`
  return makeMediaHolder({ ...parts, config: { ...config, janusUrl }, holder, holderUrl })
}

function apiSettings(config: ApiConfig, identityProvider: string | null): ApiSettings {
  const { publicUrl, port, isEmbedded, temporalUiUrl, temporalNamespace, janusUrl } = config
  const callsAvailable = janusUrl !== undefined
  return {
    publicUrl: publicUrl.replace(/\/$/, ''),
    origins: [new URL(publicUrl).origin],
    linkKey: config.linkKey,
    ticketSettleMs: config.deliverySettleMs,
    // Browsers share the cookies of all ports of a host, and several homes may run side by side.
    cookies: {
      isSecure: publicUrl.startsWith('https:'),
      suffix: isEmbedded ? `-${port}` : '',
    },
    trustedProxies: config.trustedProxies,
    instance: `${config.instance ?? hostname()}-${Date.now().toString(36)}`,
    // Vite serves every module by itself: one page is some hundred requests.
    ...(config.isDevelopment ? { rates: { address: { burst: 10_000, perMinute: 60_000 } } } : {}),
    temporalUi: temporalUiUrl ? { url: temporalUiUrl, namespace: temporalNamespace } : null,
    pushServices: config.pushServices,
    pageConfig: {
      version: readVersion(),
      pushKey: config.pushKey ? publicPushKey(config.pushKey) : null,
      identityProvider,
      isDemo: isEmbedded,
      callsAvailable,
      recordingAvailable: callsAvailable && config.hasRecording,
    },
  }
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : ''
}

function findJoinLinkMailer({ smtpUrl, mailFrom }: ApiConfig) {
  return smtpUrl ? makeJoinLinkMailer(makeMailer({ url: smtpUrl, from: mailFrom })) : null
}

/** TLS of its own only where no proxy stands in front. */
function secureServer({ tlsCertificate, tlsKey }: ApiConfig): Pick<Dependencies, 'makeServer'> {
  if (!tlsCertificate || !tlsKey) return {}
  return { makeServer: (handler) => createServer({ cert: tlsCertificate, key: tlsKey }, handler) }
}
