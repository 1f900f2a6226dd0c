import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** The command line of a running process, or nothing when there is no such process. */
export function commandLineOf(pid: number): string | undefined {
  try {
    if (!existsSync('/proc/self/cmdline')) return psCommandLine(pid)
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined
  } catch {
    return undefined
  }
}

function psCommandLine(pid: number): string | undefined {
  const output = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return output.trim() || undefined
}
