import { setTimeout as wait } from 'node:timers/promises'
import { findOnPath, findTemporalCli } from '../../setup/programs.mjs'
import { findFreePort, isPortFree } from '../embedded/free-port.ts'
import { startJanus, type JanusServer } from '../embedded/janus.ts'
import { startMail, type MailServer } from '../embedded/mail.ts'
import { startPostgres, type PostgresServer } from '../embedded/postgres.ts'
import { startTemporal, type TemporalServer } from '../embedded/temporal.ts'
import { OperatorProblem } from '../program.ts'
import type { Home } from './home.ts'
import { Supervised, type Running, type SupervisedOptions } from './supervised.ts'

export type Watch = Pick<SupervisedOptions<Running>, 'onChange' | 'say'>

/** What is the user's own and therefore not started here. */
export interface OwnServers {
  readonly databaseUrl?: string
  readonly temporalAddress?: string
  readonly temporalCli?: string
  readonly janusUrl?: string
  readonly smtpUrl?: string
  readonly mediaAddress?: string
  readonly reclaimSeconds?: number
}

export interface Servers {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly temporalUiUrl: string | undefined
  readonly janus: Pick<JanusServer, 'url' | 'recordingsFolder'> | undefined
  readonly smtpUrl: string
  readonly mailFolder: string
  readonly supervised: readonly Supervised<Running>[]
  stop(): Promise<void>
}

/** Starts all servers at once; whatever dies afterwards is started again on the same port. */
export async function startServers(home: Home, own: OwnServers, watch: Watch): Promise<Servers> {
  const postgres = own.databaseUrl ? undefined : supervisePostgres(home, watch)
  const temporal = own.temporalAddress ? undefined : superviseTemporal(home, own, watch)
  const janus = own.janusUrl ? undefined : superviseJanus(home, own, watch)
  const supervised = [postgres, temporal, janus].filter((each) => each !== undefined)
  const mailFolder = home.at('mail')
  const [database, workflows, media, mail] = await Promise.all([
    postgres?.start(),
    temporal?.start(),
    janus && startOptional(janus, watch),
    startMail({ folder: mailFolder, port: home.ports.smtp }),
  ])
  rememberPorts(home, { database, workflows, media, mail })
  const ownJanus = own.janusUrl
    ? { url: own.janusUrl, recordingsFolder: home.at('recordings') }
    : undefined
  return {
    databaseUrl: own.databaseUrl ?? database?.url ?? '',
    temporalAddress: own.temporalAddress ?? workflows?.address ?? '',
    temporalUiUrl: workflows?.uiUrl,
    janus: ownJanus ?? media,
    smtpUrl: own.smtpUrl ?? mail.url,
    mailFolder,
    supervised,
    stop: async () => {
      await Promise.all([janus?.stop(), mail.stop()])
      await temporal?.stop()
      await postgres?.stop()
    },
  }
}

function supervisePostgres(home: Home, watch: Watch): Supervised<PostgresServer> {
  return new Supervised<PostgresServer>({
    ...watch,
    name: 'Postgres',
    start: async (previous) => {
      const port = await portFor(previous?.port, home.ports.postgres)
      return startPostgres({ folder: home.at('postgres'), port })
    },
  })
}

function superviseTemporal(home: Home, own: OwnServers, watch: Watch): Supervised<TemporalServer> {
  const executable = own.temporalCli ?? findTemporalCli()
  if (!executable) {
    throw new OperatorProblem('The temporal program is missing: run "node setup/ensure.mjs"')
  }
  return new Supervised<TemporalServer>({
    ...watch,
    name: 'Temporal',
    start: async (previous) => {
      const port = await portFor(previous?.port, home.ports.temporal)
      const uiPort = await portFor(previous?.uiPort, home.ports.temporalUi)
      return startTemporal({ executable, folder: home.at('temporal'), port, uiPort })
    },
  })
}

function superviseJanus(
  home: Home,
  { mediaAddress, reclaimSeconds }: OwnServers,
  watch: Watch,
): Supervised<JanusServer> | undefined {
  const executable = findOnPath('janus')
  if (!executable) return undefined
  return new Supervised<JanusServer>({
    ...watch,
    name: 'Janus',
    start: async (previous) => {
      return startJanus({
        executable,
        folder: home.at('janus'),
        recordingsFolder: home.at('recordings'),
        apiSecret: home.secrets.janusApiSecret,
        adminKey: home.secrets.janusAdminKey,
        port: await portFor(previous?.port, home.ports.janus),
        address: mediaAddress,
        reclaimSeconds,
      })
    },
  })
}

/** Without Janus everything but calls works. */
async function startOptional<Server extends Running>(
  supervised: Supervised<Server>,
  { say }: Watch,
): Promise<Server | undefined> {
  try {
    return await supervised.start()
  } catch (error) {
    say(`${supervised.name} does not start, so there are no calls: ${String(error)}`)
    return undefined
  }
}

const PORT_PATIENCE_MS = 10_000

// Others know the port of the one that died, so its successor waits for it; a first start moves on.
async function portFor(previous: number | undefined, preferred: number): Promise<number> {
  if (previous === undefined) return findFreePort(preferred)
  const deadline = Date.now() + PORT_PATIENCE_MS
  while (!(await isPortFree(previous))) {
    if (Date.now() > deadline) throw new Error(`port ${previous} is taken by somebody else`)
    await wait(50)
  }
  return previous
}

interface StartedServers {
  readonly database: PostgresServer | undefined
  readonly workflows: TemporalServer | undefined
  readonly media: JanusServer | undefined
  readonly mail: MailServer
}

function rememberPorts(home: Home, { database, workflows, media, mail }: StartedServers): void {
  const { ports } = home
  ports.postgres = database?.port ?? ports.postgres
  ports.temporal = workflows?.port ?? ports.temporal
  ports.temporalUi = workflows?.uiPort ?? ports.temporalUi
  ports.janus = media?.port ?? ports.janus
  ports.smtp = mail.port
  home.savePorts(ports)
}
