import { sql } from 'kysely'
import t from 'tap'
import { closeConnection, openConnection } from '../../db/connection.ts'
import { assertSchemaMatches, migrate, missingMigrations } from '../../db/migrate.ts'
import { makeTestDatabase } from '../support/servers.ts'
import { openTestDatabase } from './world.ts'

async function openEmptyDatabase(t: Parameters<typeof makeTestDatabase>[0]) {
  const url = await makeTestDatabase(t)
  const connection = openConnection({ url, maxConnections: 1 })
  t.teardown(() => closeConnection(connection))
  await connection`drop schema public cascade`
  await connection`create schema public`
  return { url, connection }
}

t.test('a fresh database is brought to this version, once', async (t) => {
  const { url, connection } = await openEmptyDatabase(t)
  await t.rejects(assertSchemaMatches(connection), /lacks 0001-.*run "npm run migrate"/)
  const applied = await migrate(url)
  t.equal(applied[0], '0001-organisations.sql')
  t.same(await migrate(url), [])
  await assertSchemaMatches(connection)
})

t.test('several processes may migrate at once', async (t) => {
  const { url } = await openEmptyDatabase(t)
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
  t.equal(applied.filter((names) => names.length > 0).length, 1)
})

t.test('a newer or an edited schema is refused', async (t) => {
  const { database } = await openTestDatabase(t)
  await assertSchemaMatches(database.connection)
  await sql`insert into schema_migrations (name, checksum) values ('9999-future.sql', 'x')`.execute(
    database,
  )
  await t.rejects(assertSchemaMatches(database.connection), /newer .*9999-future.sql/)
  await sql`delete from schema_migrations where name = '9999-future.sql'`.execute(database)
  await sql`update schema_migrations set checksum = 'x' where name = '0002-devices.sql'`.execute(
    database,
  )
  await t.rejects(assertSchemaMatches(database.connection), /0002-devices.sql was changed/)
})

t.test('only what was not applied yet is left', async (t) => {
  const [one, two] = ['one', 'two'].map((name) => ({ name, sql: '', checksum: name }))
  if (!one || !two) return
  t.same(missingMigrations([one, two], [one]), [two])
  t.same(missingMigrations([one, two], [one, two]), [])
  t.throws(() => missingMigrations([one, two], [two]), /newer/)
})
