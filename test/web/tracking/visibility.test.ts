import t from 'tap'
import { MarkVisibility } from '../../../web/tracking/visibility.ts'

const LIKE = 0.9
const SOMEWHAT_LIKE = 0.5
const UNLIKE = 0.1
const IT_CANNOT_BE_TOLD = undefined

/** A mark that has looked less and less like itself, so that little is usual for it. */
function familiar(): MarkVisibility {
  const mark = new MarkVisibility()
  for (let k = 0; k < 200; k++) mark.see(LIKE - 0.0015 * k, true)
  return mark
}

function after(mark: MarkVisibility, ...looks: (number | undefined)[]): string {
  for (const look of looks) mark.see(look, true)
  return mark.state
}

t.test('one unlike look is a flicker, two are a doubt, many give it up', async (t) => {
  const mark = new MarkVisibility()
  t.equal(after(mark, UNLIKE), 'anchored')
  t.equal(after(mark, UNLIKE), 'predicted')
  t.equal(after(mark, UNLIKE, UNLIKE, UNLIKE, UNLIKE), 'predicted')
  t.equal(after(mark, UNLIKE), 'lost')
})

t.test('what was given up is shown again from the second like look on', async (t) => {
  const mark = new MarkVisibility()
  after(mark, ...Array<number>(20).fill(UNLIKE))
  t.equal(after(mark, LIKE), 'lost')
  t.equal(after(mark, LIKE), 'anchored')
})

t.test(
  'a mark that comes back into the picture is shown at once if it looks like it',
  async (t) => {
    for (const [look, state] of [
      [LIKE, 'anchored'],
      [IT_CANNOT_BE_TOLD, 'anchored'],
      [UNLIKE, 'lost'],
    ] as const) {
      const mark = new MarkVisibility()
      mark.see(LIKE, false)
      t.equal(mark.state, 'lost')
      t.equal(after(mark, look), state, `${look}`)
    }
  },
)

t.test('what is like enough to stay is not like enough to come back', async (t) => {
  t.equal(after(familiar(), SOMEWHAT_LIKE, SOMEWHAT_LIKE, SOMEWHAT_LIKE), 'anchored')
  const mark = familiar()
  mark.see(SOMEWHAT_LIKE, false)
  t.equal(after(mark, SOMEWHAT_LIKE, SOMEWHAT_LIKE, SOMEWHAT_LIKE), 'lost')
  t.equal(after(mark, LIKE, LIKE, LIKE), 'anchored')
})

t.test('at the edge the last look counts, where another cannot be had', async (t) => {
  const mark = new MarkVisibility()
  mark.see(LIKE, false)
  t.equal(after(mark, UNLIKE, IT_CANNOT_BE_TOLD), 'lost')
  t.equal(after(mark, LIKE, IT_CANNOT_BE_TOLD), 'anchored')
})

t.test('without its surroundings a mark is predicted for a while, then lost', async (t) => {
  const mark = new MarkVisibility()
  for (let frame = 0; frame < 20; frame++) mark.miss(true)
  t.equal(mark.state, 'predicted')
  mark.miss(true)
  t.equal(mark.state, 'lost')
  const leaving = new MarkVisibility()
  leaving.miss(false)
  t.equal(leaving.state, 'lost', 'outside there is nothing to predict')
})

t.test('an unlike look in between does not prolong the wait', async (t) => {
  for (const [look, state] of [
    [UNLIKE, 'lost'],
    [LIKE, 'predicted'],
  ] as const) {
    const mark = new MarkVisibility()
    t.equal(after(mark, UNLIKE, UNLIKE), 'predicted')
    for (let frame = 0; frame < 20; frame++) mark.miss(true)
    after(mark, look)
    mark.miss(true)
    t.equal(mark.state, state, `${look}`)
  }
})
