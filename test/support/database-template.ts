import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { migrate } from '../../db/migrate.ts'

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url))
const TEMPLATE_LOCK = 4_207_311

export interface ClonedDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** Makes a database from the template, which is made once per server and set of migrations. */
export async function cloneDatabase(server: string, name: string): Promise<ClonedDatabase> {
  await withServer(server, async (sql) => {
    // A template cannot be copied while somebody else is copying or migrating it.
    await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`
    const template = await makeTemplate(sql, server)
    await sql`create database ${sql(name)} template ${sql(template)}`
  })
  return { url: urlOf(server, name), drop: () => dropDatabase(server, name) }
}

async function makeTemplate(sql: postgres.Sql, server: string): Promise<string> {
  const template = `template_${migrationsHash()}`
  const [found] = await sql`select 1 from pg_database where datname = ${template}`
  if (found) return template
  const draft = `${template}_draft`
  await sql`drop database if exists ${sql(draft)} with (force)`
  await sql`create database ${sql(draft)}`
  await migrate(urlOf(server, draft))
  await sql`alter database ${sql(draft)} rename to ${sql(template)}`
  return template
}

function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(MIGRATIONS).sort()) {
    hash.update(name).update(readFileSync(path.join(MIGRATIONS, name)))
  }
  return hash.digest('hex').slice(0, 16)
}

async function dropDatabase(server: string, name: string): Promise<void> {
  await withServer(server, async (sql) => {
    await sql`drop database if exists ${sql(name)} with (force)`
  })
}

async function withServer(url: string, use: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await use(sql)
  } finally {
    await sql.end()
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
