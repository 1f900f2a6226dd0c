import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { readCounterAt, readStreamKinds } from '../support/media/media-reader.ts'
import { CALL_START } from '../support/media/recorded-call.ts'
import {
  driftMs,
  firstShown,
  longestKeyFrameGap,
  longestSilence,
  shareInOrder,
} from '../support/media/recording-content.ts'
import { run } from '../support/media/run-tool.ts'
import { EMPLOYEE_TONE } from '../support/media/tone.ts'
import { readPulses } from '../support/media/tone-reader.ts'
import {
  ADA,
  ANNA,
  CALL,
  codeUserVoice,
  employeeVoice,
  picture,
  play,
  playWhole,
  record,
  recorded,
  ROOM,
  VGA,
} from './recording-playing.ts'

t.test('R15: a minute of a call is seen and heard', async (t) => {
  const { folder } = await record(t, [
    picture(0, 60, VGA),
    codeUserVoice(0, 60),
    employeeVoice(0.6, 59.4),
  ])
  const { playable, content } = await playWhole(t, folder)
  t.equal(playable.contentType, 'video/webm')
  t.ok(Math.abs(playable.durationMs - 60_000) < 100, `${playable.durationMs} ms`)
  t.same(playable.timeIndex, [[0, CALL_START]])
  t.equal(shareInOrder(content.pictures, 0, 299), 1)
  t.ok(longestKeyFrameGap(content.keyFrames, 60) <= 12)
  t.ok(longestSilence(content.codeUser, 0, 60) < 0.4)
  t.ok(longestSilence(content.employee, 0.6, 60) < 0.4)
  for (const side of ['codeUser', 'employee'] as const) {
    const drift = driftMs(content.pictures, content[side])
    t.ok(Math.abs(drift) <= 100, `${side}: drift ${drift} ms`)
  }
  t.ok(Math.abs((content.codeUser[0]?.start ?? 9) - 0) < 0.05, 'voices begin in their place')
  t.ok(Math.abs((content.employee[0]?.start ?? 9) - 0.6) < 0.05)
  for (const share of [0.25, 0.5, 0.75]) {
    const counter = await readCounterAt(playable.path, share * 60)
    t.ok(Math.abs((counter ?? -99) - share * 300) <= 5, `seeking to ${share}: ${counter}`)
  }
})

t.test('a turned phone keeps its picture', async (t) => {
  const { folder } = await record(t, [
    picture(0, 24, VGA, { width: 480, height: 640 }),
    codeUserVoice(0, 24),
    employeeVoice(0, 24),
  ])
  const { playable, content } = await playWhole(t, folder)
  t.equal(shareInOrder(content.pictures, 0, 119), 1)
  t.ok(longestSilence(content.employee, 0, 24) < 0.4)
  t.ok(Math.abs(driftMs(content.pictures, content.codeUser)) <= 100)
  t.equal(await sizesIn(playable.path), '640,480 480,640')
})

t.test('stopping and recording again cuts the time between', async (t) => {
  const { folder } = await record(t, [
    ...[picture(0, 12), codeUserVoice(0, 12), employeeVoice(0, 12)],
    ...[picture(30, 12), codeUserVoice(30, 12), employeeVoice(30, 12)],
  ])
  const segments = recorded([0, 12], [30, 42])
  const { playable, content } = await playWhole(t, folder, segments)
  t.ok(Math.abs(playable.durationMs - 24_000) < 200, `${playable.durationMs} ms`)
  t.same(playable.timeIndex.length, 2)
  const [, second] = playable.timeIndex
  t.ok(Math.abs((second?.[0] ?? 0) - 12_000) < 100 && second?.[1] === CALL_START + 30_000)
  t.equal(shareInOrder(content.pictures, 0, 59), 1)
  t.equal(shareInOrder(content.pictures, 150, 209), 1)
  t.ok(longestSilence(content.codeUser, 0, 24) < 0.4)
  const shown = await readCounterAt(playable.path, 18)
  t.ok(Math.abs((shown ?? 0) - 180) <= 5, `seeking behind the cut: ${shown}`)
})

t.test('a reload of the page is a pause', async (t) => {
  const { folder } = await record(t, [
    ...[picture(0, 12), codeUserVoice(0, 12)],
    ...[picture(15, 12), codeUserVoice(15, 12)],
    employeeVoice(0, 27),
  ])
  const { playable, content } = await playWhole(t, folder)
  t.ok(Math.abs(playable.durationMs - 27_000) < 100, `${playable.durationMs} ms`)
  t.equal(shareInOrder(content.pictures, 0, 59), 1)
  t.equal(shareInOrder(content.pictures, 75, 134), 1)
  t.ok(
    Math.abs((firstShown(content.pictures, 75) ?? 0) - 15) < 0.1,
    'the picture comes back in time',
  )
  t.ok(longestSilence(content.codeUser, 0, 27) > 3)
  t.ok(longestSilence(content.employee, 0, 27) < 0.4, 'the other side is heard throughout')
  t.ok(Math.abs(driftMs(content.pictures, content.codeUser)) <= 100)
  const shown = await readCounterAt(playable.path, 20)
  t.ok(Math.abs((shown ?? 0) - 100) <= 5, `seeking behind the pause: ${shown}`)
})

t.test('many reloads and a late camera keep their places', async (t) => {
  const starts = [6, 12, 15, 21]
  const { folder } = await record(t, [
    ...starts.map((from) => picture(from, 3)),
    ...starts.map((from) => codeUserVoice(from, 3)),
    employeeVoice(0, 27),
  ])
  const { content } = await playWhole(t, folder)
  for (const from of starts) {
    const shown = firstShown(content.pictures, from * 5)
    t.ok(Math.abs((shown ?? 0) - from) < 0.1, `picture of second ${from} at ${shown}`)
    t.ok(
      content.codeUser.some(({ start }) => Math.abs(start - from) < 0.05),
      `voice of ${from}`,
    )
  }
})

t.test('without a picture there is sound', async (t) => {
  const { folder } = await record(t, [codeUserVoice(0, 6), employeeVoice(0, 6)])
  const empty = `videoroom-${ROOM}-user-${ADA}-${CALL_START}000-video-1.mjr`
  await writeFile(join(folder, ROOM, empty), 'MJR00002')
  const files = await makeRecorderDisk(folder).list(CALL)
  t.same([...new Set(files.map(({ kind, hasMedia }) => `${kind} ${hasMedia}`))].toSorted(), [
    'audio true',
    'video false',
  ])
  const playable = await play(folder)
  t.equal(playable?.contentType, 'audio/webm')
  t.same(await readStreamKinds(playable?.path ?? ''), ['audio'])
})

t.test('without sound there is a picture', async (t) => {
  const { folder } = await record(t, [picture(0, 6)])
  const playable = await play(folder)
  t.equal(playable?.contentType, 'video/webm')
  t.same(await readStreamKinds(playable?.path ?? ''), ['video'])
})

t.test('one voice alone keeps its strength', async (t) => {
  const { folder } = await record(t, [employeeVoice(0, 6), { ...picture(0, 6), publisher: ANNA }])
  const playable = await play(folder)
  t.equal(playable?.contentType, 'audio/webm', 'the picture of the employee is not shown')
  t.equal((await readPulses(playable?.path ?? '', EMPLOYEE_TONE)).length, 10)
})

t.test('making it again gives the same bytes and keeps the files', async (t) => {
  const parts = [picture(0, 3), picture(6, 3), codeUserVoice(0, 9), employeeVoice(0, 9)]
  const { folder, paths } = await record(t, parts)
  const hashes = () => Promise.all(paths.map(hashOf))
  const before = await hashes()
  const [first, second] = [await hashOfPlayable(folder), await hashOfPlayable(folder)]
  t.equal(first, second)
  t.same(await hashes(), before)
})

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

async function hashOfPlayable(folder: string): Promise<string> {
  const playable = await play(folder)
  return await hashOf(playable?.path ?? '')
}

/** The sizes of the pictures, each time they change. */
async function sizesIn(file: string): Promise<string> {
  let output = ''
  const entries = ['-select_streams', 'v', '-show_entries', 'frame=width,height', '-of', 'csv=p=0']
  await run('ffprobe', ['-v', 'error', ...entries, file], {
    onOutput: (chunk) => (output += chunk.toString()),
  })
  const sizes = output.split('\n').filter(Boolean)
  return sizes.filter((size, index) => size !== sizes[index - 1]).join(' ')
}
