import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** `quick` needs nothing running, `server` uses the shared servers, `end-to-end` wants the machine for itself. */
export type TestKind = 'quick' | 'server' | 'end-to-end'

export function findTestFiles(folder = 'test'): Record<TestKind, string[]> {
  const found: Record<TestKind, string[]> = { quick: [], server: [], 'end-to-end': [] }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  for (const name of names.filter((each) => /\.test\.tsx?$/.test(each))) {
    const file = path.join(folder, name)
    found[kindOf(file)].push(file)
  }
  return found
}

function kindOf(file: string): TestKind {
  if (file.includes(`${path.sep}end-to-end${path.sep}`)) return 'end-to-end'
  return needsServers(file, new Set()) ? 'server' : 'quick'
}

// What starts a server imports this, if only by way of another support file.
const SERVERS = ['test/support/servers.ts', 'test/support/shared-servers.ts', 'bin/embedded/']
const FOLLOWED = ['test/', 'bin/embedded/']

function needsServers(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false
  seen.add(file)
  return importsOf(file).some((imported) => {
    if (SERVERS.some((server) => imported.startsWith(server))) return true
    return FOLLOWED.some((folder) => imported.startsWith(folder)) && needsServers(imported, seen)
  })
}

function importsOf(file: string): string[] {
  // Running the file tells better than we could what is wrong with its imports.
  if (!existsSync(file)) return []
  const source = readFileSync(file, 'utf8')
  const specifiers = source.matchAll(/^(?!import type).*?from '(\.{1,2}\/[^']+)'/gm)
  return [...specifiers].map(([, specifier = '']) => {
    return path.relative('.', path.resolve(path.dirname(file), specifier)).replaceAll(path.sep, '/')
  })
}
