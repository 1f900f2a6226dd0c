import t from 'tap'
import {
  formatDuration,
  formatShortly,
  formatWaiting,
  initialsOf,
  isSameDay,
} from '../../web/foundation/formatting.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

t.test('waiting time is said in the largest unit that matters', async (t) => {
  t.equal(formatWaiting(-5), '0 s')
  t.equal(formatWaiting(52 * SECOND), '52 s')
  t.equal(formatWaiting(12 * MINUTE + 30 * SECOND), '12 min')
  t.equal(formatWaiting(3 * HOUR + 5 * MINUTE), '3 h 05 min')
  t.equal(formatWaiting(50 * HOUR), '2 d')
})

t.test('lengths are minutes and seconds, with hours where there are some', async (t) => {
  t.equal(formatDuration(0), '00:00')
  t.equal(formatDuration(13 * MINUTE + 49 * SECOND), '13:49')
  t.equal(formatDuration(HOUR + 5 * MINUTE + 11 * SECOND), '1:05:11')
})

t.test('a narrow column shows the time today, the weekday lately, the date before', async (t) => {
  const noon = new Date(2026, 10, 23, 12).getTime()
  t.equal(formatShortly(noon - 2 * HOUR, noon), '10:00')
  t.equal(formatShortly(noon - 24 * HOUR, noon), 'Sun 22')
  t.match(formatShortly(noon - 400 * 24 * HOUR, noon), /2025/)
  t.ok(isSameDay(noon, noon + 11 * HOUR))
  t.notOk(isSameDay(noon, noon + 13 * HOUR))
})

t.test('initials are of the first and the last name', async (t) => {
  t.equal(initialsOf('Anna Keller'), 'AK')
  t.equal(initialsOf('  Tomáš  van der Novák '), 'TN')
  t.equal(initialsOf('ölaf'), 'Ö')
  t.equal(initialsOf(''), '')
})
