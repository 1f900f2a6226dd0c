import t from 'tap'
import { Alignment } from '../../../web/tracking/alignment.ts'
import type { Picture } from '../../../web/tracking/picture.ts'

const SIDE = 40
const MIDDLE = { x: 20, y: 20 }

/** A part with a pattern, up to the edge at `from`; what is behind it is as bright as `behind`. */
function twoParts(from: number, behind: number): Picture {
  const data = new Uint8Array(SIDE * SIDE)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const own = 100 + 12 * Math.sin(x * 0.9) * Math.cos(y * 0.7)
      data[y * SIDE + x] = x < from ? own : behind
    }
  }
  return { width: SIDE, height: SIDE, data }
}

const [BRIGHT, DARK] = [200, 100]

/** How much a place still looks like itself, by a template that is focused or not. */
function likeness(before: Picture, after: Picture, isFocused: boolean): number {
  const alignment = new Alignment(8, isFocused)
  if (!alignment.cut(before, MIDDLE) || !alignment.compareAt(after, MIDDLE.x, MIDDLE.y)) return NaN
  return alignment.likeness
}

t.test('what shows beside a part hardly makes the part look other', async (t) => {
  const [before, after] = [twoParts(25, BRIGHT), twoParts(25, DARK)]
  const focused = likeness(before, after, true)
  const plain = likeness(before, after, false)
  t.ok(focused > 0.45 && plain < 0.2, `${focused}, where all counts ${plain}`)
})

t.test('another part in the middle looks other', async (t) => {
  const before = twoParts(25, BRIGHT)
  t.ok(likeness(before, twoParts(12, DARK), true) < 0.4)
  t.ok(likeness(before, before, true) > 0.99)
})

t.test('a place is found again to a fraction of a pixel, focused or not', async (t) => {
  const [before, after] = [twoParts(40, BRIGHT), twoParts(40, BRIGHT)]
  for (const isFocused of [true, false]) {
    const alignment = new Alignment(8, isFocused)
    t.ok(alignment.cut(before, MIDDLE))
    t.ok(alignment.search(after, { x: MIDDLE.x + 1.3, y: MIDDLE.y - 0.9, reach: 4 }))
    const off = Math.hypot(alignment.x - MIDDLE.x, alignment.y - MIDDLE.y)
    t.ok(off < 0.1 && alignment.likeness > 0.99, `${off} px off`)
  }
})
