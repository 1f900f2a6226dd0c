import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { findPostgresPackage } from '../../setup/programs.mjs'
import type { UserIds } from './server-process.ts'

// Postgres refuses to run as root. Where root's own folders cannot be entered by the user that runs
// it instead, programs and data live here.
const SHARED_FOLDER = '/var/lib/lotse'

/** Who runs Postgres: nothing means this user; as root the first unprivileged user there is. */
export function postgresUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = ['postgres', 'nobody'].map((name) => users.find((user) => user[0] === name))
  const user = found.find(Boolean)
  if (user === undefined) {
    throw new Error('Postgres cannot run as root: add a user with "useradd --system postgres"')
  }
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** The folder with `initdb` and `postgres`, copied to where the user can run them if need be. */
export function findReachablePrograms(user: UserIds | undefined): string {
  const source = findPostgresPackage()
  if (source === undefined) {
    throw new Error(
      `There is no Postgres for ${process.platform} ${process.arch}: run "npm install"`,
    )
  }
  const programs = path.join(source, 'native', 'bin')
  if (canRun(programs, user)) return programs
  makeExecutable(programs)
  if (canRun(programs, user)) return programs
  return copyPrograms(source, user)
}

function canRun(programs: string, user: UserIds | undefined): boolean {
  return ['initdb', 'postgres'].every((name) => {
    return spawnSync(path.join(programs, name), ['--version'], { ...user, cwd: '/' }).status === 0
  })
}

function makeExecutable(programs: string): void {
  for (const name of ['initdb', 'pg_ctl', 'postgres']) chmodSync(path.join(programs, name), 0o755)
}

function copyPrograms(source: string, user: UserIds | undefined): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8'))
  const target = path.join(SHARED_FOLDER, `postgres-${versionOf(manifest)}`)
  if (!existsSync(target)) {
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
    const partial = mkdtempSync(`${target}-`)
    cpSync(path.join(source, 'native'), partial, { recursive: true, verbatimSymlinks: true })
    chmodSync(partial, 0o755)
    renameIfFirst(partial, target)
  }
  const programs = path.join(target, 'bin')
  if (!canRun(programs, user)) throw new Error(`Postgres does not run: try ${programs}/postgres`)
  return programs
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version)
  }
  return 'unknown'
}

function renameIfFirst(partial: string, target: string): void {
  try {
    renameSync(partial, target)
  } catch (error) {
    if (!existsSync(target)) throw error
    execFileSync('rm', ['-rf', partial])
  }
}

/**
 * A folder that belongs to the user and that the user can enter. Where the parents forbid it, the
 * name is a link into a new folder elsewhere: deleting the link starts with an empty one.
 */
export function makeReachableFolder(folder: string, user: UserIds | undefined): string {
  if (user === undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  }
  const link = lstatSync(folder, { throwIfNoEntry: false })
  if (link?.isSymbolicLink() && existsSync(folder)) return readlinkSync(folder)
  if (link === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, user.uid, user.gid)
  return canEnter(folder, user) ? folder : moveElsewhere(folder, user)
}

function canEnter(folder: string, user: UserIds): boolean {
  return spawnSync('test', ['-w', folder], { ...user, cwd: '/' }).status === 0
}

function moveElsewhere(folder: string, user: UserIds): string {
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
  const target = mkdtempSync(path.join(SHARED_FOLDER, 'data-'))
  chownSync(target, user.uid, user.gid)
  execFileSync('rm', ['-rf', folder])
  symlinkSync(target, folder)
  return target
}
