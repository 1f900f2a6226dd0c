import { rmSync } from 'node:fs'
import { pages } from '../../contract/paths.ts'
import type { DemoOrganisation } from './demo-organisation.ts'
import { recordProcesses, writeAtomically, type Home } from './home.ts'
import type { Place } from './place.ts'
import type { Servers } from './servers.ts'
import type { Running, Supervised } from './supervised.ts'

/** What `.lotse/run.json` holds, for scripts and tests. */
export interface RunFile {
  readonly ready: boolean
  readonly console: string
  readonly publicUrl: string
  readonly temporalUi: string | null
  readonly temporalAddress: string
  readonly mail: string
  readonly demo: string
  readonly apiKey: string
  readonly employees: readonly { name: string; email: string; password: string; role: string }[]
  readonly codes: readonly {
    device: string
    deviceId: string
    code: string
    url: string
    flows: readonly { id: string; title: string }[]
  }[]
  readonly actionButtons: readonly { id: string; title: string; url: string }[]
  readonly processes: readonly { name: string; pid: number }[]
}

export interface RunFacts {
  readonly home: Home
  readonly place: Place
  readonly servers: Servers
  readonly demo: DemoOrganisation
  readonly programs: readonly Supervised<Running>[]
}

/** Tells the world what runs; `ready` is false while something is being started again. */
export function writeRunFile(facts: RunFacts): RunFile {
  const supervised = [...facts.servers.supervised, ...facts.programs]
  const processes = supervised.flatMap(({ name, running }) => {
    return running ? [{ name: name.toLowerCase(), pid: running.pid }] : []
  })
  const isReady = processes.length === supervised.length
  const run = describe(facts, isReady, [{ name: 'start', pid: process.pid }, ...processes])
  recordProcesses(facts.home, processes)
  writeAtomically(facts.home.at('run.json'), run)
  return run
}

export function removeRunFile(home: Home): void {
  rmSync(home.at('run.json'), { force: true })
}

function describe(
  { place, servers, demo }: RunFacts,
  ready: boolean,
  processes: RunFile['processes'],
): RunFile {
  const { publicUrl } = place
  const urlOf = (code: string) => `${publicUrl}${pages.code(code)}`
  return {
    ready,
    console: `${publicUrl}${pages.sessions}`,
    publicUrl,
    temporalUi: servers.temporalUiUrl ?? null,
    temporalAddress: servers.temporalAddress,
    mail: `${publicUrl}/dev/mail`,
    demo: `${publicUrl}/demo`,
    apiKey: demo.apiKey,
    employees: demo.employees,
    codes: demo.codes.map((each) => ({ ...each, url: urlOf(each.code) })),
    actionButtons: demo.actionButtons.map(({ id, title, code }) => {
      return { id, title, url: `${urlOf(code)}?button=${id}` }
    }),
    processes,
  }
}
