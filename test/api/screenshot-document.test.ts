import t from 'tap'
import * as Y from 'yjs'
import { ProblemError } from '../../api/problems.ts'
import { ScreenshotDocument } from '../../api/screenshot-document.ts'
import { MOST_BYTES } from '../../domain/screenshot-frames.ts'
import { LONGEST_TEXT, MOST_SHAPES, type Side } from '../../domain/screenshot-shapes.ts'

const PEN = { kind: 'pen', order: 1, points: [1, 2, 3, 4] }
const MINE = 'e-00000001'
const THEIRS = 'c-00000001'

/** A page of one side that has what the document has. */
function pageOf(document: ScreenshotDocument, side: Side = 'employee') {
  const page = new Y.Doc()
  Y.applyUpdate(page, document.changesSince())
  const changeOf = (change: (shapes: Y.Map<unknown>, page: Y.Doc) => void) => {
    const before = Y.encodeStateVector(page)
    page.transact(() => change(page.getMap('shapes'), page))
    return Y.encodeStateAsUpdate(page, before)
  }
  const apply = (change: Uint8Array) => {
    document.check(change, side)
    document.accept(change)
  }
  return {
    changeOf,
    apply,
    do: (change: Parameters<typeof changeOf>[0]) => apply(changeOf(change)),
    /** The code that a change is refused with. */
    refusal(change: Parameters<typeof changeOf>[0] | Uint8Array): string | undefined {
      const bytes = change instanceof Uint8Array ? change : changeOf(change)
      try {
        document.check(bytes, side)
      } catch (error) {
        return error instanceof ProblemError ? error.code : String(error)
      }
      document.forget()
      return undefined
    },
  }
}

function shapesOf(document: ScreenshotDocument): Record<string, unknown> {
  const page = new Y.Doc()
  Y.applyUpdate(page, document.changesSince())
  return page.getMap('shapes').toJSON()
}

t.test('shapes are put, replaced and taken away by both sides', async (t) => {
  const document = new ScreenshotDocument([])
  pageOf(document).do((shapes) => shapes.set(MINE, PEN))
  const other = pageOf(document, 'code_user')
  other.do((shapes) => shapes.set(THEIRS, PEN))
  other.do((shapes) => shapes.set(MINE, { ...PEN, points: [9, 9] }))
  t.same(shapesOf(document), { [MINE]: { ...PEN, points: [9, 9] }, [THEIRS]: PEN })
  other.do((shapes) => shapes.delete(MINE))
  t.same(Object.keys(shapesOf(document)), [THEIRS])
})

t.test('nobody signs a new shape as the other side', async (t) => {
  const document = new ScreenshotDocument([])
  const page = pageOf(document)
  t.equal(
    page.refusal((shapes) => shapes.set(THEIRS, PEN)),
    'invalid',
  )
  t.equal(
    pageOf(document).refusal((shapes) => shapes.set('someone', PEN)),
    'invalid',
  )
  const hidden = pageOf(document).changeOf((shapes) => {
    shapes.set(THEIRS, PEN)
    shapes.delete(THEIRS)
  })
  t.equal(page.refusal(hidden), 'invalid', 'nor hides that it was there')
  t.equal(
    pageOf(document).refusal((shapes) => shapes.set(MINE, PEN)),
    undefined,
  )
})

t.test('undoing a deletion brings the other side’s shape back', async (t) => {
  const document = new ScreenshotDocument([])
  pageOf(document, 'code_user').do((shapes) => shapes.set(THEIRS, PEN))
  const page = pageOf(document)
  page.do((shapes) => shapes.delete(THEIRS))
  page.do((shapes) => shapes.set(THEIRS, PEN))
  t.same(shapesOf(document), { [THEIRS]: PEN })
})

t.test('a document read from its log knows what was there', async (t) => {
  const log: Uint8Array[] = []
  const first = new ScreenshotDocument([])
  const theirs = pageOf(first, 'code_user')
  for (const change of [
    theirs.changeOf((shapes) => shapes.set(THEIRS, PEN)),
    theirs.changeOf((shapes) => shapes.delete(THEIRS)),
  ]) {
    theirs.apply(change)
    log.push(change)
  }
  const again = new ScreenshotDocument(log)
  t.same(again.stateVector(), first.stateVector())
  t.equal(
    pageOf(again).refusal((shapes) => shapes.set(THEIRS, PEN)),
    undefined,
  )
})

t.test('what is no shape is refused and changes nothing', async (t) => {
  const document = new ScreenshotDocument([])
  pageOf(document).do((shapes) => shapes.set(MINE, PEN))
  const text = (length: number) => {
    const box = { x: 1, y: 1, width: 9, height: 9 }
    return { kind: 'text', order: 1, box, text: 'x'.repeat(length) }
  }
  const bad: Record<string, (shapes: Y.Map<unknown>, page: Y.Doc) => void> = {
    'an unknown kind': (shapes) => shapes.set('e-00000002', { kind: 'script' }),
    'a foreign member': (shapes) => shapes.set('e-00000002', { ...PEN, colour: 'blue' }),
    'too long a text': (shapes) => shapes.set('e-00000002', text(LONGEST_TEXT + 1)),
    '10,000 points': (shapes) =>
      shapes.set('e-00000002', { ...PEN, points: Array(20_000).fill(1) }),
    'a document inside': (shapes) => shapes.set('e-00000002', new Y.Doc()),
    'a map inside': (shapes) => shapes.set('e-00000002', new Y.Map([['kind', 'pen']])),
    'another part': (_shapes, page) => page.getMap('secrets').set(MINE, PEN),
    'a list': (_shapes, page) => page.getArray('list').push([PEN]),
    'one bad among good ones': (shapes) => {
      shapes.set('e-00000002', PEN)
      shapes.set('e-00000003', {})
    },
  }
  for (const [name, change] of Object.entries(bad)) {
    t.equal(pageOf(document).refusal(change), 'invalid', name)
    t.same(shapesOf(document), { [MINE]: PEN }, name)
  }
  t.equal(
    pageOf(document).refusal((shapes) => shapes.set('e-00000002', text(9))),
    undefined,
  )
})

t.test('bytes that are no change are refused', async (t) => {
  const document = new ScreenshotDocument([])
  const page = pageOf(document)
  const good = page.changeOf((shapes) => shapes.set(MINE, PEN))
  for (const bytes of [
    Uint8Array.of(),
    Uint8Array.of(255, 255, 255, 255, 255),
    good.subarray(0, good.length - 5),
    Uint8Array.from(good, (byte, index) => (index % 3 === 0 ? byte ^ 0x55 : byte)),
  ]) {
    t.equal(page.refusal(bytes), 'invalid', [...bytes].join(' '))
  }
  page.apply(good)
  t.same(shapesOf(document), { [MINE]: PEN })
})

t.test('a change that builds on one that is not here has to wait', async (t) => {
  const document = new ScreenshotDocument([])
  const page = pageOf(document)
  const first = page.changeOf((shapes) => shapes.set(MINE, PEN))
  const second = page.changeOf((shapes) => shapes.set('e-00000002', PEN))
  t.equal(page.refusal(second), 'try_again')
  page.apply(first)
  page.apply(second)
  t.equal(Object.keys(shapesOf(document)).length, 2)
})

t.test('there are limits to shapes and bytes', async (t) => {
  const document = new ScreenshotDocument([])
  const page = pageOf(document)
  const id = (number: number) => `e-${String(number).padStart(8, '0')}`
  page.do((shapes) => {
    for (let number = 1; number <= MOST_SHAPES; number += 1) shapes.set(id(number), PEN)
  })
  t.equal(
    page.refusal((shapes) => shapes.set(id(MOST_SHAPES + 1), PEN)),
    'too_many',
  )
  const large = new Uint8Array(MOST_BYTES + 1)
  t.equal(pageOf(new ScreenshotDocument([])).refusal(large), 'too_large')
})

t.test('moving one shape a thousand times does not fill the document', async (t) => {
  const document = new ScreenshotDocument([])
  const page = pageOf(document)
  const points = Array<number>(1_000).fill(1_000)
  for (let order = 1; order <= 1_000; order += 1) {
    page.do((shapes) => shapes.set(MINE, { ...PEN, order, points }))
  }
  t.match(shapesOf(document), { [MINE]: { order: 1_000 } })
})
