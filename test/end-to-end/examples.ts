import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/janus.ts'
import { makeTestFolder, type Owner } from '../support/servers.ts'
import type { Stage } from './stage.ts'

const DOCUMENT = new URL('../../docs/integrating.md', import.meta.url)
const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** The programs that docs/integrating.md shows, by the files they are named after. */
export function readExamples(): Map<string, string> {
  const blocks = readFileSync(DOCUMENT, 'utf8').matchAll(/^```js (\S+)\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, name = '', code = '']) => [name, code]))
}

export type Example = { url: string; port: number }

/** Runs one of them as it stands there, as somebody else's server; it ends with the test. */
export async function runExample(
  t: Owner,
  stage: Stage,
  { name, port, env }: { name: string; port?: number; env: Record<string, string> },
): Promise<Example> {
  const code = readExamples().get(name)
  if (code === undefined) throw new Error(`docs/integrating.md has no ${name}`)
  const folder = makeTestFolder(t)
  symlinkSync(PACKAGES, path.join(folder, 'node_modules'))
  const file = path.join(folder, name)
  writeFileSync(file, code)
  const own = port ?? (await freePort())
  const place = { PORT: String(own), LOTSE_URL: stage.run.publicUrl }
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'], ...place, ...env },
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const url = `http://127.0.0.1:${own}`
  const isUp = async () => (await fetch(url)).status > 0
  await stage.until(`${name} answers`, isUp)
  return { url, port: own }
}
