import t from 'tap'
import { map, type Point } from '../../../web/tracking/homography.ts'
import { makeTracker, type TrackedMark } from '../../../web/tracking/tracker.ts'
import { look, paintPicture, viewAt, type View } from '../../support/tracking/painted-picture.ts'

const SIZE = { width: 320, height: 240 }
const MACHINE = paintPicture(1000, 600, 42)
const START: View = { x: 400, y: 300 }

/** What the camera sees, and where a place of the machine is in it. */
function seenFrom(view: View) {
  const m = viewAt(view, SIZE)
  return { grey: look(MACHINE, m, SIZE), whereIs: ({ x, y }: Point) => map(m, x, y) }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** A tracker with one mark on that place of the machine, seen from the start. */
function marked(place: Point, radius?: number) {
  const { grey, whereIs } = seenFrom(START)
  const tracker = makeTracker(SIZE)
  const { x, y } = whereIs(place)
  tracker.mark('valve', grey, x, y, radius)
  return tracker
}

function only(found: Map<unknown, TrackedMark>): TrackedMark {
  const [mark] = found.values()
  if (!mark) throw new Error('no mark was tracked')
  return mark
}

t.test('R18: a mark stays on its place while the camera moves, turns and nears', async (t) => {
  const place = { x: 430, y: 285 }
  const tracker = marked(place)
  for (let frame = 1; frame <= 60; frame++) {
    const view = {
      x: START.x + 40 * Math.sin(frame / 12),
      y: START.y + 25 * Math.sin(frame / 9),
      zoom: 1 + 0.4 * Math.sin(frame / 20),
      turn: 0.6 * Math.sin(frame / 15),
    }
    const { grey, whereIs } = seenFrom(view)
    const mark = only(tracker.track(grey))
    if (mark.state !== 'anchored' || distance(mark, whereIs(place)) > 1) {
      t.fail(`frame ${frame}: ${JSON.stringify({ mark, truth: whereIs(place) })}`)
      return
    }
    if (Math.abs(mark.scale - view.zoom) > 0.05 || Math.abs(mark.angle - view.turn) > 0.05) {
      t.fail(`frame ${frame}: ${JSON.stringify({ mark, view })}`)
      return
    }
  }
  t.pass('in every frame')
})

t.test('a mark that leaves the picture is lost, and anchored when it is back', async (t) => {
  const place = { x: 430, y: 285 }
  const tracker = marked(place)
  const states: string[] = []
  for (let frame = 1; frame <= 80; frame++) {
    const away = frame <= 30 ? frame / 30 : Math.max(0, (70 - frame) / 30)
    const { grey, whereIs } = seenFrom({ ...START, x: START.x + 250 * Math.min(1, away) })
    const truth = whereIs(place)
    const mark = only(tracker.track(grey))
    if (truth.x < -1) states.push(mark.state)
    if (frame === 80) t.match({ state: mark.state, off: distance(mark, truth) < 1 }, { state: 'anchored', off: true }) // prettier-ignore
  }
  t.ok(states.length > 20, 'it was outside for a while')
  t.same(new Set(states), new Set(['lost']))
})

t.test('a mark that grazes the edge does not flicker', async (t) => {
  const place = { x: 400, y: 300 }
  const tracker = marked(place)
  const stateAt = (x: number) => {
    return only(tracker.track(seenFrom({ ...START, x: START.x + SIZE.width / 2 - x }).grey)).state
  }
  for (let x = 150; x > 0; x -= 10) stateAt(x)
  t.equal(stateAt(0.6), 'anchored', 'still inside')
  t.equal(stateAt(-0.6), 'lost')
  t.equal(stateAt(0.6), 'lost', 'a part of a pixel is not yet back')
  t.equal(stateAt(2), 'anchored')
})

t.test('a mark behind something is not called anchored', async (t) => {
  const place = { x: 400, y: 300 }
  const tracker = marked(place)
  const { grey, whereIs } = seenFrom(START)
  const at = whereIs(place)
  const covered = grey.slice()
  for (let y = 0; y < SIZE.height; y++)
    covered.fill(70 + (y % 40), y * SIZE.width + at.x - 35, y * SIZE.width + at.x + 35)
  for (let frame = 0; frame < 5; frame++) tracker.track(grey)
  const hidden = Array.from({ length: 30 }, () => only(tracker.track(covered)))
  t.notOk(hidden.slice(2).some(({ state }) => state === 'anchored'))
  t.equal(hidden[4]?.state, 'predicted')
  t.ok(distance(hidden[4] ?? { x: 0, y: 0 }, at) < 2, 'and expected where it is')
  t.equal(hidden.at(-1)?.state, 'lost')
  const again = Array.from({ length: 6 }, () => only(tracker.track(grey)))
  t.equal(again.at(-1)?.state, 'anchored')
})

t.test('a mark on a plain surface goes with its surroundings', async (t) => {
  const plain = { ...MACHINE, data: MACHINE.data.slice() }
  for (let y = 255; y < 345; y++) plain.data.fill(140, y * 1000 + 355, y * 1000 + 445)
  const tracker = makeTracker(SIZE)
  tracker.mark('valve', look(plain, viewAt(START, SIZE), SIZE), 160, 120)
  for (let frame = 1; frame <= 30; frame++) {
    const m = viewAt({ x: START.x + 2 * frame, y: START.y - frame, turn: frame / 100 }, SIZE)
    const mark = only(tracker.track(look(plain, m, SIZE)))
    const off = distance(mark, map(m, START.x, START.y))
    if (off > 2 || mark.state !== 'anchored') t.fail(`frame ${frame}: ${off} px, ${mark.state}`)
  }
  t.pass()
})

t.test('after a jump a mark is found again by its looks', async (t) => {
  const place = { x: 420, y: 290 }
  const tracker = marked(place)
  tracker.track(seenFrom(START).grey)
  const { grey, whereIs } = seenFrom({ x: 470, y: 250, zoom: 0.8, turn: 0.5 })
  const states = Array.from({ length: 6 }, () => only(tracker.track(grey)))
  t.equal(states.at(-1)?.state, 'anchored')
  t.ok(distance(states.at(-1) ?? { x: 0, y: 0 }, whereIs(place)) < 1)
})

t.test('another scene has no mark in it', async (t) => {
  const tracker = marked({ x: 420, y: 290 })
  tracker.track(seenFrom(START).grey)
  const other = look(paintPicture(1000, 600, 7), viewAt(START, SIZE), SIZE)
  const states = Array.from({ length: 30 }, () => only(tracker.track(other)).state)
  t.notOk(states.includes('anchored'))
  t.equal(states.at(-1), 'lost')
})

t.test('one picture alone is not believed to show a mark again', async (t) => {
  const { grey, whereIs } = seenFrom(START)
  const other = look(paintPicture(1000, 600, 7), viewAt(START, SIZE), SIZE)
  const place = { x: 420, y: 290 }
  for (const [shown, state] of [
    [1, 'predicted'],
    [2, 'anchored'],
  ] as const) {
    const tracker = marked(place)
    tracker.track(grey)
    for (let frame = 0; frame < 3; frame++) tracker.track(other)
    const marks = Array.from({ length: shown }, () => only(tracker.track(grey)))
    t.equal(marks.at(-1)?.state, state, `${shown}`)
    t.ok(distance(marks.at(-1) ?? { x: 0, y: 0 }, whereIs(place)) < 1)
  }
})

t.test('what a piece of one picture shows is found in another', async (t) => {
  const place = { x: 410, y: 305 }
  const from = seenFrom(START)
  const at = from.whereIs(place)
  const piece = { width: 160, height: 160, grey: new Uint8Array(160 * 160) }
  const [left, top] = [Math.round(at.x) - 80, Math.round(at.y) - 80]
  for (let y = 0; y < 160; y++) {
    const begin = (top + y) * SIZE.width + left
    piece.grey.set(from.grey.subarray(begin, begin + 160), y * 160)
  }
  const tracker = makeTracker(SIZE)
  const { grey, whereIs } = seenFrom({ x: 415, y: 290, zoom: 1.1, turn: 0.1 })
  tracker.track(grey)
  tracker.recognise('valve', { ...piece, x: at.x - left, y: at.y - top }, at)
  const states = Array.from({ length: 6 }, () => only(tracker.track(grey)))
  t.equal(states.at(-1)?.state, 'anchored')
  t.ok(distance(states.at(-1) ?? { x: 0, y: 0 }, whereIs(place)) < 1.5)
})

t.test('several marks are tracked at once, each until it is taken away', async (t) => {
  const { grey, whereIs } = seenFrom(START)
  const tracker = makeTracker(SIZE)
  const places = [380, 400, 420].map((x) => ({ x, y: 290 }))
  for (const [id, place] of places.entries()) {
    const { x, y } = whereIs(place)
    tracker.mark(id, grey, x, y)
  }
  t.same([...tracker.track(grey).keys()], [0, 1, 2])
  tracker.unmark(1)
  tracker.unmark('unknown')
  t.same([...tracker.track(grey).keys()], [0, 2])
})

t.test('the same pictures give the same places', async (t) => {
  const run = () => {
    const tracker = marked({ x: 410, y: 310 })
    return Array.from({ length: 8 }, (_, frame) => {
      return only(tracker.track(seenFrom({ ...START, x: START.x + 5 * frame }).grey))
    })
  }
  t.same(run(), run())
})

t.test('bad input is refused and changes nothing', async (t) => {
  const { grey } = seenFrom(START)
  const tracker = marked({ x: 400, y: 300 })
  t.throws(() => makeTracker({ width: 8, height: 240 }), RangeError)
  t.throws(() => tracker.track(new Uint8Array(7)), RangeError)
  t.throws(() => tracker.mark('a', new Uint8Array(7), 10, 10), RangeError)
  for (const [x, y] of [
    [-1, 10],
    [320, 10],
    [10, 240],
    [Number.NaN, 10],
  ] as const) {
    t.throws(() => tracker.mark('a', grey, x, y), RangeError)
  }
  t.throws(() => tracker.mark('a', grey, 10, 10, 0), RangeError)
  const piece = { width: 64, height: 64, grey: new Uint8Array(64 * 64), x: 70, y: 10 }
  t.throws(() => tracker.recognise('a', piece, { x: 10, y: 10 }), RangeError)
  t.same([...tracker.track(grey).keys()], ['valve'])
  t.doesNotThrow(() => tracker.mark('a', grey, 319.5, 0), 'the very corner is inside')
  t.equal(tracker.track(grey).size, 2)
})
