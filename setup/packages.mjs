import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findPostgresPackage } from './programs.mjs'

/** Installs the packages when those that are there are not those of the lock file. */
export function ensurePackages(root) {
  if (isInstalled(root)) return { found: 'as in package-lock.json' }
  console.log('  npm packages: installing')
  // Not "npm ci": it refuses when a registry lacks a package that only another platform needs.
  const result = spawnSync('npm', ['install', '--no-save', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) return { missing: 'npm could not install them', fix: 'npm install' }
  patchPackages(root)
  return { found: 'installed' }
}

function isInstalled(root) {
  const wanted = readPackages(path.join(root, 'package-lock.json'))
  const present = readPackages(path.join(root, 'node_modules/.package-lock.json'))
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '' || !folder.startsWith('node_modules/')) return true
    const version = present[folder]?.version
    return version === entry.version || (version === undefined && isElective(entry))
  })
}

function isElective(entry) {
  return entry.optional || entry.devOptional
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

// npm may be told not to run install scripts; applying a patch twice changes nothing.
function patchPackages(root) {
  const script = path.join(root, 'node_modules/patch-package/index.js')
  const result = spawnSync(process.execPath, [script, '--error-on-fail'], { cwd: root })
  if (result.status !== 0) throw new Error(`patch-package failed: ${result.stdout}${result.stderr}`)
}

/** Makes the links that the archive of the Postgres package cannot hold (its install script is blocked). */
export function ensurePostgres() {
  const folder = findPostgresPackage()
  if (!folder) {
    const missing = `there is no Postgres for ${process.platform} ${process.arch}`
    return { missing, fix: 'set LOTSE_DATABASE_URL to a Postgres of yours' }
  }
  if (!hasLinks(folder)) {
    const script = path.join(folder, 'scripts', 'hydrate-symlinks.js')
    spawnSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' })
  }
  if (!hasLinks(folder)) return { missing: 'its libraries are incomplete', fix: 'npm install' }
  return { found: path.basename(folder) }
}

function hasLinks(folder) {
  const list = path.join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8'))
  return links.every((link) => {
    return lstatSync(path.join(folder, link.target), { throwIfNoEntry: false }) !== undefined
  })
}
