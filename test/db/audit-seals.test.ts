import { sql } from 'kysely'
import t from 'tap'
import { writeAudit } from '../../db/audit-log.ts'
import { sealAudit, verifyAudit } from '../../db/audit-seals.ts'
import { makeWorld, type World } from './world.ts'

const AT_ONCE = { settledAfterMs: -60_000 }

async function write({ db, employees }: World, actions: readonly string[]): Promise<void> {
  const actor = { kind: 'employee', id: employees.ada } as const
  for (const action of actions) await writeAudit(db, { actor, action, details: { action } })
}

/** What somebody with the database's own password could do. */
async function tamper({ database }: World, statement: string): Promise<void> {
  await sql.raw('alter table audit_log disable trigger all').execute(database)
  await sql.raw('alter table audit_seals disable trigger all').execute(database)
  await sql.raw(statement).execute(database)
}

async function sealedWorld(...[t]: Parameters<typeof makeWorld>): Promise<World> {
  const world = await makeWorld(t)
  await write(world, ['signed_in', 'code_disabled'])
  await sealAudit(world.database, AT_ONCE)
  await write(world, ['artefact_deleted', 'signed_out'])
  await sealAudit(world.database, AT_ONCE)
  return world
}

t.test('what was sealed is found as it was', async (t) => {
  const world = await sealedWorld(t)
  await write(world, ['signed_in'])
  const verdict = await verifyAudit(world.database)
  t.same(verdict, { seals: 2, rows: 4, unsealed: 1, broken: null })
  t.equal(await sealAudit(world.database, AT_ONCE), 1)
  t.equal(await sealAudit(world.database, AT_ONCE), 0, 'nothing is sealed twice')
})

t.test('what was written just now waits: a row with a lower number may still come', async (t) => {
  const world = await makeWorld(t)
  await write(world, ['signed_in'])
  t.equal(await sealAudit(world.database), 0)
  t.equal(await sealAudit(world.database, AT_ONCE), 1)
})

for (const [what, statement] of Object.entries({
  'a changed row': `update audit_log set action = 'signed_in' where action = 'artefact_deleted'`,
  'a changed detail': `update audit_log set details = '{}' where action = 'code_disabled'`,
  'a missing row': `delete from audit_log where action = 'code_disabled'`,
  'a missing seal': `delete from audit_seals where first_id = (select min(first_id) from audit_seals)`,
  'a row slipped in': `insert into audit_log (id, organisation_id, actor_kind, actor_id, action)
    overriding system value select min(id) - 1, null, 'system', 'x', 'forged' from audit_log`,
})) {
  t.test(`T23: ${what} breaks the chain`, async (t) => {
    const world = await sealedWorld(t)
    t.equal((await verifyAudit(world.database)).broken, null)
    await tamper(world, statement)
    t.match((await verifyAudit(world.database)).broken, /are not what was sealed/)
  })
}
