import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, chmodSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { RunFile } from '../../bin/start/run-file.ts'
import { timed, type Figures } from './figures.ts'

const START = fileURLToPath(new URL('../../bin/start.ts', import.meta.url))
const READY_LIMIT_MS = 180_000

/** `npm start` in a folder of its own, as a bench needs it: started, measured, stopped. */
export class Installation {
  readonly folder: string
  #child: ChildProcess | undefined

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'lotse-bench-'))
    // As root, Postgres runs as somebody else, who must be able to pass through.
    chmodSync(this.folder, 0o755)
  }

  get run(): RunFile {
    return JSON.parse(readFileSync(path.join(this.folder, 'run.json'), 'utf8')) as RunFile // bin/start/run-file.ts
  }

  /** Resolves when the first page has been answered; ms. */
  start(): Promise<number> {
    return timed(async () => {
      const env = { ...process.env, LOTSE_HOME: this.folder }
      this.#child = spawn(process.execPath, ['--import=tsx', START], { env, stdio: 'ignore' })
      await this.#untilReady()
      await fetch(this.run.console)
    })
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (child?.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Resident memory of everything that was started, in MB. */
  memory(): number {
    const kilobytes = this.run.processes.map(({ pid }) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
    })
    return kilobytes.reduce((sum, each) => sum + each, 0) / 1024
  }

  /** The database's address, from the environment of the process that uses it. */
  get databaseUrl(): string {
    const api = this.run.processes.find(({ name }) => name === 'api')
    const environment = readFileSync(`/proc/${api?.pid}/environ`, 'utf8').split('\0')
    const entry = environment.find((each) => each.startsWith('LOTSE_DATABASE_URL='))
    if (!entry) throw new Error('the api has no database')
    return entry.slice('LOTSE_DATABASE_URL='.length)
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + READY_LIMIT_MS
    while (Date.now() < deadline) {
      try {
        if (this.run.ready) return
      } catch {
        // Not written yet.
      }
      await wait(20)
    }
    throw new Error('npm start was not ready in time')
  }
}

/** First and second start with full caches, and what the whole set holds in memory. */
export async function benchStart(installation: Installation): Promise<Figures> {
  const first = await installation.start()
  const memory = installation.memory()
  await installation.stop()
  const second = await installation.start()
  return [
    {
      name: 'second start ÷ first start, each until the first page',
      ratio: second / first,
      detail: `${(second / 1000).toFixed(1)} ÷ ${(first / 1000).toFixed(1)} s`,
    },
    { name: 'memory of the whole set', ratio: null, detail: `${memory.toFixed(0)} MB` },
  ]
}
