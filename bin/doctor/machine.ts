import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownAddress } from '../../janus/conf/configuration.ts'
import { findChromium, findFirefox, findOnPath, findTemporalCli } from '../../setup/programs.mjs'
import { findReachablePrograms, postgresUser } from '../embedded/postgres-user.ts'
import type { Part } from './examine.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LEAST_FREE_GB = 2

/** What this machine must have for `npm start` and `npm test`. */
export function machineParts(home: string): Part[] {
  return [
    { name: 'Node.js', look: lookAtNode, fix: 'install Node.js 20.19 or newer' },
    { name: 'npm packages', look: lookAtPatch, fix: 'npm install' },
    { name: 'Postgres program', look: lookAtPostgres, fix: 'node setup/ensure.mjs' },
    {
      name: 'Temporal program',
      look: () => found(findTemporalCli(), 'temporal'),
      fix: 'node setup/ensure.mjs',
    },
    mediaPart('janus', 'janus', 'calls'),
    mediaPart('janus-pp-rec', 'janus-tools', 'recordings'),
    mediaPart('ffmpeg', 'ffmpeg', 'recordings'),
    {
      name: 'Chromium (for tests)',
      isOptional: true,
      look: () => found(findChromium(), 'chromium'),
      fix: 'node setup/ensure.mjs --for-tests',
    },
    {
      name: 'Firefox (for tests)',
      isOptional: true,
      look: () => found(findFirefox(), 'firefox'),
      fix: 'node setup/ensure.mjs --for-tests',
    },
    {
      name: 'address for media',
      isOptional: true,
      look: () => ownAddress(),
      fix: 'bring up a network interface besides loopback; without one there are no calls',
    },
    {
      name: 'disk',
      look: () => lookAtDisk(home),
      fix: `free some space, or put LOTSE_HOME on another disk`,
    },
  ]
}

function lookAtNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`${process.version} is too old`)
  return process.version
}

function lookAtPatch(): string {
  const source = path.join(ROOT, 'node_modules/postgres/src/index.js')
  if (!existsSync(source)) throw new Error('not installed')
  if (!readFileSync(source, 'utf8').includes('rejectsOnClosedSocket')) {
    throw new Error('the Postgres driver is not patched')
  }
  return 'installed'
}

function lookAtPostgres(): string {
  const programs = findReachablePrograms(postgresUser())
  const postgres = path.join(programs, 'postgres')
  return execFileSync(postgres, ['--version'], { encoding: 'utf8' }).trim()
}

function mediaPart(program: string, debianPackage: string, without: string): Part {
  return {
    name: program,
    isOptional: true,
    look: () => found(findOnPath(program), program),
    fix: `sudo apt-get install ${debianPackage}; without it there are no ${without}`,
  }
}

function found(file: string | undefined, name: string): string {
  if (!file) throw new Error(`${name} is not installed`)
  return file
}

async function lookAtDisk(home: string): Promise<string> {
  const { bavail, bsize } = await statfs(existsSync(home) ? home : '.')
  const free = (bavail * bsize) / 1e9
  const text = `${free.toFixed(1)} GB free`
  if (free < LEAST_FREE_GB) throw new Error(`only ${text}`)
  return text
}
