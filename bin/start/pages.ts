import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildOnce, ROOT } from './sources.ts'

const SOURCES = ['web', 'contract', 'domain', 'vite.config.ts', 'package-lock.json']

export const PAGES_FOLDER = path.join(ROOT, 'dist/web')
/** Written last, so that a build that was cut short is repeated. */
const STAMP = path.join(ROOT, 'dist/.web-built')

/** Builds the pages when a source is newer than what was built last. */
export async function buildPages(say: (line: string) => void): Promise<void> {
  await buildOnce(STAMP, SOURCES, async () => {
    say('building the pages')
    const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js')
    await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: ROOT,
    })
    writeFileSync(STAMP, '')
  })
}
