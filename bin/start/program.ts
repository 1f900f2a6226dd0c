import { fileURLToPath } from 'node:url'
import { startServerProcess, waitUntilReady } from '../embedded/server-process.ts'
import type { Running } from './supervised.ts'

const READY_LIMIT_MS = 90_000
/** Above the worker's own grace, so that it is never cut short. */
const STOP_LIMIT_MS = 35_000

export interface ProgramOptions {
  readonly name: 'api' | 'worker'
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  /** Last argument, to tell the programs of several homes apart. */
  readonly home: string
}

/** Starts bin/<name>.ts as a process of its own and waits until it says that it is ready. */
export async function startProgram({ name, env, logFile, home }: ProgramOptions): Promise<Running> {
  const program = fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
  const server = await startServerProcess({
    name,
    command: process.execPath,
    args: ['--import=tsx', '--enable-source-maps', program, home],
    logFile,
    env,
    hasChannel: true,
  })
  let isReady = false
  void server.ready.then(() => {
    isReady = true
  })
  const limits = { name, logFile, limitMs: READY_LIMIT_MS }
  await waitUntilReady(server, limits, () => Promise.resolve(isReady))
  return {
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop('SIGTERM', STOP_LIMIT_MS),
  }
}
