import { pino } from 'pino'
import t from 'tap'
import type { DrawnStroke } from '../../api/media-holder-ports.ts'
import { StrokeLog } from '../../api/media-holder-strokes.ts'
import { untilTrue } from '../support/call/call-test.ts'

const KEY = { organisationId: 'acme', sessionId: 'session', call: 1 }
const ANNA = { id: 'anna', side: 'employee' } as const
const CARLA = { id: 'carla', side: 'code_user' } as const

/** A database that keeps strokes while it is there. */
function makeRows() {
  const rows = { saved: [] as DrawnStroke[], isAway: false, attempts: 0 }
  const saveStroke = async (_key: unknown, stroke: DrawnStroke) => {
    rows.attempts += 1
    if (rows.isAway) throw new Error('the database is away')
    rows.saved.push(stroke)
  }
  const log = new StrokeLog(KEY, { rows: { saveStroke }, log: pino({ level: 'silent' }) })
  return { rows, log }
}

t.test('R17: a stroke is kept with who drew it and when each piece came', async (t) => {
  const { rows, log } = makeRows()
  log.add(ANNA, { id: 'arrow', points: [1, 2], isLast: false }, 1_000)
  log.add(CARLA, { id: 'arrow', points: [9, 9], isLast: true }, 1_005)
  log.add(ANNA, { id: 'arrow', points: [3, 4, 5, 6], isLast: true }, 1_017)
  await untilTrue(() => rows.saved.length === 2, 'both are kept')
  t.same(rows.saved, [
    { by: 'code_user', actorId: 'carla', name: 'arrow', at: 1_005, pieces: [[0, 9, 9]] },
    {
      ...{ by: 'employee', actorId: 'anna', name: 'arrow', at: 1_000 },
      pieces: [
        [0, 1, 2],
        [17, 3, 4, 5, 6],
      ],
    },
  ])
})

t.test('strokes wait while the database is away', async (t) => {
  const { rows, log } = makeRows()
  rows.isAway = true
  for (const id of ['one', 'two']) log.add(ANNA, { id, points: [1, 2], isLast: true })
  await untilTrue(() => rows.attempts > 1, 'tried again')
  t.same(rows.saved, [])
  rows.isAway = false
  await untilTrue(() => rows.saved.length === 2, 'kept when it is back')
  t.same(
    rows.saved.map(({ name }) => name),
    ['one', 'two'],
  )
})

t.test('a stroke without an end is kept when the recorder goes off', async (t) => {
  const { rows, log } = makeRows()
  log.add(ANNA, { id: 'open', points: [1, 2], isLast: false })
  log.finishAll()
  await untilTrue(() => rows.saved.length === 1, 'kept')
  t.match(rows.saved, [{ name: 'open' }])
})

t.test('a process that ends writes what it has, and waits for no database', async (t) => {
  const there = makeRows()
  there.log.add(ANNA, { id: 'open', points: [1, 2], isLast: false })
  await there.log.close()
  t.equal(there.rows.saved.length, 1)
  const away = makeRows()
  away.rows.isAway = true
  away.log.add(ANNA, { id: 'open', points: [1, 2], isLast: false })
  await away.log.close()
  t.equal(away.rows.attempts, 1)
})

t.test('no stroke and no call is kept without bounds', async (t) => {
  const { rows, log } = makeRows()
  const points = Array.from({ length: 500 }, () => 1)
  const numbersIn = ({ pieces }: DrawnStroke) => pieces.flatMap(([, ...numbers]) => numbers).length
  for (let piece = 0; piece < 20; piece += 1) log.add(ANNA, { id: 'long', points, isLast: false })
  for (let stroke = 0; stroke < 1_100; stroke += 1) {
    log.add(CARLA, { id: String(stroke), points, isLast: true })
  }
  await log.close()
  const [long] = rows.saved.filter(({ name }) => name === 'long')
  t.equal(long && numbersIn(long), 8_000)
  t.equal(
    rows.saved.reduce((sum, stroke) => sum + numbersIn(stroke), 0),
    500_000,
  )
})
