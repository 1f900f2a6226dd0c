import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { closeConnection, openConnection, type Connection } from './connection.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

// Any number that nothing else in this database uses as an advisory lock.
const MIGRATION_LOCK = 5_683_117

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

type Applied = Pick<Migration, 'name' | 'checksum'>

/** Brings the schema forward to this version; several processes may call it at once. Returns what it applied. */
export async function migrate(url: string): Promise<string[]> {
  // One connection, so that the lock and what it guards share it.
  const connection = openConnection({ url, applicationName: 'lotse migrate', maxConnections: 1 })
  try {
    await connection`select pg_advisory_lock(${MIGRATION_LOCK})`
    await createMigrationsTable(connection)
    const missing = missingMigrations(await loadMigrations(), await findApplied(connection))
    for (const migration of missing) await apply(connection, migration)
    return missing.map(({ name }) => name)
  } finally {
    await closeConnection(connection)
  }
}

/** Refuses a schema that is older or newer than this version, with the way out. */
export async function assertSchemaMatches(connection: Connection): Promise<void> {
  const missing = missingMigrations(await loadMigrations(), await findApplied(connection))
  if (missing.length === 0) return
  throw new Error(
    `The database lacks ${missing.map(({ name }) => name).join(', ')}: run "npm run migrate"`,
  )
}

async function apply(connection: Connection, { name, sql, checksum }: Migration): Promise<void> {
  await connection.begin(async (transaction) => {
    await transaction.unsafe(sql)
    await transaction`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`
  })
}

async function loadMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted()
  return Promise.all(names.map(loadMigration))
}

async function loadMigration(name: string): Promise<Migration> {
  const sql = await readFile(new URL(name, FOLDER), 'utf8')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function createMigrationsTable(connection: Connection): Promise<void> {
  await connection`
    create table if not exists schema_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`
}

async function findApplied(connection: Connection): Promise<Applied[]> {
  const [found] = await connection`select to_regclass('schema_migrations') is not null as is_there`
  if (found?.is_there !== true) return []
  return connection<Applied[]>`select name, checksum from schema_migrations order by name`
}

/** What is still to apply. Throws when the database holds something this version does not know. */
export function missingMigrations(
  known: readonly Migration[],
  applied: readonly Applied[],
): Migration[] {
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = known[index]
    if (migration?.name !== name) {
      throw new Error(
        `The database is newer than this version: it holds ${name}. Start a newer one`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new Error(`${name} was changed after it was applied: migrations are frozen`)
    }
  }
  return known.slice(applied.length)
}
