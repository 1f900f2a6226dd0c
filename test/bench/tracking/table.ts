import { median } from '../figures.ts'
import type { Row } from './measure.ts'
import { OWN_TRACKER } from './own-tracker.ts'

const COLUMNS: [name: string, cell: (row: Row, rows: readonly Row[]) => string][] = [
  ['clip', (row) => row.clip],
  ['take', (row) => String(row.take)],
  ['algorithm', (row) => row.follower],
  ['within 5 px', (row) => percent(row.within5)],
  ['and sure', (row) => percent(row.sure5)],
  ['median px', (row) => row.medianError.toFixed(2)],
  ['right at end', (row) => row.rightAtEnd],
  ['shown: outside', (row) => percent(row.falseOutside)],
  ['sure: outside', (row) => percent(row.sureOutside)],
  ['shown: hidden', (row) => percent(row.falseHidden)],
  ['sure: hidden', (row) => percent(row.sureHidden)],
  ['back: frames, worst', (row) => waits(row.back)],
  ['δavg', (row) => percent(row.deltaAverage)],
  ['AJ', (row) => percent(row.averageJaccard)],
  ['OA', (row) => percent(row.occlusionAccuracy)],
  ['ms per mark p50, p95', (row) => `${row.p50.toFixed(2)}, ${row.p95.toFixed(2)}`],
  ['own time by its p50, p95', (row, rows) => timesBy(row, rows)],
]

/** All figures of all clips; shares in percent, of all marks, those on plain surfaces included. */
export function printTable(rows: readonly Row[]): void {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row, rows))),
  ]
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  for (const line of lines) console.log(line.map((cell, k) => cell.padEnd(widths[k]!)).join('  '))
}

/** Milliseconds say something about the machine; beside a library's, on the same clip, about the tracker. */
function timesBy(row: Row, rows: readonly Row[]): string {
  const isOwn = ({ follower, clip, take }: Row) =>
    follower === OWN_TRACKER.name && clip === row.clip && take === row.take
  const own = rows.find(isOwn)
  if (!own || own === row) return ''
  return `${(own.p50 / row.p50).toFixed(2)}, ${(own.p95 / row.p95).toFixed(2)}`
}

const LEAST_WITHIN_5: Record<string, number> = {
  gentle: 0.99,
  leave: 0.98,
  box: 0.99,
  occlusion: 0.88,
  hard: 0.88,
  '3-D': 0.82,
}
const MOST_SHOWN = { outside: 0.02, hidden: 0.25 }
const MOST_FRAMES_BACK = 3

/** What is to be reached, and whether it was: said plainly where it was not. How often it was not. */
export function printYardsticks(rows: readonly Row[]): number {
  console.log('')
  let missed = 0
  for (const row of rows) {
    const name = `${row.clip} ${row.take}`
    const checks = yardsticksOf(row).filter(({ value }) => value !== undefined)
    for (const check of checks) missed += +!say(name, check)
    for (const [mark, share] of row.perMark.entries()) {
      if (share < 0.7)
        console.log(`        ${name}: hard for it: mark ${mark + 1}, ${percent(share)} %`)
    }
  }
  return missed
}

type Yardstick = {
  what: string
  value: number | undefined
  least?: number | undefined
  most?: number
  unit?: 'frames'
}

function yardsticksOf(row: Row): Yardstick[] {
  const { outside, hidden } = MOST_SHOWN
  return [
    { what: 'within 5 px', value: row.within5, least: LEAST_WITHIN_5[row.clip] },
    { what: 'shown outside', value: row.falseOutside, most: outside },
    // A bar that rests for a second is over before a mark is given up: there the claim counts.
    { what: 'called sure while hidden', value: row.sureHidden, most: hidden },
    ...(row.clip === '3-D'
      ? [{ what: 'shown while hidden', value: row.falseHidden, most: hidden }]
      : []),
    {
      what: 'back after it left',
      value: row.back.length > 0 ? Math.max(...row.back) : undefined,
      most: MOST_FRAMES_BACK,
      unit: 'frames',
    },
  ]
}

function say(name: string, { what, value = 0, least, most, unit }: Yardstick): boolean {
  const isReached = value >= (least ?? -Infinity) && value <= (most ?? Infinity)
  const shown = (number: number) => (unit ? `${number} ${unit}` : `${percent(number)} %`)
  const limit = least === undefined ? `at most ${shown(most ?? 0)}` : `at least ${shown(least)}`
  const verdict = isReached ? 'reached' : 'MISSED '
  console.log(`${verdict} ${name}: ${what}: ${shown(value)}, wanted ${limit}`)
  return isReached
}

function waits(frames: readonly number[]): string {
  if (frames.length === 0) return ''
  const worst = Math.max(...frames)
  return `${median(frames)}, ${worst === Infinity ? 'never' : worst}`
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : (share * 100).toFixed(1)
}
