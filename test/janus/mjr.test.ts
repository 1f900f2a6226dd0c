import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { readFileName, type RecordedFileName } from '../../janus/mjr/file-name.ts'
import { scanFrames } from '../../janus/mjr/frames.ts'
import { readHeader } from '../../janus/mjr/header.ts'
import { repairMjr } from '../../janus/mjr/repair.ts'
import { barePacket } from '../../janus/mjr/rtp.ts'
import { mjrFrames, mjrHeader } from '../support/media/mjr-file.ts'
import type { MediaPacket } from '../support/media/media-packets.ts'

const CREATED = 1_763_870_000_000_000
const NAME: RecordedFileName = {
  publisher: 'code-user-ada',
  createdMicros: CREATED,
  kind: 'video',
  isOrphan: false,
}
const HEADER = mjrHeader({
  kind: 'video',
  createdMicros: CREATED + 40,
  startedMicros: CREATED + 9_000,
})
// A fixed seed: the same files are tried in every run.
const RUNS = { seed: 20_261_123, numRuns: 200 }

t.test('file names tell publisher, kind and orphans', async (t) => {
  const room = 'a1-b2-3'
  const name = `videoroom-${room}-user-code-user-ada-${CREATED}-video-1.mjr`
  t.same(readFileName(name, room), NAME)
  t.same(readFileName(`${name}.tmp`, room), { ...NAME, isOrphan: true })
  t.equal(readFileName(name, 'a1-b2'), undefined, 'another room')
  t.equal(readFileName('notes.txt', room), undefined)
})

t.test('a whole file is copied frame by frame', async (t) => {
  const frames = mjrFrames({ kind: 'video', packets: packets(3000) })
  const { repair, packets: kept } = await repaired(t, Buffer.concat([HEADER, ...frames]))
  t.match(repair, { frames: 3000, tears: 0, lostBytes: 0, isHeaderLost: false })
  t.match(repair.header, { codec: 'vp8', startedMicros: CREATED + 9_000 })
  t.equal(repair.durationMs, 2999 * 10)
  t.equal(repair.keyFrames, 30)
  t.same(kept, frames.map(bareOf))
})

t.test('a lost header is rebuilt from the name', async (t) => {
  const frames = mjrFrames({ kind: 'video', packets: packets(50) })
  const cases = {
    'half of it gone': HEADER.subarray(HEADER.length / 2),
    overwritten: Buffer.alloc(HEADER.length, 0xff),
    'of another kind': mjrHeader({ kind: 'audio', createdMicros: CREATED, startedMicros: CREATED }),
    'of another day': mjrHeader({ kind: 'video', createdMicros: 1, startedMicros: 1 }),
  }
  for (const [title, header] of Object.entries(cases)) {
    const { repair, packets: kept } = await repaired(t, Buffer.concat([header, ...frames]))
    t.equal(repair.isHeaderLost, true, title)
    t.match(repair.header, { kind: 'video', codec: 'vp8', startedMicros: CREATED }, title)
    t.equal(kept.length, 50, title)
  }
})

t.test('files without media give no frames', async (t) => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('MJR00002'), HEADER, Buffer.alloc(4000)]) {
    const { repair } = await repaired(t, bytes)
    t.equal(repair.frames, 0, `${bytes.length} bytes`)
  }
})

t.test('dropped blocks and a cut tail cost only torn frames', async (t) => {
  const frames = mjrFrames({ kind: 'video', packets: packets(800) })
  const originals = new Set(frames.map((frame) => bareOf(frame).toString('latin1')))
  const media = Buffer.concat([HEADER, ...frames])
  const cut = fc.record({ from: fc.nat(media.length), length: fc.integer({ min: 1, max: 30_000 }) })
  const damage = fc.record({ cuts: fc.array(cut, { maxLength: 4 }), tail: fc.nat(40_000) })
  const property = fc.asyncProperty(damage, async ({ cuts, tail }) => {
    const isGone = marked(media.length - tail, cuts)
    const bytes = media.filter((_, at) => isGone[at] === 0)
    const kept = (await repaired(t, Buffer.from(bytes))).packets
    const isWhole = kept.every((packet) => originals.has(packet.toString('latin1')))
    return isWhole && kept.length >= 0.99 * countIntact(isGone, frames)
  })
  await t.resolves(fc.assert(property, RUNS))
})

t.test('any garbage is survived', async (t) => {
  const frames = mjrFrames({ kind: 'video', packets: packets(800) })
  const media = Buffer.concat([HEADER, ...frames])
  const smear = fc.record({
    at: fc.nat(media.length),
    with: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 3000 }),
      fc.constant(Buffer.from('MEET')),
      fc.constant(Buffer.from('MEETMEETMEETMEETMEETMEET')),
      fc.constant(Buffer.from('MJR00002\xff\xff')),
    ),
  })
  const property = fc.asyncProperty(fc.array(smear, { maxLength: 5 }), async (smears) => {
    const bytes = Buffer.from(media)
    for (const each of smears) bytes.set(each.with.slice(0, bytes.length - each.at), each.at)
    const touched = smears.map((each) => ({ from: each.at, length: each.with.length }))
    const intact = countIntact(marked(media.length, touched), frames)
    return (await repaired(t, bytes)).packets.length >= 0.99 * intact
  })
  await t.resolves(fc.assert(property, RUNS))
})

t.test('hostile bytes never crash the reader', async (t) => {
  const file = fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes))
  const seeded = file.map((bytes) =>
    Buffer.concat([HEADER, Buffer.from('MEET\0\0\0\0\0\x14'), bytes]),
  )
  const property = fc.asyncProperty(fc.oneof(file, seeded), async (bytes) => {
    readHeader(bytes, NAME)
    const scan = scanFrames(bytes, true)
    for (const frame of scan.frames) barePacket(frame.packet)
    return scan.consumed === bytes.length
  })
  await t.resolves(fc.assert(property, RUNS))
})

t.test('frames across the edge of a window are found', async (t) => {
  const frames = mjrFrames({ kind: 'video', packets: packets(400) })
  const media = Buffer.concat(frames)
  const property = fc.property(fc.integer({ min: 2048, max: 9000 }), fc.nat(3000), (size, torn) => {
    const bytes = Buffer.concat([media.subarray(0, 30_000), media.subarray(30_000 + torn)])
    return scanInWindows(bytes, size) === scanFrames(bytes, true).frames.length
  })
  t.doesNotThrow(() => fc.assert(property, RUNS))
})

/** Packets of uneven length, ten milliseconds apart, every hundredth a key frame. */
function packets(count: number): MediaPacket[] {
  return Array.from({ length: count }, (_, index) => ({
    seconds: index / 100,
    timestamp: index * 900,
    payload: Buffer.concat([
      Buffer.from([0x90, 0x80, 0x80 | (index >> 8), index & 0xff, index % 100 === 0 ? 0 : 1]),
      Buffer.alloc(40 + ((index * 97) % 600), index & 0xff),
    ]),
    isLastOfFrame: true,
  }))
}

async function repaired(t: { testdir(): string }, bytes: Buffer) {
  const folder = t.testdir()
  await writeFile(join(folder, 'raw.mjr'), bytes)
  const target = join(folder, 'clean.mjr')
  const repair = await repairMjr(join(folder, 'raw.mjr'), target, NAME)
  const clean = await readFile(target)
  const start = readHeader(clean, NAME)?.bytes
  if (start === undefined) throw new Error('the repaired file has no header')
  const scan = scanFrames(clean.subarray(start), true)
  if (scan.tears > 0) throw new Error('the repaired file is torn')
  return { repair, packets: scan.frames.map((frame) => frame.packet) }
}

/** Marks the bytes that a full disk, a cut tail or garbage took. */
function marked(length: number, cuts: { from: number; length: number }[]): Uint8Array {
  const isGone = new Uint8Array(length)
  for (const cut of cuts) isGone.fill(1, cut.from, cut.from + cut.length)
  return isGone
}

function countIntact(isGone: Uint8Array, frames: Buffer[]): number {
  let to = HEADER.length
  return frames.filter((frame) => {
    const from = to
    to += frame.length
    return to <= isGone.length && !isGone.subarray(from, to).includes(1)
  }).length
}

function bareOf(frame: Buffer): Buffer {
  const bare = barePacket(frame.subarray(10))
  if (!bare) throw new Error('the frame of the test is no RTP packet')
  return bare
}

function scanInWindows(bytes: Buffer, size: number): number {
  let count = 0
  for (let at = 0; ;) {
    const window = bytes.subarray(at, at + size)
    const isEnd = window.length < size
    const scan = scanFrames(window, isEnd)
    count += scan.frames.length
    at += scan.consumed
    if (isEnd) return count
  }
}
