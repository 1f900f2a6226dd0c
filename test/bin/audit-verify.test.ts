import { spawnSync } from 'node:child_process'
import { msToTs } from '@temporalio/common/lib/time.js'
import { NativeConnection, Worker } from '@temporalio/worker'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { createAuditActivities, createKeepingActivities } from '../../activities/keeping.ts'
import { makeTemporalClient } from '../../api/session-workflows.ts'
import { scheduleKeeping } from '../../bin/session-runs.ts'
import { writeAudit } from '../../db/audit-log.ts'
import { sealAudit, verifyAudit } from '../../db/audit-seals.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { MEDIA_QUEUE, SESSIONS_QUEUE } from '../../workflows/messages.ts'
import { until } from '../activities/delivery-stage.ts'
import { makeWorld, type World } from '../db/world.ts'
import { makeTestFolder, makeTestTemporal } from '../support/servers.ts'
import { bundleWorkflows } from '../workflows/temporal-session.ts'

/** An installation whose schedule runs when the test says so; what is written is settled at once. */
async function makeInstallation(t: Test, namespace: string) {
  const { db, database, employees, url } = await makeWorld(t)
  const { address } = await makeTestTemporal(t)
  const client = await openNamespace(t, { address, namespace })
  await runWorkers(t, { address, namespace, database })
  await scheduleKeeping(client)
  const schedule = client.schedule.getHandle('keeping')
  let runs = 0
  return {
    database,
    write: async (...actions: string[]) => {
      const actor = { kind: 'employee', id: employees.ada } as const
      for (const action of actions) await writeAudit(db, { actor, action })
    },
    seal: async () => {
      await schedule.trigger()
      runs += 1
      const query = `TemporalScheduledById = 'keeping' and ExecutionStatus = 'Completed'`
      const done = async () => (await client.workflow.count(query)).count === runs
      await until(done, 'the schedule ran')
    },
    /** What somebody with the database's own password could do. */
    tamper: async (...statements: string[]) => {
      await sql`alter table audit_log disable trigger all`.execute(database)
      await sql`alter table audit_seals disable trigger all`.execute(database)
      for (const statement of statements) await sql.raw(statement).execute(database)
    },
    verify: (options: string[] = [], temporalAddress = address) => {
      const temporal = {
        LOTSE_TEMPORAL_ADDRESS: temporalAddress,
        LOTSE_TEMPORAL_NAMESPACE: namespace,
      }
      const env = { ...process.env, LOTSE_DATABASE_URL: url, ...temporal }
      const command = ['run', '--silent', 'audit:verify', '--', ...options]
      return spawnSync('npm', command, { env, encoding: 'utf8' })
    },
  }
}

type Place = { address: string; namespace: string }

async function openNamespace(t: Test, { address, namespace }: Place) {
  const client = makeTemporalClient(address, namespace)
  t.teardown(() => client.connection.close())
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  })
  const isThere = async () => {
    try {
      return (await client.workflow.count()).count === 0
    } catch {
      return false
    }
  }
  await until(isThere, 'the namespace is known')
  return client
}

async function runWorkers(
  t: Test,
  { address, namespace, database }: Place & Pick<World, 'database'>,
): Promise<void> {
  const connection = await NativeConnection.connect({ address })
  const there = { connection, namespace }
  const auditing = createAuditActivities(database, { settledAfterMs: -60_000 })
  const deleting = createKeepingActivities(database, makeDiskObjectStore(makeTestFolder(t)))
  const workflowBundle = await bundleWorkflows()
  const workers = await Promise.all([
    Worker.create({ ...there, taskQueue: SESSIONS_QUEUE, workflowBundle, activities: auditing }),
    Worker.create({ ...there, taskQueue: MEDIA_QUEUE, activities: deleting }),
  ])
  const running = workers.map((worker) => worker.run())
  t.teardown(async () => {
    for (const worker of workers) worker.shutdown()
    await Promise.all(running)
    await connection.close()
  })
}

const DELETE_NEWEST = [
  `delete from audit_log where id > (select first_id - 1 from audit_seals order by last_id desc limit 1)`,
  `delete from audit_seals where last_id = (select max(last_id) from audit_seals)`,
]

t.test('npm run audit:verify says whether the audit log is as it was sealed', async (t) => {
  const { write, seal, tamper, verify } = await makeInstallation(t, 'audit-changed')
  await write('signed_in', 'code_disabled')
  t.match(verify(), { status: 0, stdout: /0 seals.*, 2 wait for one\nTemporal has noted no seal/ })
  await seal()
  await write('signed_out')
  t.match(verify(), {
    status: 0,
    stdout: /^2 rows under 1 seals are as they were sealed, 1 wait for one\nThe last seal is \d/,
  })
  await tamper(`delete from audit_log where action = 'code_disabled'`)
  t.match(verify(), { status: 1, stdout: '', stderr: /^BROKEN: .*are not what was sealed/m })
})

t.test('T23: the newest rows cut off with their seal are missed, also by later runs', async (t) => {
  const { write, seal, tamper, verify } = await makeInstallation(t, 'audit-cut')
  await write('signed_in')
  await seal()
  await write('code_disabled', 'artefact_deleted')
  await seal()
  const before = verify()
  t.match(before, { status: 0, stdout: /^3 rows under 2 seals/ })
  await tamper(...DELETE_NEWEST)
  const missed = { status: 1, stdout: '', stderr: /^BROKEN: the seal up to row \d+ was noted/m }
  t.match(verify(), missed)
  await write('signed_out')
  await seal()
  t.match(verify(), missed, 'sealing anew upon the gap does not close it')
})

t.test('T23: a chain made anew is told from the one that was noted', async (t) => {
  const { database, write, seal, tamper, verify } = await makeInstallation(t, 'audit-anew')
  await write('signed_in', 'code_disabled')
  await seal()
  t.match(verify(), { status: 0 })
  await tamper(`delete from audit_seals`, `update audit_log set action = 'x' where id = 1`)
  await sealAudit(database, { settledAfterMs: -60_000 })
  t.match(verify(), { status: 1, stderr: /^BROKEN: the seal up to row \d+ was noted/m })
  t.equal((await verifyAudit(database)).broken, null, 'the database alone cannot tell')
})

t.test('what cannot be compared does not pass', async (t) => {
  const { write, seal, verify } = await makeInstallation(t, 'audit-compared')
  await write('signed_in')
  await seal()
  const [, kept = ''] = /The last seal is (\S+)/.exec(verify().stdout) ?? []
  t.match(verify(['--seal', kept]), { status: 0 })
  const other = kept.replace(/^\d+/, '9')
  t.match(verify(['--seal', other]), { status: 1, stderr: /^BROKEN: the seal up to row 9 was/m })
  t.match(verify(['--seal', 'abc']), { status: 1, stderr: /^--seal takes what this program/m })
  t.match(verify([], '127.0.0.1:1'), { status: 1, stdout: '', stderr: /^Temporal does not say/m })
})
