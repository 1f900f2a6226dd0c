import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { HistoryLineView } from '../../contract/history-view.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { makeCreator } from '../support/session-creator.ts'
import { signIn } from '../support/sign-in.ts'
import { openStage, type Stage } from './stage.ts'

const LANES = 6
/** Sessions acknowledged before Postgres stops, and again after it is back. */
const ENOUGH = 20
const LONGEST_MS = 120_000
const COMMANDS = new Set<HistoryLineView['kind']>(['created', 'completed'])

t.test(
  'Postgres stopped under load: no acknowledged command is missing',
  { timeout: 300_000 },
  async (t) => {
    const stage = await openStage(t)
    const pids = (['api', 'worker'] as const).map((name) => stage.pidOf(name))
    const load = await makeLoad(stage)
    const lanes = Array.from({ length: LANES }, (_, lane) => load.run(`lane-${lane}`))
    await stage.until('the load runs', () => load.acknowledged.length >= ENOUGH, LONGEST_MS)
    await stage.keepAway('postgres', 1_000, 'SIGQUIT')
    const later = load.acknowledged.length + ENOUGH
    await stage.until('the load runs again', () => load.acknowledged.length >= later, LONGEST_MS)
    load.stop()
    await Promise.all(lanes)
    t.comment(`${load.troubles.length} commands met the outage`)
    t.same(
      load.troubles.filter((trouble) => trouble !== 503),
      [],
      'each was asked to come back',
    )
    for (const id of load.acknowledged) {
      const session = await load.read<EmployeeSessionView>(paths.session(id))
      const { items } = await load.read<{ items: HistoryLineView[] }>(paths.history(id))
      const kinds = items.map(({ kind }) => kind).filter((kind) => COMMANDS.has(kind))
      t.same([session.status, kinds], ['done', ['created', 'completed']], `#${session.number}`)
    }
    const { counts } = await load.read<{ counts: { all: number } }>(paths.sessions)
    t.equal(counts.all, load.acknowledged.length, 'each was created once')
    t.same(
      (['api', 'worker'] as const).map((name) => stage.pidOf(name)),
      pids,
      'no process died',
    )
  },
)

/** Creates and closes sessions, over and over; every command is repeated until it is answered. */
async function makeLoad(stage: Stage) {
  const create = await makeCreator(stage.run)
  const { headers } = await signIn(stage.run, stage.account('Anna Keller'))
  const url = (path: string) => new URL(path, stage.run.publicUrl)
  const acknowledged: string[] = []
  const troubles: number[] = []
  let isStopped = false
  const insist = async (command: () => Promise<Response>): Promise<Response> => {
    for (;;) {
      const answer = await command()
      if (answer.ok) return answer
      troubles.push(answer.status)
      await wait(100)
    }
  }
  const createAndClose = async (key: string) => {
    const created = await insist(() => create(key))
    const { id } = (await created.json()) as { id: string } // as the contract says
    const completion = { ...headers, 'idempotency-key': `${key}-closed` }
    const options = { method: 'POST', headers: completion, body: '{}' }
    await insist(() => fetch(url(paths.completion(id)), options))
    acknowledged.push(id)
  }
  return {
    acknowledged,
    troubles,
    async run(lane: string) {
      for (let turn = 0; !isStopped; turn++) await createAndClose(`${lane}-${turn}`)
    },
    stop: () => (isStopped = true),
    async read<T>(path: string): Promise<T> {
      return (await (await fetch(url(path), { headers })).json()) as T // the caller names the shape
    },
  }
}
