import { sql } from 'kysely'
import t from 'tap'
import { forOrganisation, type OrganisationDatabase } from '../../db/database.ts'
import { findSessionFor } from '../../db/sessions.ts'
import { listSessions } from '../../db/session-list.ts'
import { createOrganisation } from '../../db/organisations.ts'
import { commitNewSession, idOf, makeWorld, type World } from './world.ts'

async function makeNeighbour(world: World): Promise<OrganisationDatabase> {
  const id = await createOrganisation(world.database, { name: 'Neighbour' })
  return forOrganisation(world.database, id)
}

t.test('another organisation sees and changes nothing', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  const neighbour = await makeNeighbour(world)
  const client = { kind: 'api_client', id: idOf('client') } as const
  t.ok(await findSessionFor(world.db, client, sessionId))
  t.equal(await findSessionFor(neighbour, client, sessionId), undefined)
  t.same((await listSessions(neighbour, client, { limit: 10 })).items, [])
  await neighbour.updateTable('sessions').set({ status: 'done' }).execute()
  await neighbour.deleteFrom('sessionHistory').execute()
  t.equal((await findSessionFor(world.db, client, sessionId))?.session.status, 'requested')
  t.equal((await world.db.selectFrom('sessionHistory').selectAll().execute()).length, 1)
})

t.test('joined and nested tables are bound as well', async (t) => {
  const world = await makeWorld(t)
  const query = world.db
    .with('labelled', (cte) => cte.selectFrom('sessionLabels').select('sessionId'))
    .selectFrom('sessions as s')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .innerJoin('labelled', 'labelled.sessionId', 's.id')
    .select('s.id')
    .where((eb) => eb.exists(eb.selectFrom('devices').select('devices.id')))
    .where((eb) => eb.or([eb('s.rev', '=', 1), eb('s.rev', '=', 2)]))
  const text = query.compile().sql
  for (const table of ['"session_labels"', '"s"', '"e"', '"devices"']) {
    t.ok(text.includes(`${table}."organisation_id" = $`), table)
  }
  t.notOk(text.includes('"labelled"."organisation_id"'))
  t.match(text, /and \("s"\."rev" = \$\d+ or "s"\."rev" = \$\d+\)/, 'the "or" stays in brackets')
  t.same(await query.execute(), [])
})

t.test('an outer join keeps rows that have no partner', async (t) => {
  const world = await makeWorld(t)
  await commitNewSession(world, 'one')
  const rows = await world.db
    .selectFrom('sessions as s')
    .leftJoin('employees as e', 'e.id', 's.responsibleId')
    .select(['s.number', 'e.name'])
    .execute()
  t.same(rows, [{ number: 1, name: null }])
})

t.test('SQL text that forgets the organisation is refused', async (t) => {
  const world = await makeWorld(t)
  await t.rejects(sql`select count(*) from sessions`.execute(world.db), /organisation_id/)
  const bound = sql<{ sessions: number }>`
    select count(*) as sessions from sessions where organisation_id = ${world.organisationId}`
  t.same((await bound.execute(world.db)).rows, [{ sessions: 0 }])
})

t.test('a row cannot refer to a row of another organisation', async (t) => {
  const world = await makeWorld(t)
  const neighbour = await makeNeighbour(world)
  const { organisationId } = neighbour
  const stray = { organisationId, templateId: world.templateId, label: 'Stray', departmentId: null }
  const row = { ...stray, serial: null, location: null }
  await t.rejects(neighbour.insertInto('devices').values(row).execute(), /foreign key/)
})

t.test('every table but the installation’s has the column', async (t) => {
  const world = await makeWorld(t)
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables t
    where table_schema = 'public' and table_type = 'BASE TABLE' and not exists (
      select from information_schema.columns c
      where c.table_name = t.table_name and c.column_name = 'organisation_id')
    order by 1`.execute(world.database)
  t.same(
    rows.map(({ name }) => name),
    ['audit_seals', 'gateways', 'organisations', 'schema_migrations'],
  )
})
