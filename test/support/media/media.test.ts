import { join } from 'node:path'
import t from 'tap'
import { makeCameraFile, makeVp8Clip } from './counter-clip.ts'
import { drawCounter, readCounter } from './counter-picture.ts'
import { readCounterAt, readCounters, readKeyFrameTimes } from './media-reader.ts'
import { driftMs, longestKeyFrameGap, longestSilence, shareInOrder } from './recording-content.ts'
import { run } from './run-tool.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE, makeToneFile } from './tone.ts'
import { readPulses } from './tone-reader.ts'

// The checks of recordings rest on these readers: here they meet content that is known to be
// right, and content that is known to be wrong.

t.test('every counter can be read from its picture', async (t) => {
  const wrong = Array.from({ length: 65_536 }, (_, counter) => counter).filter(
    (counter) => readCounter(drawCounter(counter, 96, 72)) !== counter,
  )
  t.same(wrong, [])
  for (const brightness of [0, 16, 126, 255]) {
    const blank = { width: 96, height: 72, pixels: new Uint8Array(96 * 72).fill(brightness) }
    t.equal(readCounter(blank), undefined, `blank at ${brightness}`)
  }
})

t.test('counters survive a camera file and VP8', async (t) => {
  const folder = t.testdir()
  for (const name of ['camera.mjpeg', 'camera.y4m']) {
    await makeCameraFile(join(folder, name), { seconds: 6 })
    t.equal(shareInOrder(await readCounters(join(folder, name)), 0, 29), 1, name)
  }
  const turns = {
    small: 'scale=320:240',
    'turned left': 'transpose=2',
    'turned right': 'transpose=1,scale=240:320',
    'cut to 16:9': 'crop=in_w:in_h*0.75',
    'cut to 4:3': 'crop=in_w*0.75:in_h',
  }
  for (const [title, filter] of Object.entries(turns)) {
    const file = join(folder, 'turned.webm')
    const poor = ['-c:v', 'libvpx', '-b:v', '120k', '-deadline', 'realtime', '-cpu-used', '8']
    const input = ['-v', 'error', '-y', '-i', join(folder, 'camera.mjpeg')]
    await run('ffmpeg', [...input, '-vf', filter, ...poor, file])
    t.equal(shareInOrder(await readCounters(file), 0, 29), 1, title)
  }
})

t.test('missing and swapped counters are noticed', async (t) => {
  const shown = (...counters: number[]) =>
    counters.map((counter, index) => ({ seconds: index, counter }))
  t.equal(shareInOrder(shown(0, 1, 2, 3), 0, 3), 1)
  t.equal(shareInOrder(shown(0, 1, 3), 0, 3), 0.75)
  t.equal(shareInOrder(shown(0, 2, 1, 3), 0, 3), 0.75)
})

t.test('key frames and seeking are read from the file', async (t) => {
  const file = join(t.testdir(), 'clip.ivf')
  await makeVp8Clip(file, { seconds: 24, firstCounter: 100 })
  const times = await readKeyFrameTimes(file)
  t.same(times, [0, 10, 20])
  t.equal(longestKeyFrameGap(times, 24), 10)
  t.equal(longestKeyFrameGap([0, 20], 24), 20)
  t.equal(await readCounterAt(file, 12.5), 162)
})

t.test('each tone is heard alone and in a mix', async (t) => {
  const folder = t.testdir()
  const [one, other, mix] = ['440.wav', '660.wav', 'mix.opus'].map((name) => join(folder, name))
  if (!one || !other || !mix) throw new Error('three names')
  await makeToneFile(one, CODE_USER_TONE, 12)
  await makeToneFile(other, EMPLOYEE_TONE, 12)
  t.equal((await readPulses(one, CODE_USER_TONE)).length, 20)
  t.equal((await readPulses(one, EMPLOYEE_TONE)).length, 0)
  const late = '[1:a]adelay=250:all=1[late];[0:a][late]amix=normalize=0'
  const input = ['-v', 'error', '-i', one, '-i', other]
  await run('ffmpeg', [...input, '-filter_complex', late, '-c:a', 'libopus', '-b:a', '48k', mix])
  for (const [tone, offset] of [
    [CODE_USER_TONE, 0],
    [EMPLOYEE_TONE, 0.25],
  ] as const) {
    const pulses = await readPulses(mix, tone)
    t.equal(pulses.length, 20, `${tone} Hz`)
    t.ok(longestSilence(pulses, 0, 12) < 0.6, `${tone} Hz throughout`)
    const starts = pulses.map(({ start }, index) => start - offset - index * 0.6)
    t.ok(Math.max(...starts.map(Math.abs)) < 0.03, `${tone} Hz in time`)
  }
})

t.test('holes and drift of the sound are measured', async (t) => {
  const even = Array.from({ length: 100 }, (_, index) => ({
    start: index * 0.6,
    end: index * 0.6 + 0.3,
  }))
  const steps = Array.from({ length: 300 }, (_, index) => ({
    seconds: index * 0.2,
    counter: index,
  }))
  const slow = even.map((pulse) => ({ start: pulse.start * 1.003 + 0.28, end: pulse.end }))
  t.ok(Math.abs(driftMs(steps, even)) < 1)
  t.ok(Math.abs(driftMs(steps, slow) - 144) < 10, `${driftMs(steps, slow)} ms`)
  const late = steps.map((step, index) => ({
    ...step,
    seconds: step.seconds + (index % 4 === 0 ? 0 : 0.15),
  }))
  t.ok(Math.abs(driftMs(late, even)) < 1, 'late pictures are no drift')
  const worse = late.map((step) => ({ ...step, seconds: step.seconds * 0.997 }))
  t.ok(Math.abs(driftMs(worse, even) - 144) < 20, `but do not hide it: ${driftMs(worse, even)} ms`)
  t.ok(longestSilence(even.toSpliced(40, 5), 0, 60) > 3)
})
