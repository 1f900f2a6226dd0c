import t from 'tap'
import { pictureArea, pointIn } from '../../web/call/picture-area.ts'
import { StrokeSender } from '../../web/call/stroke-sender.ts'
import { FADE_MS, HOLD_MS, packPoints, Strokes, unpackPoints } from '../../web/call/strokes.ts'

const POINT = { x: 0.5, y: 0.25 }

function drawn(isLast = true): Strokes {
  const strokes = new Strokes()
  strokes.add({ id: 'arrow', by: 'employee', points: [POINT], isLast }, 0)
  return strokes
}

t.test('R17: a stroke is held, fades and is gone', async (t) => {
  const strokes = drawn()
  const alphaAt = (now: number) => strokes.visible(now)[0]?.alpha
  t.equal(alphaAt(HOLD_MS - 1), 1)
  t.equal(alphaAt(HOLD_MS + FADE_MS / 2), 0.5)
  t.equal(alphaAt(HOLD_MS + FADE_MS), undefined)
  t.ok(strokes.isEmpty)
})

t.test('without motion it goes at once', async (t) => {
  t.same(drawn().visible(HOLD_MS, 0), [])
  t.equal(drawn().visible(HOLD_MS - 1, 0).length, 1)
})

t.test('a stroke that is still being drawn does not fade', async (t) => {
  t.equal(drawn(false).visible(HOLD_MS + FADE_MS)[0]?.alpha, 1)
})

t.test('pieces make one stroke, and the same name on the other side another', async (t) => {
  const strokes = drawn(false)
  strokes.add({ id: 'arrow', by: 'employee', points: [POINT, POINT], isLast: true }, 10)
  strokes.add({ id: 'arrow', by: 'code_user', points: [POINT], isLast: true }, 10)
  t.same(
    strokes.visible(10).map(({ stroke }) => [stroke.by, stroke.points.length]),
    [
      ['employee', 3],
      ['code_user', 1],
    ],
  )
})

t.test('nothing is added to a stroke that has ended', async (t) => {
  const strokes = drawn()
  strokes.add({ id: 'arrow', by: 'employee', points: [POINT], isLast: false }, 100)
  t.equal(strokes.visible(100)[0]?.stroke.points.length, 1)
})

t.test('points survive the wire, and stay in the picture', async (t) => {
  const [back] = unpackPoints(packPoints([{ x: 0.25, y: 0.75 }]))
  t.ok(Math.abs((back?.x ?? 0) - 0.25) < 1e-4)
  t.ok(Math.abs((back?.y ?? 0) - 0.75) < 1e-4)
  t.same(packPoints([{ x: -1, y: 2 }]), [0, 32_767])
})

t.test('a picture lies in the middle, with bars beside or above it', async (t) => {
  const wide = { width: 1280, height: 720 }
  t.same(pictureArea({ width: 390, height: 730 }, { width: 780, height: 780 }), {
    left: 0,
    top: 170,
    width: 390,
    height: 390,
  })
  t.same(pictureArea({ width: 1680, height: 720 }, wide), { left: 200, top: 0, ...wide })
  t.same(pictureArea(wide, { width: 0, height: 0 }), { left: 0, top: 0, ...wide })
})

t.test('R19: a place in a flipped picture is the same place unflipped', async (t) => {
  const area = { left: 100, top: 0, width: 200, height: 100 }
  t.same(pointIn(area, { x: 150, y: 50 }, false), { x: 0.25, y: 0.5 })
  t.same(pointIn(area, { x: 150, y: 50 }, true), { x: 0.75, y: 0.5 })
  t.same(pointIn(area, { x: 0, y: 500 }, false), { x: 0, y: 1 }, 'beside the picture is its edge')
})

t.test('a long stroke is sent in parts, the last one ends it', async (t) => {
  const sent: { points: number[]; isLast: boolean }[] = []
  const sender = new StrokeSender('arrow', (message) => sent.push(message))
  sender.add(Array.from({ length: 600 }, () => POINT))
  sender.end(POINT)
  t.equal(sent.flatMap(({ points }) => points).length, 601 * 2)
  t.ok(
    sent.every(({ points }) => points.length <= 512),
    'as the contract allows',
  )
  t.same(
    sent.map(({ isLast }) => isLast),
    [false, false, true],
  )
})
