import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { makeTestFolder } from '../support/servers.ts'
import { bundleFrom } from '../workflows/temporal-session.ts'
import type { Program } from './program.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SOURCES = [
  ...['activities', 'api', 'bin', 'contract', 'db', 'domain', 'integrations', 'janus'],
  ...['workflows', 'package.json'],
]

/** One rule, written wrongly. */
export type Mutation = { file: string; from: string; to: string }

/**
 * The program with one place of its source changed, or none: in a copy of the tree, which is loaded
 * beside the real one. The program itself knows nothing of it.
 */
export async function loadMutated(t: Test, mutation: Mutation | null): Promise<Program> {
  const folder = makeTestFolder(t)
  for (const each of SOURCES) cpSync(join(ROOT, each), join(folder, each), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  if (mutation) mutate(folder, mutation)
  const load = (file: string): Promise<unknown> =>
    import(pathToFileURL(join(folder, file)).toString())
  const parts = await Promise.all([
    ...[load('api/app.ts'), load('api/session-commands.ts'), load('api/session-workflows.ts')],
    ...[load('bin/api/media.ts'), load('bin/api/tickets.ts')],
  ])
  const bundle = () => bundleFrom(pathToFileURL(join(folder, 'workflows/index.ts')))
  // The same files as those that the type is made from.
  return { ...Object.assign({}, ...parts), bundle } as Program
}

function mutate(folder: string, { file, from, to }: Mutation): void {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  // A rule that was rewritten since wants another mutation, not one that changes nothing.
  if (source.split(from).length !== 2) throw new Error(`${file} does not have once: ${from}`)
  writeFileSync(
    path,
    source.replace(from, () => to),
  )
}
