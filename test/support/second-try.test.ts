import t from 'tap'
import { tryAgain, type FailedFile } from './second-try.ts'
import type { FileResult } from './test-file.ts'

t.test('what passes alone is unsteady, what fails again has failed', async (t) => {
  const tries = await tryAgain([failed('a', []), failed('b', ['again'])])
  t.match(tries, [
    { file: 'a', isUnsteady: true, result: { passed: 1, failures: [] } },
    { file: 'b', isUnsteady: false, result: { failures: ['again'] } },
  ])
})

t.test('many failures are no chance and get no second try', async (t) => {
  const tries = await tryAgain(['a', 'b', 'c', 'd'].map((file) => failed(file, [])))
  t.match(
    tries.map(({ isUnsteady, result }) => [isUnsteady, result.failures]),
    Array.from({ length: 4 }, () => [false, ['first']]),
  )
})

/** A file that failed, and what it says when it is run again. */
function failed(file: string, failures: readonly string[]): FailedFile {
  return { file, result: resultOf(['first']), run: async () => resultOf(failures) }
}

function resultOf(failures: readonly string[]): FileResult {
  return { passed: 1, failures, seconds: 1, output: '' }
}
