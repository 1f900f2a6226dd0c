import { NativeConnection, Worker } from '@temporalio/worker'
import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import type { Test } from 'tap'
import { createCommitActivities } from '../../activities/commit.ts'
import type { DeliveryActivities } from '../../activities/deliveries/delivery-activities.ts'
import type { SessionActivities } from '../../activities/session-activities.ts'
import type {
  ArtefactStore,
  Dependencies,
  JoinLinkMail,
  MediaStop,
} from '../../api/dependencies.ts'
import type { MediaSignalling } from '../../api/media-signalling.ts'
import { makeMetrics } from '../../api/metrics.ts'
import { makeTemporalClient, type SessionWorkflows } from '../../api/session-workflows.ts'
import { findSessionState } from '../../db/commit-session.ts'
import { forOrganisation } from '../../db/database.ts'
import { saveGateway } from '../../db/gateways.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { findEmployeeByEmail } from '../../db/employees.ts'
import { insertLogin } from '../../db/logins.ts'
import { paperActivities } from '../workflows/temporal-session.ts'
import { makeTestFolder, makeTestTemporal } from '../support/servers.ts'
import { checkAnswer } from './answer-check.ts'
import { Browser } from './browser.ts'
import { OWN_PROGRAM, type Program } from './program.ts'
import { askOverNetwork } from './real-http.ts'
import { makeTown, type Town } from './town.ts'

export const ORIGIN = 'https://lotse.example'
export const LINK_KEY = 'link key of the tests'

export type Service = Awaited<ReturnType<typeof makeService>>

type Options = Partial<
  Pick<Dependencies, 'mediaHolder' | 'joinLinkMailer' | 'health' | 'pages' | 'artefacts'>
> & {
  settings?: Partial<Dependencies['settings']>
  /** Who else says who employees of this town are. */
  identityProvider?: (town: Town) => Dependencies['identityProvider']
  /** Further routes, for this town. */
  plugins?: (town: Town) => NonNullable<Dependencies['plugins']>
  /** Browsers ask over real connections instead of being handed in. */
  isOverNetwork?: boolean
  /** Without a worker commands wait for one, and time out. */
  hasWorker?: boolean
  commandDeadlineMs?: number
  /** Activities that are real in these tests. */
  activities?: (town: Town) => Partial<SessionActivities & DeliveryActivities>
  /** Calls with sockets, whose media this carries. */
  signalling?: MediaSignalling
  /** A town that is there already, in which another worker works on this queue. */
  town?: Town
  taskQueue?: string
  /** Other code than that of this tree. */
  program?: Program
}

/** Where the worker's media is on paper. */
const GATEWAY = 'gateway-1'

/** The api on a real database and a real Temporal, with a worker whose media is on paper. */
export async function makeService(t: Test, options: Options = {}) {
  const { program = OWN_PROGRAM } = options
  const [town, temporal] = await Promise.all([options.town ?? makeTown(t), makeTestTemporal(t)])
  const { taskQueue, address } = { ...temporal, ...pick(options) }
  const client = makeTemporalClient(address)
  const workflows = new program.SessionWorkflows({
    client,
    taskQueue,
    queues: { notifications: taskQueue, media: taskQueue, gatewayPrefix: `${taskQueue}:` },
    findState: (organisationId, id) =>
      findSessionState(forOrganisation(town.database, organisationId), id),
    commandDeadlineMs: options.commandDeadlineMs ?? 20_000,
  })
  const done: string[] = []
  const stops: MediaStop[] = []
  const mails: JoinLinkMail[] = []
  const files = new Map<string, Buffer>()
  const lostFiles = new Set<string>()
  const parts = { town, workflows, stops, mails, files, lostFiles, options }
  const dependencies = dependenciesOf(t, parts)
  const holder = await findHolder(t, parts, dependencies)
  if (holder) dependencies.mediaHolder = holder
  const app = await program.buildApp(dependencies)
  const activities = { ...paperActivities(done), ...options.activities?.(town) }
  const { bundle } = program
  const startWorker = () => runWorker(t, { town, address, taskQueue, activities, bundle })
  const worker = options.hasWorker === false ? null : await startWorker()
  await app.ready()
  t.teardown(async () => {
    await app.close()
    await client.connection.close()
  })
  const ask = options.isOverNetwork
    ? await askOverNetwork(t, app)
    : (request: InjectOptions) => app.inject(request)
  const inject = async (request: InjectOptions) => {
    const response = await ask(request)
    checkAnswer(app.swagger(), request, response)
    return response
  }
  const login = (name: string) => logIn(town, name)
  const browser = () => new Browser({ inject, app, login })
  const logged = dependencies.logged
  return {
    ...{
      town,
      app,
      browser,
      done,
      stops,
      mails,
      files,
      lostFiles,
      client,
      workflows,
      taskQueue,
      logged,
    },
    worker,
    startWorker,
  }
}

function pick({ taskQueue }: Options): { taskQueue?: string } {
  return taskQueue === undefined ? {} : { taskQueue }
}

/** The calls of the gateway on paper, where a test brings one. */
async function findHolder(
  t: Test,
  { town, workflows, options }: Parts,
  dependencies: Dependencies,
) {
  const { signalling, program = OWN_PROGRAM } = options
  if (!signalling) return null
  const { database } = town
  const { log, commands } = dependencies
  await saveGateway(database, { id: GATEWAY, url: 'ws://paper.example' })
  const holder = program.holderOf({
    ...{ gateway: GATEWAY, holder: 'instance of the tests', holderUrl: ORIGIN },
    ...{ signalling, database, workflows, commands, log, iceServers: () => [] },
  })
  holder.start()
  t.teardown(() => holder.close())
  return holder
}

let logins = 0

async function logIn({ database }: Town, name: string): Promise<string> {
  const email = `${name.toLowerCase()}@presswerk.example`
  const employee = await findEmployeeByEmail(database, email)
  if (!employee) throw new Error(`${name} does not work here`)
  const secret = `login ${++logins} of ${name}`.replaceAll(' ', '-')
  const db = forOrganisation(database, employee.organisationId)
  const expiresAt = new Date(Date.now() + 3_600_000)
  await insertLogin(db, { employeeId: employee.id, hash: secretHash(secret), expiresAt })
  return secret
}

type Parts = {
  town: Town
  workflows: SessionWorkflows
  stops: MediaStop[]
  mails: JoinLinkMail[]
  files: Map<string, Buffer>
  /** Keys of objects that the store does not get at. */
  lostFiles: Set<string>
  options: Options
}

function dependenciesOf(t: Test, parts: Parts): Dependencies & { logged: string[] } {
  const { town, workflows, stops, mails, files, lostFiles, options } = parts
  const { program = OWN_PROGRAM } = options
  const metrics = makeMetrics()
  const logged: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  return {
    log,
    logged,
    metrics,
    settings: {
      publicUrl: ORIGIN,
      origins: [ORIGIN],
      linkKey: LINK_KEY,
      ticketSettleMs: 300_000,
      cookies: { isSecure: true, suffix: '' },
      trustedProxies: [],
      instance: 'instance of the tests',
      temporalUi: { url: 'https://temporal.example', namespace: 'default' },
      pageConfig: {
        ...{ version: '0', isDemo: false, callsAvailable: true, recordingAvailable: true },
        ...{ pushKey: 'key of the tests', identityProvider: null },
      },
      pushServices: ['push.example', '.push.example.net'],
      ...options.settings,
    },
    database: town.database,
    feedUrl: town.url,
    commands: new program.SessionCommands(workflows, metrics),
    mediaHolder: options.mediaHolder ?? stopsOnly(stops),
    artefacts: options.artefacts ?? storeOf(files, lostFiles),
    joinLinkMailer:
      options.joinLinkMailer === undefined
        ? { send: async (mail) => void mails.push(mail) }
        : options.joinLinkMailer,
    tickets: program.makeTicketSystems(workflows, ['127.0.0.1']),
    identityProvider: options.identityProvider?.(town) ?? null,
    health: options.health ?? [],
    pages: options.pages ?? { folder: makeTestFolder(t) },
    plugins: options.plugins?.(town) ?? [],
  }
}

/** A gateway that notes what it is asked to stop; its sockets have tests of their own. */
function stopsOnly(stops: MediaStop[]): NonNullable<Dependencies['mediaHolder']> {
  return {
    stop: async (stop) => void stops.push(stop),
    sessionChanged: () => undefined,
    admit: () => Promise.reject(new Error('nobody connects here')),
    connect: () => undefined,
    receive: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
  }
}

function storeOf(files: Map<string, Buffer>, lost: ReadonlySet<string>): ArtefactStore {
  return {
    put: async (key, content) => void files.set(key, Buffer.from(content)),
    read: async (key, range) => {
      const file = files.get(key)
      if (!file) throw new Error(`there is no object ${key}`)
      return Readable.from([file.subarray(range?.first ?? 0, (range?.last ?? file.length) + 1)])
    },
    remove: async (key) => {
      if (lost.has(key)) throw new Error(`the disk of ${key} is away`)
      files.delete(key)
    },
  }
}

type WorkerOptions = {
  town: Town
  address: string
  taskQueue: string
  activities: Omit<SessionActivities, 'commitSession'>
  bundle: Program['bundle']
}

async function runWorker(t: Test, options: WorkerOptions) {
  const { town, address, taskQueue, activities } = options
  const connection = await NativeConnection.connect({ address })
  const commits = createCommitActivities({ database: town.database, linkKey: LINK_KEY })
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue,
      workflowBundle: await options.bundle(),
      activities: { ...commits, ...activities },
      maxCachedWorkflows: 100,
      stickyQueueScheduleToStartTimeout: '1s',
    }),
    Worker.create({ connection, taskQueue: `${taskQueue}:${GATEWAY}`, activities }),
  ])
  const running = Promise.all(workers.map((worker) => worker.run()))
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopWorkers())
  const stopWorkers = async () => {
    for (const worker of workers) worker.shutdown()
    await running
    await connection.close()
  }
  t.teardown(stop)
  return { stop }
}
