// Makes a fresh machine able to start and test Lotse; a second run only looks. No dependencies.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePackages, ensurePostgres } from './packages.mjs'
import {
  ensureBrowser,
  ensureMedia,
  ensureRequestTracker,
  ensureSecondBrowser,
} from './system-programs.mjs'
import { ensureTemporalCli } from './temporal-cli.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const isForTests = process.argv.includes('--for-tests')

/** @type {{name: string, isNeeded: boolean, ensure: () => unknown, without?: string}[]} */
const steps = [
  { name: 'npm packages', isNeeded: true, ensure: () => ensurePackages(root) },
  { name: 'Postgres', isNeeded: !process.env.LOTSE_DATABASE_URL, ensure: ensurePostgres },
  { name: 'Temporal CLI', isNeeded: true, ensure: ensureTemporalCli },
  {
    name: 'Janus and ffmpeg',
    isNeeded: isForTests,
    ensure: ensureMedia,
    without: 'video sessions work, calls and recordings do not',
  },
]
if (isForTests) {
  steps.push({ name: 'Chromium', isNeeded: true, ensure: () => ensureBrowser(root) })
  steps.push({
    name: 'Firefox',
    isNeeded: false,
    ensure: ensureSecondBrowser,
    without: 'the tests with two kinds of browsers fail',
  })
  steps.push({
    name: 'Request Tracker',
    isNeeded: false,
    ensure: ensureRequestTracker,
    without: 'the tests of ticket systems fail',
  })
}

requireNode(20, 19)
for (const step of steps) await take(step)

async function take({ name, isNeeded, ensure, without }) {
  const answer = await ensure()
  if (!answer.missing) return console.log(`✔ ${name}: ${path.normalize(answer.found)}`)
  console.log(`${isNeeded ? '✘' : '!'} ${name}: ${answer.missing}. To mend it: ${answer.fix}`)
  if (isNeeded) process.exit(1)
  if (without) console.log(`  Going on without: ${without}.`)
}

function requireNode(major, minor) {
  const [hasMajor, hasMinor] = process.versions.node.split('.').map(Number)
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return
  console.log(`✘ Node.js ${process.versions.node} is too old: install ${major}.${minor} or newer.`)
  process.exit(1)
}
