import t from 'tap'
import { isAgreed, layOut, type Piece } from '../../activities/recording/timeline.ts'

const START = Date.UTC(2026, 10, 23, 12)

/** A piece by seconds of the call: recorder created, first packet, last packet. */
function piece(createdAt: number, startedAt: number, endedAt: number) {
  return {
    side: 'code_user',
    kind: 'audio',
    createdAt: START + createdAt * 1000,
    startedAt: START + startedAt * 1000,
    durationMs: (endedAt - startedAt) * 1000,
  } satisfies Piece
}

function recorded(...times: [from: number, to: number | null][]) {
  return times.map(([from, to]) => ({
    startedAt: START + from * 1000,
    stoppedAt: to === null ? null : START + to * 1000,
  }))
}

function places(pieces: Piece[], ...times: [number, number | null][]) {
  const timeline = layOut(pieces, recorded(...times))
  return {
    at: timeline.pieces.map(({ atMs }) => atMs / 1000),
    index: timeline.index.map(([file, call]) => [file / 1000, (call - START) / 1000]),
    seconds: timeline.durationMs / 1000,
  }
}

t.test('the first packet of all is the beginning', async (t) => {
  const pieces = [piece(0, 0.5, 60), piece(0, 0.4, 60), piece(0, 9, 60)]
  t.same(places(pieces, [0, 60]), { at: [0.1, 0, 8.6], index: [[0, 0.4]], seconds: 59.6 })
})

t.test('a reload leaves a gap', async (t) => {
  const pieces = [piece(0, 0, 20), piece(0, 0, 60), piece(23, 23.2, 60)]
  t.same(places(pieces, [0, 60]), { at: [0, 0, 23.2], index: [[0, 0]], seconds: 60 })
})

t.test('a gap stays when everybody was gone', async (t) => {
  const pieces = [piece(0, 0, 20), piece(30, 30, 60)]
  t.same(places(pieces, [0, 60]).at, [0, 30])
  t.same(places(pieces, [0, 60]).index, [[0, 0]])
})

t.test('time without a recorder is cut', async (t) => {
  const pieces = [
    ...[piece(0, 0, 20), piece(0, 1, 20)],
    ...[piece(50, 50.5, 60), piece(50, 51, 60)],
    piece(65, 65, 70),
  ]
  t.same(places(pieces, [0, 20], [50, 60], [65, null]), {
    at: [0, 1, 20, 20.5, 29.5],
    index: [
      [0, 0],
      [20, 50.5],
      [29.5, 65],
    ],
    seconds: 34.5,
  })
})

t.test('the recorder may be off for a moment only', async (t) => {
  const pieces = [piece(0, 0, 20), piece(21.5, 21.5, 30)]
  t.same(places(pieces, [0, 20], [21, 30]).at, [0, 20])
})

t.test('clocks that differ by seconds keep the order', async (t) => {
  const pieces = [piece(-3, -3, 20), piece(47, 47, 60)]
  t.same(places(pieces, [0, 23], [50, 63]).at, [0, 50], 'a gap at worst')
})

t.test('nothing recorded is nothing long', async (t) => {
  t.same(places([], [0, 60]), { at: [], index: [], seconds: 0 })
})

t.test('files count as agreed while the recorder was on', async (t) => {
  const segments = recorded([20, 30], [100, null])
  const isAgreedAt = (second: number) => isAgreed(START + second * 1000, segments)
  t.same([14, 60, 94].map(isAgreedAt), [false, false, false])
  t.same([16, 20, 29, 34, 96, 5000].map(isAgreedAt), [true, true, true, true, true, true])
  t.equal(isAgreed(START, []), false)
})
