import { fileURLToPath } from 'node:url'
import { runCommand } from './support/command.ts'

/*
 * What can be told without running anything: format, types, lint, import directions, unused code.
 */

const LAYERS = [
  ...['domain', 'contract', 'workflows', 'activities', 'janus', 'integrations', 'db', 'api', 'web'],
  ...['bin', 'setup', 'test'],
]

const CHECKS = [
  { name: 'format', package: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'types', package: 'tsc', args: ['--noEmit', '--pretty', 'false'] },
  { name: 'lint', package: 'eslint', args: ['--max-warnings', '0', '.'] },
  { name: 'boundaries', package: 'depcruise', args: LAYERS },
  { name: 'unused code', package: 'knip', args: ['--no-progress'] },
] as const

const CHECK_LIMIT_MS = 10 * 60_000

/** Runs every check, two at a time, and prints what is wrong; the answer counts them. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const waiting = [...CHECKS]
  let passed = 0
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (await runCheck(check)) passed++
    }
  }
  await Promise.all([work(), work()])
  return { passed, failed: CHECKS.length - passed }
}

async function runCheck(check: (typeof CHECKS)[number]): Promise<boolean> {
  const program = fileURLToPath(new URL(`../node_modules/.bin/${check.package}`, import.meta.url))
  const result = await runCommand(program, check.args, { limitMs: CHECK_LIMIT_MS })
  const isPassed = result.exitCode === 0
  console.log(`${isPassed ? 'ok' : 'not ok'} check: ${check.name} (${result.seconds.toFixed(1)} s)`)
  if (result.isOutOfTime) console.log(`  not finished after ${CHECK_LIMIT_MS / 1_000} s`)
  if (!isPassed) console.log(result.output.trimEnd())
  return isPassed
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await runChecks()
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}
