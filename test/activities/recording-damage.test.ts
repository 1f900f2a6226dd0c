import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import t from 'tap'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { tearFile } from '../support/media/recorded-call.ts'
import {
  driftMs,
  firstShown,
  longestSilence,
  readContent,
  shareInOrder,
} from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE } from '../support/media/tone.ts'
import { readPulses } from '../support/media/tone-reader.ts'
import {
  CALL,
  codeUserVoice,
  employeeVoice,
  picture,
  play,
  record,
  VGA,
} from './recording-playing.ts'

t.test('a full disk in between costs only that time', async (t) => {
  const parts = [picture(0, 24, VGA), codeUserVoice(0, 24), employeeVoice(0, 24)]
  const { folder, paths } = await record(t, parts)
  for (const path of paths) {
    const { size } = await stat(path)
    await tearFile(path, Math.round(size * 0.5), Math.round(size * 0.6))
  }
  const playable = await play(folder)
  t.equal(playable?.isDamaged, true)
  const content = await readContent(playable?.path ?? '')
  t.ok(Math.abs(content.seconds - 24) < 0.2, `${content.seconds} s`)
  t.equal(shareInOrder(content.pictures, 0, 49), 1, 'until then')
  t.ok(shareInOrder(content.pictures, 101, 119) > 0.95, 'again from the next key frame on')
  t.ok(Math.abs((firstShown(content.pictures, 110) ?? 0) - 22) < 0.1, 'in its place')
  t.ok(longestSilence(content.codeUser, 0, 11) < 0.4)
  t.ok(longestSilence(content.codeUser, 15.5, 24) < 0.4)
  t.ok(Math.abs(driftMs(content.pictures, content.employee)) <= 100)
})

t.test('what a killed gateway had written is kept', async (t) => {
  const parts = [picture(0, 12), codeUserVoice(0, 12), employeeVoice(0, 12)]
  const { folder, paths } = await record(
    t,
    parts.map((part) => ({ ...part, isOrphan: true })),
  )
  // The recorder writes blocks of four kilobytes.
  for (const path of paths) await truncate(path, Math.floor((await stat(path)).size / 4096) * 4096)
  const files = await makeRecorderDisk(folder).list(CALL)
  t.ok(files.length === 3 && files.every(({ isOrphan }) => isOrphan))
  const playable = await play(folder)
  const content = await readContent(playable?.path ?? '')
  t.ok(content.seconds > 11, `${content.seconds} of 12 s`)
  t.ok(shareInOrder(content.pictures, 0, 54) > 0.95)
})

t.test('a lost header costs nothing that was sent', async (t) => {
  const { folder, paths } = await record(t, [picture(0, 12), codeUserVoice(0, 12)])
  for (const path of paths) await tearFile(path, 0, 100)
  const playable = await play(folder)
  t.equal(playable?.isDamaged, true)
  const content = await readContent(playable?.path ?? '')
  t.equal(shareInOrder(content.pictures, 0, 59), 1)
  t.equal(content.codeUser.length, 20)
})

t.test('a picture that is none does not cost the voices', async (t) => {
  const parts = [picture(0, 6), codeUserVoice(0, 6), employeeVoice(0, 6)]
  const { folder, paths } = await record(t, parts)
  const [pictures = ''] = paths
  const bytes = await readFile(pictures)
  // Frames and packets stay whole; what is in them becomes noise.
  for (let at = bytes.indexOf('MEET'); at >= 0; at = bytes.indexOf('MEET', at + 10))
    bytes.fill(at & 0xfe, at + 40, at + 10 + bytes.readUInt16BE(at + 8))
  await writeFile(pictures, bytes)
  const playable = await play(folder)
  t.equal((await readPulses(playable?.path ?? '', CODE_USER_TONE)).length, 10)
  t.equal((await readPulses(playable?.path ?? '', EMPLOYEE_TONE)).length, 10)
})

t.test('nothing playable is said to be so', async (t) => {
  const { folder, paths } = await record(t, [picture(0, 3)])
  await writeFile(paths[0] ?? '', Buffer.alloc(100_000, 'not media '))
  t.equal(await play(folder), undefined)
})
