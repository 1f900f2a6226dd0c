import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { findChromium, findFirefox, findOnPath, findRequestTracker } from './programs.mjs'

/** Programs of the operating system, with the Debian packages that hold them. */
const MEDIA = [
  { packages: ['janus'], find: () => findOnPath('janus') },
  { packages: ['janus-tools'], find: () => findOnPath('janus-pp-rec') },
  { packages: ['ffmpeg'], find: () => findOnPath('ffmpeg') },
]
const BROWSER = [
  { packages: ['chromium'], find: () => findChromium() },
  { packages: ['fonts-dejavu-core', 'fonts-inter'], find: findFonts },
]
const SECOND_BROWSER = [{ packages: ['firefox-esr'], find: () => findFirefox() }]

const TICKETS = [
  { packages: ['request-tracker5', 'rt5-db-sqlite', 'rt5-standalone'], find: findRequestTracker },
]

/** A ticket system to test with. */
export function ensureRequestTracker() {
  return ensureAll('Request Tracker', TICKETS)
}

export function ensureMedia() {
  return ensureAll('Janus, janus-pp-rec, ffmpeg', MEDIA)
}

export function ensureBrowser(root) {
  const answer = ensureAll('Chromium', BROWSER)
  if (!answer.missing || findChromium()) return answer
  console.log('  Chromium: downloading with playwright')
  const cli = path.join(root, 'node_modules/playwright-core/cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
  return findChromium() ? { found: findChromium() } : answer
}

/** Another engine, for one call with Chromium. */
export function ensureSecondBrowser() {
  return ensureAll('Firefox', SECOND_BROWSER)
}

function ensureAll(name, programs) {
  const packages = missingPackages(programs)
  if (packages.length > 0) installWithApt(name, packages)
  const missing = missingPackages(programs)
  if (missing.length === 0) return { found: programs.map(({ find }) => find()).join(', ') }
  return {
    missing: `not found: ${missing.join(', ')}`,
    fix: `sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
  }
}

function missingPackages(programs) {
  return programs.filter(({ find }) => !find()).flatMap(({ packages }) => packages)
}

function findFonts() {
  const folders = ['/usr/share/fonts/truetype', '/usr/share/fonts/opentype', '/Library/Fonts']
  return folders.find((folder) => existsSync(folder))
}

/*
 * Packaged Janus would start at once, as root, with demo rooms open to everybody. A policy-rc.d that
 * answers 101 forbids the start of any service while the packages are installed.
 */
const INSTALL_SCRIPT = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod +x $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q -q || true
apt-get install -q -q -y --no-install-recommends "$@"
`

function installWithApt(name, packages) {
  const root = asRoot()
  if (!findOnPath('apt-get') || !root) return
  console.log(`  ${name}: installing ${packages.join(', ')}`)
  const [command, ...args] = [...root, 'sh', '-c', INSTALL_SCRIPT, 'install', ...packages]
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (result.status !== 0) console.log(`  ${name}: apt-get failed\n${result.stderr}`)
}

function asRoot() {
  if (process.getuid?.() === 0) return []
  const sudo = findOnPath('sudo')
  const isAllowed = sudo && spawnSync(sudo, ['-n', 'true']).status === 0
  return isAllowed ? [sudo, '-n'] : undefined
}
