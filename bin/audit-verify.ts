import { parseArgs } from 'node:util'
import { makeTemporalClient } from '../api/session-workflows.ts'
import { findLastSeal, verifyAudit, type AuditSeal } from '../db/audit-seals.ts'
import { makeDatabase } from '../db/database.ts'
import { loadConfig } from './config.ts'
import { OperatorProblem, runProgram } from './program.ts'
import { listNotedSeals } from './session-runs.ts'

/* Whether the audit log still is what was sealed; ends with 1 when it is not. */

await runProgram(async () => {
  const { values } = parseArgs({ options: { seal: { type: 'string', multiple: true } } })
  const kept = (values.seal ?? []).map(readSeal)
  const config = loadConfig(['databaseUrl', 'temporalAddress', 'temporalNamespace'])
  const noted = await askTemporal(config)
  const database = makeDatabase({ url: config.databaseUrl, applicationName: 'lotse audit' })
  const { seals, rows, unsealed, broken } = await verifyAudit(database, [...noted, ...kept])
  const last = await findLastSeal(database)
  await database.destroy()
  if (broken) {
    console.error(`BROKEN: ${broken}`)
    process.exitCode = 1
    return
  }
  console.log(`${rows} rows under ${seals} seals are as they were sealed, ${unsealed} wait for one`)
  if (noted.length === 0) console.log('Temporal has noted no seal yet: a cut end would not show')
  if (last) console.log(`The last seal is ${last.lastId}:${last.hash}`)
})

type TemporalConfig = { temporalAddress: string; temporalNamespace: string }

async function askTemporal(config: TemporalConfig): Promise<AuditSeal[]> {
  const client = makeTemporalClient(config.temporalAddress, config.temporalNamespace)
  try {
    return await listNotedSeals(client)
  } catch (error) {
    // Without it, a log whose end was cut off would pass.
    throw new OperatorProblem(`Temporal does not say which seals it noted: ${String(error)}`)
  } finally {
    await client.connection.close()
  }
}

/** As this program prints it. */
function readSeal(text: string): AuditSeal {
  const [, lastId, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? []
  if (lastId && hash) return { lastId: Number(lastId), hash }
  throw new OperatorProblem(`--seal takes what this program printed, not ${JSON.stringify(text)}`)
}
