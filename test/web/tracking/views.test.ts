import t from 'tap'
import { identity } from '../../../web/tracking/homography.ts'
import { isBelievable, isClear } from '../../../web/tracking/views.ts'
import { Frame } from '../../../web/tracking/frame.ts'

const FRAME = new Frame(320, 240)
const CLEAR = {
  map: identity(),
  agreeing: 36,
  share: 0.98,
  expected: 40,
  found: 38,
  likeness: 0.95,
}

t.test('a picture is remembered only with nothing before what is marked', async (t) => {
  t.ok(isClear(CLEAR))
  for (const [what, less] of [
    ['a blur', { likeness: 0.7 }],
    ['an arm over a part of the points', { found: 31 }],
    ['points that move otherwise', { share: 0.7 }],
    ['hardly a point', { agreeing: 12, found: 12, expected: 12 }],
  ] as const) {
    const seen = { ...CLEAR, ...less }
    t.notOk(isClear(seen), what)
    t.ok(isBelievable(seen, FRAME), `${what}: it is known again all the same`)
  }
})

t.test('a map that no camera makes is not believed', async (t) => {
  t.ok(isBelievable(CLEAR, FRAME))
  const mirrored = Float64Array.of(-1, 0, 320, 0, 1, 0, 0, 0, 1)
  t.notOk(isBelievable({ ...CLEAR, map: mirrored }, FRAME))
  t.notOk(isBelievable({ ...CLEAR, found: 5 }, FRAME), 'nor one of what is hardly there')
})
