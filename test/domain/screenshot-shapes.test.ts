import t from 'tap'
import {
  authorOf,
  cropOf,
  inOrder,
  LONGEST_TEXT,
  MOST_POINTS,
  readShape,
  shapeId,
} from '../../domain/screenshot-shapes.ts'

const BOX = { x: 10, y: 20, width: 30, height: 40 }
const PICTURE = { width: 100, height: 80 }

t.test('every kind of shape is read as it is', async (t) => {
  const shapes = [
    { kind: 'pen', order: 1, points: [0, 0, 5, 5] },
    { kind: 'arrow', order: 2, from: { x: 1, y: 2 }, to: { x: -3, y: 4 } },
    { kind: 'rectangle', order: 3, box: BOX },
    { kind: 'text', order: 4, box: BOX, text: 'Größe\nzwei' },
    { kind: 'number', order: 5, at: { x: 1, y: 2 }, value: 12 },
    { kind: 'pixelate', order: 6, box: BOX },
    { kind: 'crop', order: 7, box: BOX },
  ]
  for (const shape of shapes) t.same(readShape(shape), shape, shape.kind)
})

t.test('a shape at its limits is read, one beyond them is not', async (t) => {
  const pen = (points: number) => ({ kind: 'pen', order: 1, points: Array(2 * points).fill(1) })
  t.ok(readShape(pen(MOST_POINTS)))
  t.notOk(readShape(pen(MOST_POINTS + 1)))
  const text = (length: number) => ({ kind: 'text', order: 1, box: BOX, text: 'x'.repeat(length) })
  t.ok(readShape(text(LONGEST_TEXT)))
  t.notOk(readShape(text(LONGEST_TEXT + 1)))
})

t.test('what is no shape is not taken for one', async (t) => {
  const wrong: unknown[] = [
    null,
    [],
    'pen',
    { kind: 'circle', order: 1, box: BOX },
    { kind: 'pen', order: 1, points: [1, 2, 3] },
    { kind: 'pen', order: 1, points: [1, 2.5] },
    { kind: 'pen', order: 1, points: [1, Number.NaN] },
    { kind: 'pen', order: -1, points: [1, 2] },
    { kind: 'rectangle', order: 1, box: { ...BOX, width: 0 } },
    { kind: 'rectangle', order: 1, box: { ...BOX, angle: 1 } },
    { kind: 'rectangle', order: 1, box: BOX, colour: 'red' },
    { kind: 'arrow', order: 1, from: { x: 1, y: 40_000 }, to: { x: 1, y: 2 } },
    { kind: 'text', order: 1, box: BOX, text: ' \n ' },
    { kind: 'number', order: 1, at: { x: 1, y: 2 }, value: 0 },
  ]
  for (const value of wrong) t.equal(readShape(value), undefined, JSON.stringify(value))
  t.ok(readShape({ kind: 'rectangle', order: 1, box: BOX }), 'the same, right')
})

t.test('the author is part of the id', async (t) => {
  t.equal(authorOf(shapeId('employee', '0123456789')), 'employee')
  t.equal(authorOf(shapeId('code_user', '0123456789')), 'code_user')
  for (const id of ['', 'e-', 'x-0123456789', 'e-<script>x', `e-${'0'.repeat(41)}`])
    t.equal(authorOf(id), undefined, id)
})

t.test('both sides see the shapes in the same order', async (t) => {
  const shape = { kind: 'pen', order: 1, points: [1, 1] }
  const entries: [string, unknown][] = [
    ['e-bbbbbbbb', shape],
    ['c-aaaaaaaa', shape],
    ['e-aaaaaaaa', { ...shape, order: 0 }],
    ['nobody', shape],
    ['c-broken00', { kind: 'pen' }],
  ]
  const ids = ['e-aaaaaaaa', 'c-aaaaaaaa', 'e-bbbbbbbb']
  t.same(
    inOrder(entries).map(({ id }) => id),
    ids,
  )
  t.same(
    inOrder(entries.toReversed()).map(({ id }) => id),
    ids,
  )
})

t.test('the topmost crop counts, as far as it lies in the picture', async (t) => {
  const crop = (order: number, box: typeof BOX) => ({
    id: `e-0000000${order}`,
    shape: { kind: 'crop', order, box } as const,
  })
  const whole = { x: 0, y: 0, ...PICTURE }
  t.same(cropOf([], PICTURE), whole)
  t.same(cropOf([crop(1, BOX), crop(2, { ...BOX, width: 500, height: 500 })], PICTURE), {
    ...{ x: 10, y: 20, width: 90, height: 60 },
  })
  t.same(cropOf([crop(1, { ...BOX, x: 200 })], PICTURE), whole, 'nothing would be left')
})
