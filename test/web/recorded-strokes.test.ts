import t from 'tap'
import { FADE_MS, HOLD_MS } from '../../web/call/strokes.ts'
import { readStrokes, strokesAt } from '../../web/call/recording/recorded-strokes.ts'

const FULL = 32_767
/** Begins a second into the recording, its end comes half a second later. */
const [LINE] = readStrokes({
  items: [
    {
      by: 'employee',
      atMs: 1_000,
      pieces: [
        [0, 0, 0],
        [500, FULL, FULL],
      ],
    },
  ],
})

function seenAt(ms: number, fadeMs?: number) {
  return strokesAt(LINE ? [LINE] : [], ms, fadeMs).map(({ stroke, alpha }) => {
    return { points: stroke.points.length, by: stroke.by, alpha }
  })
}

t.test('R17: a recording shows each stroke as it was drawn, held and fading', async (t) => {
  t.same(seenAt(999), [])
  t.same(seenAt(1_000), [{ points: 1, by: 'employee', alpha: 1 }])
  t.same(seenAt(1_500 + HOLD_MS - 1), [{ points: 2, by: 'employee', alpha: 1 }])
  t.same(seenAt(1_500 + HOLD_MS + FADE_MS / 2), [{ points: 2, by: 'employee', alpha: 0.5 }])
  t.same(seenAt(1_500 + HOLD_MS + FADE_MS), [])
})

t.test('without motion a recorded stroke goes at once', async (t) => {
  t.same(seenAt(1_500 + HOLD_MS, 0), [])
})
