import { availableParallelism } from 'node:os'
import { runChecks } from './check.ts'
import { endRunningCommands } from './support/command.ts'
import { tryAgain, type FailedFile } from './support/second-try.ts'
import { startSharedServer, type ServerName, type SharedServer } from './support/shared-servers.ts'
import { runTestFile, type FileResult } from './support/test-file.ts'
import { findTestFiles, type TestKind } from './support/test-files.ts'

/*
 * npm test: the checks, then every test file as a program of its own. Arguments name the files to
 * run (parts of their paths); then there are no checks and no second tries. --quick leaves out what
 * needs servers.
 */

const isQuick = process.argv.includes('--quick')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))

const WHOLE_LIMIT_MS = 80 * 60_000
const FILE_LIMIT_MS: Record<TestKind, number> = {
  quick: 2 * 60_000,
  // The longest walks through two thousand sessions, with another file beside it.
  server: 15 * 60_000,
  'end-to-end': 12 * 60_000,
}
const JOBS: Record<TestKind, number> = {
  quick: availableParallelism(),
  server: Math.max(2, Math.floor(availableParallelism() / 2)),
  'end-to-end': 1,
}

const counts = { passed: 0, failed: 0 }
const servers: SharedServer[] = []
const failedFiles: FailedFile[] = []
const unsteady: string[] = []
const began = performance.now()

process.once('SIGINT', () => void finish('interrupted'))
process.once('SIGTERM', () => void finish('interrupted'))
setTimeout(() => void finish(`not finished after ${WHOLE_LIMIT_MS / 60_000} min`), WHOLE_LIMIT_MS)

await runEverything()
await settleFailures()
await finish()

async function runEverything(): Promise<void> {
  const files = findTestFiles()
  if (wanted.length === 0) add(await runChecks())
  await runFiles('quick', files.quick, process.env)
  if (isQuick) return
  const isServerNeeded = [...files.server, ...files['end-to-end']].some(isWanted)
  const environment = isServerNeeded ? await startServers() : {}
  await runFiles('server', files.server, { ...process.env, ...environment })
  await runFiles('end-to-end', files['end-to-end'], { ...process.env, ...environment })
}

function isWanted(file: string): boolean {
  return wanted.length === 0 || wanted.some((part) => file.includes(part))
}

async function runFiles(
  kind: TestKind,
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const waiting = files.filter(isWanted)
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const path = file
      const run = async () => {
        const result = await runTestFile(path, { limitMs: FILE_LIMIT_MS[kind], env })
        report(path, result)
        return result
      }
      const result = await run()
      if (result.failures.length === 0) count(result)
      else failedFiles.push({ file, result, run })
    }
  }
  await Promise.all(Array.from({ length: JOBS[kind] }, work))
}

function report(file: string, { passed, failures, seconds, output }: FileResult): void {
  const summary = `${file} (${passed} passed, ${seconds.toFixed(1)} s)`
  if (failures.length === 0) console.log(`ok ${summary}`)
  else console.log(`not ok ${summary}\n${output.trimEnd()}\n${list(failures)}`)
}

/** Of a whole run, the few files that failed are tried once more, alone. */
async function settleFailures(): Promise<void> {
  if (wanted.length > 0) {
    for (const { result } of failedFiles) count(result)
    return
  }
  for (const { file, result, isUnsteady } of await tryAgain(failedFiles)) {
    count(result)
    if (isUnsteady) unsteady.push(file)
  }
}

function list(failures: readonly string[]): string {
  return failures.map((failure) => `  failed: ${failure}`).join('\n')
}

async function startServers(): Promise<Record<string, string>> {
  const names: ServerName[] = ['postgres', 'temporal', 'janus']
  const started = await Promise.allSettled(names.map(startSharedServer))
  const environment: Record<string, string> = {}
  for (const outcome of started) {
    if (outcome.status === 'fulfilled') {
      servers.push(outcome.value)
      Object.assign(environment, outcome.value.environment)
    } else {
      counts.failed++
      console.log(`not ok a server does not start: ${String(outcome.reason)}`)
    }
  }
  return environment
}

function count({ passed, failures }: FileResult): void {
  add({ passed, failed: failures.length })
}

function add({ passed, failed }: { passed: number; failed: number }): void {
  counts.passed += passed
  counts.failed += failed
}

async function finish(complaint?: string): Promise<never> {
  if (complaint) {
    console.log(`not ok ${complaint}`)
    counts.failed++
    endRunningCommands()
  }
  await Promise.allSettled(servers.map((server) => server.stop()))
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.log(`\n${seconds} s`)
  for (const file of unsteady) console.log(`unsteady, passed only alone: ${file}`)
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  process.exit(counts.failed > 0 ? 1 : 0)
}
