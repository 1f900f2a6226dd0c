import { DefaultLogger, NativeConnection, Runtime, type LogEntry } from '@temporalio/worker'
import type { Logger } from 'pino'
import { makeTemporalClient } from '../api/session-workflows.ts'
import { makeDatabase } from '../db/database.ts'
import { assertSchemaMatches } from '../db/migrate.ts'
import { loadConfig } from './config.ts'
import { makeLog } from './log.ts'
import { runProgram, tellParent } from './program.ts'
import { makeSessionRuns, scheduleKeeping, scheduleReconcile } from './session-runs.ts'
import { createWorkers, WORKER_SETTINGS } from './worker/create-workers.ts'
import { wakeDeliveries } from './worker/wake-deliveries.ts'

/*
 * One worker process. SIGTERM ends it in order: no new tasks, running ones get their grace.
 */

await runProgram(async () => {
  const config = loadConfig([...WORKER_SETTINGS, 'databaseUrl', 'temporalAddress', 'logLevel'])
  const log = makeLog('worker', config.logLevel)
  // It ends every worker on SIGTERM and SIGINT by itself.
  Runtime.install({ logger: new DefaultLogger('WARN', (entry) => pass(log, entry)) })
  const database = makeDatabase({ url: config.databaseUrl, applicationName: 'lotse worker' })
  await assertSchemaMatches(database.connection)
  const connection = await NativeConnection.connect({ address: config.temporalAddress })
  const client = makeTemporalClient(config.temporalAddress, config.temporalNamespace)
  const runs = makeSessionRuns(client)
  const workers = await createWorkers({ config, database, connection, runs })
  await scheduleReconcile(client, config.janusUrl ? config.gateway : null)
  await scheduleKeeping(client)
  const { databaseUrl } = config
  const stopWaking = config.taskQueues.includes('notifications')
    ? await wakeDeliveries({ client, database, databaseUrl, log })
    : async () => undefined
  const running = workers.map((worker) => worker.run())
  log.info({ queues: workers.map(({ options }) => options.taskQueue) }, 'worker runs')
  tellParent()
  await Promise.all(running)
  await stopWaking()
  await client.connection.close()
  await connection.close()
  await database.destroy()
})

function pass(log: Logger, { level, message, meta }: LogEntry): void {
  const { error, ...fields } = meta ?? {}
  log[level === 'ERROR' ? 'error' : 'warn'](
    { ...fields, ...(error ? { err: error } : {}) },
    message,
  )
}
