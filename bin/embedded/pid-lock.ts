import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Takes a lock that ends with this process; false while another living process has it. */
export function tryPidLock(file: string): boolean {
  mkdirSync(path.dirname(file), { recursive: true })
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      if (ownerOf(file) === process.pid) return true
      if (isAlive(ownerOf(file))) return false
      // Whoever had it died without giving it back.
      rmSync(file, { force: true })
    }
  }
  return false
}

export function releasePidLock(file: string): void {
  if (ownerOf(file) === process.pid) rmSync(file, { force: true })
}

function ownerOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
