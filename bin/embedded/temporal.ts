import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { findFreePort } from './free-port.ts'
import { startServerProcess, waitUntilReady } from './server-process.ts'

export interface TemporalServer {
  readonly address: string
  readonly uiUrl: string
  readonly port: number
  readonly uiPort: number
  readonly pid: number
  readonly exited: Promise<string>
  stop(): Promise<void>
}

export interface TemporalOptions {
  /** The `temporal` command line program. */
  readonly executable: string
  /** Holds database and log; a second start in the same folder goes on with the same workflows. */
  readonly folder: string
  readonly port?: number | undefined
  readonly uiPort?: number | undefined
}

const SEARCH_ATTRIBUTES = {
  LotseStatus: 'Keyword',
  LotseOrganisation: 'Keyword',
  LotseDevice: 'Keyword',
  LotseResponsible: 'Keyword',
  LotseNumber: 'Keyword',
  LotseTickets: 'KeywordList',
} as const

// Temporal's IndexedValueType on the wire.
const TYPE_NUMBERS = { Keyword: 2, KeywordList: 7 } as const

const NAMESPACE = 'default'
const RETENTION = '90 days'
const START_LIMIT_MS = 60_000

/** Starts Temporal's own development server with a database file and its UI. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const folder = path.resolve(options.folder)
  mkdirSync(folder, { recursive: true })
  const port = await findFreePort(options.port)
  const uiPort = await findFreePort(options.uiPort)
  const logFile = path.join(folder, 'temporal.log')
  const address = `127.0.0.1:${port}`
  const server = await startServerProcess({
    name: 'Temporal',
    command: options.executable,
    args: serverArguments({ port, uiPort, database: path.join(folder, 'temporal.sqlite') }),
    logFile,
  })
  const limits = { name: 'Temporal', logFile, limitMs: START_LIMIT_MS }
  await waitUntilReady(server, limits, () => isServing(address))
  await prepareNamespace(address)
  return {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    port,
    uiPort,
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop('SIGTERM', 15_000),
  }
}

interface ServerPlaces {
  readonly port: number
  readonly uiPort: number
  readonly database: string
}

function serverArguments({ port, uiPort, database }: ServerPlaces): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type}`)
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1'],
    ...['--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', database],
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...attributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ...['--dynamic-config-value', 'history.maxInFlightUpdates=100'],
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...['--log-level', 'error', '--color', 'never'],
  ]
}

async function isServing(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '1s' })
    try {
      await connection.workflowService.describeNamespace({ namespace: NAMESPACE })
      return true
    } finally {
      await connection.close()
    }
  } catch {
    return false
  }
}

async function prepareNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address })
  try {
    await addMissingSearchAttributes(connection)
    await connection.workflowService.updateNamespace({
      namespace: NAMESPACE,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
    })
  } finally {
    await connection.close()
  }
}

// The server's own flag registers attributes only while it makes a new database file.
async function addMissingSearchAttributes(connection: Connection): Promise<void> {
  const listed = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE })
  const present = new Set(Object.keys(listed.customAttributes ?? {}))
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !present.has(name))
  if (missing.length === 0) return
  await connection.operatorService.addSearchAttributes({
    namespace: NAMESPACE,
    searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, TYPE_NUMBERS[type]])),
  })
}
