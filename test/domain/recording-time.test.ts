import t from 'tap'
import { fileTimeOf, type TimeIndex } from '../../domain/recording-time.ts'

/** Ten seconds were recorded from 1000 on, and again from 60 000 on. */
const INDEX: TimeIndex = [
  [0, 1_000],
  [10_000, 60_000],
]

t.test('a moment of the call has its place in the recording', async (t) => {
  t.equal(fileTimeOf(INDEX, 1_000), 0)
  t.equal(fileTimeOf(INDEX, 3_500), 2_500)
  t.equal(fileTimeOf(INDEX, 61_000), 11_000)
})

t.test('what was cut out lies at the cut, what was before at the beginning', async (t) => {
  t.equal(fileTimeOf(INDEX, 40_000), 10_000)
  t.equal(fileTimeOf(INDEX, 500), 0)
  t.equal(fileTimeOf([], 500), 0)
})
