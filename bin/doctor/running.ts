import { existsSync, readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import path from 'node:path'
import type { RunFile } from '../start/run-file.ts'
import type { Part } from './examine.ts'

/** The `npm start` of this home, if there is one: what its api says about everything it needs. */
export function runningParts(home: string): Part[] {
  const file = path.join(home, 'run.json')
  return [
    {
      name: 'npm start',
      isOptional: true,
      look: () => lookAtRun(file),
      fix: 'npm start (its log files are in the folder logs of LOTSE_HOME)',
    },
  ]
}

async function lookAtRun(file: string): Promise<string> {
  if (!existsSync(file)) throw new Error('not running')
  // Only `npm start` writes the file.
  const run = JSON.parse(readFileSync(file, 'utf8')) as RunFile
  if (!run.ready) throw new Error('something is being started again')
  const readiness = await ask(`${run.publicUrl}/readyz`)
  const down = Object.entries(readiness.dependencies).filter(([, { state }]) => state === 'down')
  const reasons = down.map(([name, { reason }]) => `${name}: ${reason ?? 'down'}`)
  if (reasons.length > 0) throw new Error(reasons.join('; '))
  return `ready at ${run.console}`
}

interface Readiness {
  readonly dependencies: Readonly<Record<string, { state: string; reason?: string }>>
}

function ask(url: string): Promise<Readiness> {
  return new Promise((resolve, reject) => {
    // Its certificate comes from its own authority; nothing secret is sent.
    const request = url.startsWith('https:')
      ? getSecure(url, { rejectUnauthorized: false })
      : getPlain(url)
    request.once('error', reject)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => {
        try {
          // The shape that api/health.ts answers.
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as Readiness)
        } catch {
          reject(new Error(`${url} answered ${response.statusCode ?? 'nothing'}`))
        }
      })
    })
  })
}
