import { readArguments } from './tracking/arguments.ts'
import { baseline } from './tracking/baseline.ts'
import { boxClip } from './tracking/box-clip.ts'
import type { Clip } from './tracking/clip.ts'
import { jsfeatLibrary } from './tracking/jsfeat-library.ts'
import { machineClip } from './tracking/machine-clip.ts'
import { measure, type Row } from './tracking/measure.ts'
import { openCvLibrary, untilOpenCvIsReady } from './tracking/opencv-library.ts'
import { OWN_TRACKER } from './tracking/own-tracker.ts'
import { photo } from './tracking/photos.ts'
import { printTable, printYardsticks } from './tracking/table.ts'
import { HELD_OUT, makeTake } from './tracking/take.ts'
import { warpedClip } from './tracking/warped-clips.ts'

/*
 * npm run bench:tracking: how well marks stay where they are set, on clips of which the truth is known,
 * beside what one gets from two libraries. `npm run bench:tracking -- hard box` takes some clips only,
 * `--take 1` one take of each, `--own` leaves the libraries out. Takes from 4 on are for training. Exit
 * code 1 when a yardstick was missed, 2 when it could not run.
 */

const PHOTO_WIDTH = 1600
const MEGABYTE = 1024 * 1024

// Those of opencv.js throw it anew, from a line of millions of characters.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.removeAllListeners(event)
  process.once(event, (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(2)
  })
}
const { clips, takes, withLibraries } = readArguments(process.argv.slice(2))
const began = performance.now()
await untilOpenCvIsReady()
const photos = {
  board: await photo('board', PHOTO_WIDTH),
  wall: await photo('wall', PHOTO_WIDTH),
}
const libraries = withLibraries ? [baseline(openCvLibrary), baseline(jsfeatLibrary)] : []
const rows: Row[] = []
for (const name of clips) {
  // One clip at a time is in memory. The real one has one take.
  for (const take of name === 'box' ? [1] : takes) measureAll(await makeClip(name, take))
}
console.log(`The tracker was made with the other takes; ${HELD_OUT.join(' and ')} are held out.\n`)
printTable(rows)
const missed = printYardsticks(rows.filter(({ follower }) => follower === OWN_TRACKER.name))
const peak = process.resourceUsage().maxRSS * 1024
console.log(
  `\n${seconds()} in all, ${missed} yardsticks missed, at most ${megabytes(peak)} of memory`,
)
process.exitCode = missed > 0 ? 1 : 0

function makeClip(name: string, number: number): Promise<Clip> {
  if (name === 'box') return boxClip()
  const take = makeTake(number)
  return name === '3-D' ? machineClip(take, photos) : warpedClip(name, take, photos)
}

function measureAll(clip: Clip): void {
  for (const follower of [OWN_TRACKER, ...libraries]) {
    const row = measure(clip, follower)
    rows.push(row)
    const what = `${clip.name} ${clip.take}, ${follower.name}`
    const memory = megabytes(process.memoryUsage.rss())
    console.error(`${seconds()}: ${what}: ${(100 * row.within5).toFixed(1)} %, ${memory}`)
  }
}

function seconds(): string {
  return `${((performance.now() - began) / 1000).toFixed(0)} s`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`
}
