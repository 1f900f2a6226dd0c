import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { commandLineOf } from '../embedded/command-line.ts'
import { OperatorProblem } from '../program.ts'

const SECRETS = [
  ...(['linkKey', 'mediaKey', 'pushKey', 'demoKey'] as const),
  ...(['janusApiSecret', 'janusAdminKey'] as const),
] as const
const PORTS = {
  api: 8080,
  postgres: 5433,
  temporal: 7233,
  temporalUi: 8233,
  janus: 8188,
  smtp: 2525,
}

export type HomeSecrets = Readonly<Record<(typeof SECRETS)[number], string>>
export type HomePorts = Record<keyof typeof PORTS, number>

/** Everything one `npm start` keeps between two runs. */
export interface Home {
  readonly folder: string
  readonly secrets: HomeSecrets
  /** Those of the last run, so that links stay valid. */
  readonly ports: HomePorts
  /** A path inside. */
  at(...names: string[]): string
  savePorts(ports: HomePorts): void
  release(): void
}

/** Takes the folder for this process; throws when another start is running in it. */
export async function openHome(name: string): Promise<Home> {
  const folder = path.resolve(name)
  mkdirSync(folder, { recursive: true })
  const at = (...names: string[]) => path.join(folder, ...names)
  takeLock(at('start.pid'))
  await endLeftovers(at('processes.json'))
  return {
    folder,
    at,
    secrets: loadSecrets(at('secrets.json')),
    ports: { ...PORTS, ...readNumbers(at('ports.json')) },
    savePorts: (ports) => writeAtomically(at('ports.json'), ports),
    release: () => rmSync(at('start.pid'), { force: true }),
  }
}

export function writeAtomically(file: string, content: unknown): void {
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(partial, file)
}

function takeLock(file: string): void {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (pid !== process.pid && commandLineOf(pid)?.includes('bin/start.ts')) {
    throw new OperatorProblem(`Lotse already runs in this folder (process ${pid}): stop it first`)
  }
  writeFileSync(file, String(process.pid))
}

function loadSecrets(file: string): HomeSecrets {
  const present: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const fresh = Object.fromEntries(SECRETS.map((name) => [name, randomBytes(32).toString('hex')]))
  // Only this function writes the file, with a string under each of the names.
  const secrets = { ...fresh, ...(present as object) } as HomeSecrets
  writeAtomically(file, secrets)
  return secrets
}

function readNumbers(file: string): Partial<HomePorts> {
  // Only `savePorts` writes the file.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<HomePorts>) : {}
}

const LEFTOVER_PATIENCE_MS = 10_000

export interface RecordedProcess {
  readonly name: string
  readonly pid: number
  readonly commandLine: string
}

/*
 * After kill -9 of a start its processes end by themselves on Linux, elsewhere they do not. Two
 * Temporal servers must never have the same file open.
 */
async function endLeftovers(file: string): Promise<void> {
  if (!existsSync(file)) return
  // Only `recordProcesses` writes the file.
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as RecordedProcess[]
  const isThere = ({ pid, commandLine }: RecordedProcess) => commandLineOf(pid) === commandLine
  for (const { pid } of recorded.filter(isThere)) process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + LEFTOVER_PATIENCE_MS
  while (recorded.some(isThere) && Date.now() < deadline) await wait(50)
  for (const { pid } of recorded.filter(isThere)) process.kill(pid, 'SIGKILL')
  rmSync(file)
}

/** Notes what runs, for a start after one that could not clean up. */
export function recordProcesses(
  home: Home,
  processes: readonly { name: string; pid: number }[],
): void {
  const recorded = processes
    .filter(({ pid }) => pid !== process.pid)
    .map(({ name, pid }) => ({ name, pid, commandLine: commandLineOf(pid) ?? '' }))
  writeAtomically(home.at('processes.json'), recorded)
}
