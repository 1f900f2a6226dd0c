import { WithStartWorkflowOperation, type Client } from '@temporalio/client'
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { makeTemporalClient } from '../../api/session-workflows.ts'
import type { RunFile } from '../../bin/start/run-file.ts'
import { bareCreate } from './bare-session.ts'
import { median, percentile, throughput, timed, type Figures } from './figures.ts'
import type { Installation } from './installation.ts'
import { makeCreator } from '../support/session-creator.ts'

const QUEUE = 'bench-bare'
const WARM_UP = 5
const ALONE = 30
const LANES = 20
const TOGETHER = 100

/**
 * Creating a session by HTTP, divided by a bare update-with-start with one row written by one eager
 * activity, on the same Temporal and the same Postgres, in turns.
 */
export async function benchCreation(
  { run, databaseUrl }: Installation,
  ours: () => Promise<string>,
): Promise<Figures> {
  const bare = await makeBare(run.temporalAddress, databaseUrl)
  try {
    for (let i = 0; i < WARM_UP; i += 1) await bare.create().then(() => ours())
    const alone = { bare: [] as number[], ours: [] as number[] }
    for (let i = 0; i < ALONE; i += 1) {
      alone.bare.push(await timed(bare.create))
      alone.ours.push(await timed(ours))
    }
    const bareRate = [await throughput(TOGETHER, LANES, bare.create)]
    const ourRate = [await throughput(TOGETHER, LANES, ours)]
    bareRate.push(await throughput(TOGETHER, LANES, bare.create))
    ourRate.push(await throughput(TOGETHER, LANES, ours))
    return [latency(alone), rate(median(ourRate), median(bareRate))]
  } finally {
    await bare.close()
  }
}

function latency({ ours, bare }: { ours: number[]; bare: number[] }): Figures[number] {
  const p95 = `p95 ${percentile(ours, 0.95).toFixed(0)} ÷ ${percentile(bare, 0.95).toFixed(0)} ms`
  return {
    name: 'create a session by HTTP ÷ bare update-with-start, alone (aim ≤ 1.25)',
    ratio: median(ours) / median(bare),
    detail: `p50 ${median(ours).toFixed(0)} ÷ ${median(bare).toFixed(0)} ms, ${p95}`,
  }
}

function rate(ours: number, bare: number): Figures[number] {
  return {
    name: `the same, throughput with ${LANES} at once (aim ≥ 0.8)`,
    ratio: ours / bare,
    detail: `${ours.toFixed(1)} ÷ ${bare.toFixed(1)} per second`,
  }
}

async function makeBare(address: string, databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 10 })
  await sql`create table if not exists bench_rows (id text primary key, at timestamptz default now())`
  const connection = await NativeConnection.connect({ address })
  const client = makeTemporalClient(address)
  const worker = await Worker.create({
    connection,
    taskQueue: QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./bare-session.ts', import.meta.url)),
    }),
    activities: {
      writeRow: async (id: string) => {
        await sql`insert into bench_rows (id) values (${id}) on conflict do nothing`
        return 1
      },
    },
  })
  const running = worker.run()
  return {
    create: () => createBare(client),
    async close() {
      worker.shutdown()
      await running
      await connection.close()
      await client.connection.close()
      await sql`drop table bench_rows`
      await sql.end()
    },
  }
}

async function createBare(client: Client): Promise<void> {
  const id = randomUUID()
  const startWorkflowOperation = new WithStartWorkflowOperation('bareSession', {
    workflowId: `bench:${id}`,
    taskQueue: QUEUE,
    args: [],
    workflowIdConflictPolicy: 'USE_EXISTING',
  })
  await client.workflow.executeUpdateWithStart(bareCreate, {
    args: [id],
    updateId: id,
    startWorkflowOperation,
  })
}

/** Creates a session by HTTP; the answer is its id. */
export async function makeOurs(run: RunFile): Promise<() => Promise<string>> {
  const create = await makeCreator(run)
  return async () => {
    const answer = await create(randomUUID())
    if (answer.status !== 201) throw new Error(`creating a session answered ${answer.status}`)
    const { id } = (await answer.json()) as { id: string } // as the contract says
    return id
  }
}
