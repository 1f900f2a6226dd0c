import { writeFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { readTap, runTestFile } from './test-file.ts'

t.test('tests on the outer level are counted', async (t) => {
  const tap = [
    'TAP version 14',
    '    ok 1 - inner',
    'ok 1 - one # time=2ms',
    'not ok 2 - two',
    '1..2',
  ]
  t.same(readTap(tap.join('\n')), { passed: 1, failures: ['two'] })
})

t.test('what is skipped has not passed', async (t) => {
  const { passed, failures } = readTap('ok 1 - one # SKIP\n    ok 1 - in # TODO\nok 2 - two')
  t.equal(passed, 1)
  t.equal(failures.length, 2)
})

t.test('a file that hangs, crashes or holds nothing fails', async (t) => {
  const hanging = await run(t, 'setInterval(() => 0, 1000)', 3_000)
  t.match(hanging.failures, [/not finished after 3 s/])
  t.match((await run(t, 'process.exit(7)')).failures, [/exit code 7/])
  t.match((await run(t, '')).failures, [/holds no test/])
  t.match(await run(t, "console.log('ok 1 - fine')"), { passed: 1, failures: [] })
})

function run(t: Test, source: string, limitMs = 30_000) {
  const file = path.join(t.testdir(), 'example.mjs')
  writeFileSync(file, source)
  return runTestFile(file, { limitMs, env: process.env })
}
