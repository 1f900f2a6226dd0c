import { parseArgs } from 'node:util'
import { makeDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { findOnPath } from '../setup/programs.mjs'
import { embeddedEnvironment, isProduction, loadConfig, loadGivenConfig } from './config.ts'
import { explain, OperatorProblem } from './program.ts'
import { announce } from './start/announce.ts'
import { ensureDemoOrganisation, type DemoOrganisation } from './start/demo-organisation.ts'
import { environmentFor } from './start/environment.ts'
import { openHome, writeAtomically, type Home } from './start/home.ts'
import { buildPages } from './start/pages.ts'
import { choosePlace } from './start/place.ts'
import { startProgram } from './start/program.ts'
import { waitUntilServing } from './start/readiness.ts'
import { removeRunFile, writeRunFile, type RunFacts } from './start/run-file.ts'
import { startServers } from './start/servers.ts'
import { Supervised, type Running } from './start/supervised.ts'
import { bundleWorkflows } from './start/workflows.ts'

/*
 * npm start: every server and program of Lotse on this machine, with a demo organisation.
 */

const READY_LIMIT_MS = 30_000

/** What the user may set to have it another way. */
const GIVEN = [
  ...(['databaseUrl', 'temporalAddress', 'temporalCli', 'janusUrl', 'smtpUrl'] as const),
  ...(['mediaAddress', 'reclaimSeconds', 'host', 'port'] as const),
]

const { values: flags } = parseArgs({
  options: { https: { type: 'boolean', default: false }, dev: { type: 'boolean', default: false } },
})

const stops: (() => Promise<void> | void)[] = []
let facts: RunFacts | undefined
let isStopping = false

process.on('SIGINT', () => void stop(130))
process.on('SIGTERM', () => void stop(0))

try {
  await start()
} catch (error) {
  console.error(explain(error))
  await stop(1)
}

async function start(): Promise<void> {
  if (isProduction()) throw new OperatorProblem('npm start refuses NODE_ENV=production')
  const env = embeddedEnvironment()
  const given = loadGivenConfig(GIVEN, env)
  const home = await openHome(loadConfig(['home'], env).home)
  stops.unshift(() => home.release())
  const [servers] = await Promise.all([
    startServers(home, given, { say, onChange }),
    flags.dev ? undefined : buildPages(say),
    bundleWorkflows(say),
  ])
  stops.unshift(() => servers.stop())
  const demo = await prepareDatabase(servers.databaseUrl, home)
  writeAtomically(home.at('demo.json'), demo)
  const place = await choosePlace(home, { ...given, isHttps: flags.https })
  const programs = supervisePrograms({ home, place, servers })
  stops.unshift(async () => {
    for (const program of programs) await program.stop()
  })
  await Promise.all(programs.map((program) => program.start()))
  facts = { home, place, servers, demo, programs }
  stops.unshift(() => removeRunFile(home))
  await announce(writeRunFile(facts), { isHttps: flags.https })
}

async function prepareDatabase(url: string, home: Home): Promise<DemoOrganisation> {
  for (const name of await migrate(url)) say(`database: ${name}`)
  const database = makeDatabase({ url, applicationName: 'lotse start' })
  try {
    const { demoKey } = home.secrets
    return await ensureDemoOrganisation(database, { demoKey, isProduction: isProduction() })
  } finally {
    await database.destroy()
  }
}

type Ground = Pick<RunFacts, 'home' | 'place' | 'servers'>

/** The api first: it is also stopped first. */
function supervisePrograms({ home, place, servers }: Ground): Supervised<Running>[] {
  const hasRecording = ['ffmpeg', 'janus-pp-rec'].every((name) => findOnPath(name))
  const surroundings = { home, place, servers, hasRecording, isDevelopment: flags.dev }
  const env = environmentFor(surroundings, embeddedEnvironment())
  const supervise = (name: 'api' | 'worker', isServing: () => Promise<unknown>) => {
    const start = async (previous: Running | undefined) => {
      const logFile = home.at('logs', `${name}.log`)
      const program = await startProgram({ name, env, logFile, home: home.folder })
      await isServing()
      if (!previous) say(`${name} runs (log: ${logFile})`)
      return program
    }
    return new Supervised<Running>({ name, start, say, onChange })
  }
  return [
    supervise('api', () => waitUntilServing(place, READY_LIMIT_MS)),
    supervise('worker', () => Promise.resolve()),
  ]
}

function onChange(): void {
  if (facts && !isStopping) writeRunFile(facts)
}

function say(line: string): void {
  console.log(`lotse: ${line}`)
}

/** In order: run.json, programs, servers. A second signal does not wait. */
async function stop(exitCode: number): Promise<void> {
  if (isStopping) process.exit(exitCode)
  isStopping = true
  if (exitCode !== 1) say('stopping')
  for (const each of stops) await each()
  process.exit(exitCode)
}
