import type { Client } from '@temporalio/client'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** Tables in which a marker occurs in any column, bytes included. */
export async function tablesWith(database: Database, marker: string): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'
    order by table_name`.execute(database)
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from ${sql.table(name)} as whole
      where whole::text ilike ${`%${marker}%`}
        or whole::text like ${`%${Buffer.from(marker).toString('hex')}%`}`.execute(database)
    if ((rows[0]?.count ?? 0) > 0) found.push(name)
  }
  return found
}

/** Files below a folder that have the marker in their content or name. */
export async function filesWith(folder: string, marker: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    const isFound = entry.isFile() && (await readFile(file)).includes(marker)
    if (isFound || entry.name.includes(marker)) found.push(path.relative(folder, file))
  }
  return found.toSorted()
}

export async function leaveFile(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** Every history that Temporal has on a queue, as text, the payloads readable. */
export async function historiesOf(client: Client, taskQueue: string): Promise<string[]> {
  const histories: string[] = []
  const query = `TaskQueue = '${taskQueue}'`
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    histories.push(JSON.stringify(history, readable))
  }
  return histories
}

/** A buffer would be written as the numbers of its bytes. */
function readable(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key]
  return raw instanceof Uint8Array ? Buffer.from(raw).toString() : value
}
