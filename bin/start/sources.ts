import { readdirSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { releasePidLock, tryPidLock } from '../embedded/pid-lock.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Builds when something below the sources (relative to the root) is newer than the built file. Of
 * several starts at once one builds, the others wait for it.
 */
export async function buildOnce(
  built: string,
  sources: readonly string[],
  build: () => Promise<void>,
): Promise<void> {
  const lock = `${built}.lock`
  while (!isCurrent(built, sources)) {
    if (!tryPidLock(lock)) {
      await wait(100)
      continue
    }
    try {
      const began = new Date()
      await build()
      // A source that changed meanwhile is newer than what was built.
      utimesSync(built, began, began)
      return
    } finally {
      releasePidLock(lock)
    }
  }
}

function isCurrent(built: string, sources: readonly string[]): boolean {
  const stats = statSync(built, { throwIfNoEntry: false })
  if (!stats) return false
  return sources.every((source) => newestIn(path.join(ROOT, source)) <= stats.mtimeMs)
}

function newestIn(place: string): number {
  const stats = statSync(place, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' })
  return Math.max(stats.mtimeMs, ...names.map((name) => statSync(path.join(place, name)).mtimeMs))
}
