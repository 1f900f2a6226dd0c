import { runCommand } from './command.ts'

export interface FileResult {
  readonly passed: number
  readonly failures: readonly string[]
  readonly seconds: number
  readonly output: string
}

/** Runs one test file as the program it is and reads the TAP it prints. */
export async function runTestFile(
  file: string,
  { limitMs, env }: { limitMs: number; env: Readonly<Record<string, string | undefined>> },
): Promise<FileResult> {
  const result = await runCommand(process.execPath, ['--import=tsx', file], {
    limitMs,
    // tap's own limit comes a little earlier, so that it can say which test hung.
    env: { ...env, TAP: '1', TAP_TIMEOUT: String(Math.floor(limitMs / 1_000) - 5) },
  })
  const { passed, failures } = readTap(result.output)
  if (result.isOutOfTime) failures.push(`not finished after ${limitMs / 1_000} s`)
  else if (result.exitCode !== 0 && failures.length === 0) {
    failures.push(`ended with exit code ${result.exitCode}`)
  }
  if (passed === 0 && failures.length === 0) failures.push('holds no test')
  return { passed, failures, seconds: result.seconds, output: result.output }
}

/** Counts the tests on the outer level; whatever is skipped, at any level, has not passed. */
export function readTap(tap: string): { passed: number; failures: string[] } {
  const points = tap.split('\n').filter((line) => /^\s*(not )?ok \d/.test(line))
  const outer = points.filter((line) => !line.startsWith(' ') && !isSkipped(line))
  const failed = outer.filter((line) => line.startsWith('not'))
  const skipped = points.filter(isSkipped).map((line) => `skipped: ${titleOf(line)}`)
  return {
    passed: outer.length - failed.length,
    failures: [...failed.map(titleOf), ...skipped],
  }
}

function titleOf(point: string): string {
  return point.replace(/^\s*(not )?ok \d+( - )?/, '').replace(/ # time=.*/, '')
}

function isSkipped(line: string): boolean {
  return /# (SKIP|TODO)\b/i.test(line)
}
