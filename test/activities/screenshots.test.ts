import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { markArtefactDeleted } from '../../db/artefacts.ts'
import type { Shape } from '../../domain/screenshot-shapes.ts'
import { idOf } from '../db/world.ts'
import { runActivity } from './recorded-session.ts'
import type { StoreScreenshotsProcess } from './store-screenshots-process.ts'
import { makeTakenScreenshots, SIZE, type TakenScreenshots } from './taken-screenshots.ts'

const PROGRAM = fileURLToPath(new URL('store-screenshots-process.ts', import.meta.url))
const BOX = { x: 64, y: 64, width: 100, height: 50 }
const PIXELATED: Shape = { kind: 'pixelate', order: 1, box: BOX }
const NUMBER: Shape = { kind: 'number', order: 2, at: { x: 30, y: 30 }, value: 7 }

const taken = makeTakenScreenshots(t)

async function pixelsOf(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels
    return [...data.subarray(start, start + 3)].join(' ')
  }
  return { width: info.width, height: info.height, at }
}

t.test('R16: what both drew is part of the stored picture', async (t) => {
  const all = await taken
  await all.take(1, [PIXELATED, NUMBER])
  const { activities, inputFor } = all
  t.same(await runActivity(activities.storeScreenshots, inputFor(1)), { stored: 1, failed: 0 })
  const row = await all.row(1)
  t.match(row, { state: 'ready', contentType: 'image/png', position: 1, kind: 'screenshot' })
  const picture = await pixelsOf(await all.read(row.objectKey))
  t.match(picture, SIZE, 'at full size')
  t.equal(picture.at(27, 30), '255 69 58', 'the number is red')
  t.not(picture.at(200, 20), picture.at(201, 20), 'the rest is as it was')
})

t.test('R16: under a pixelation nothing but the means of blocks is stored', async (t) => {
  const all = await taken
  await all.take(2, [PIXELATED])
  await runActivity(all.activities.storeScreenshots, all.inputFor(2))
  const picture = await pixelsOf(await all.read((await all.row(2)).objectKey))
  const blocks = new Map<string, Set<string>>()
  for (let y = 64; y < 112; y += 1) {
    for (let x = 64; x < 160; x += 1) {
      const block = `${Math.floor(x / 16)} ${Math.floor(y / 16)}`
      const seen = blocks.get(block) ?? new Set()
      blocks.set(block, seen.add(picture.at(x, y)))
    }
  }
  t.equal(blocks.size, 18)
  for (const [block, colours] of blocks) t.equal(colours.size, 1, `block ${block}`)
})

t.test('R16: neither original nor log outlives the composed picture', async (t) => {
  const all = await taken
  await all.take(3, [PIXELATED])
  t.same(await all.objects(3), [all.keyOf(3)])
  await runActivity(all.activities.storeScreenshots, all.inputFor(3))
  t.same(await all.objects(3), [(await all.row(3)).objectKey])
  t.equal(await all.log(3), 0)
})

t.test('what is cropped away is not in the file', async (t) => {
  const all = await taken
  const crop: Shape = { kind: 'crop', order: 9, box: { x: 20, y: 10, width: 100, height: 60 } }
  await all.take(4, [NUMBER, crop])
  await runActivity(all.activities.storeScreenshots, all.inputFor(4))
  const picture = await pixelsOf(await all.read((await all.row(4)).objectKey))
  t.match(picture, { width: 100, height: 60 })
  t.equal(picture.at(7, 20), '255 69 58', 'the number has moved with the picture')
})

t.test('a screenshot that nobody drew on is stored as it is', async (t) => {
  const all = await taken
  await all.take(5)
  const result = await runActivity(all.activities.storeScreenshots, all.inputFor(5))
  t.same(result, { stored: 1, failed: 0 })
  t.match(await all.row(5), { state: 'ready' })
})

t.test('a picture that is lost says so, the others are stored', async (t) => {
  const all = await taken
  await all.take(6)
  const result = await runActivity(all.activities.storeScreenshots, all.inputFor(7, 6))
  t.same(result, { stored: 1, failed: 1 })
  t.match(await all.row(7), { state: 'failed', reason: 'original_lost' })
  t.match(await all.row(6), { state: 'ready' })
})

t.test('a picture that was never registered goes with the others', async (t) => {
  const all = await taken
  await all.take(15)
  await all.take(16)
  const stray = all.keyOf(15).replace(all.idAt(15), idOf('never registered'))
  await all.store.put(stray, fileURLToPath(import.meta.url))
  await runActivity(all.activities.storeScreenshots, all.inputFor(15))
  t.notOk(await all.store.stat(stray))
  t.same(await all.objects(16), [all.keyOf(16)], 'one that is registered waits for its turn')
})

t.test('a screenshot that was deleted meanwhile leaves nothing', async (t) => {
  const all = await taken
  await all.take(8, [NUMBER])
  await markArtefactDeleted(all.world.db, all.idAt(8), 'by an administrator')
  const result = await runActivity(all.activities.storeScreenshots, all.inputFor(8))
  t.same(result, { stored: 0, failed: 0 })
  t.same([await all.objects(8), await all.log(8)], [[], 0])
  t.match(await all.row(8), { state: 'deleted' })
})

t.test('a worker killed at any step stores the screenshot once', async (t) => {
  const all = await taken
  const steps: string[] = []
  await all.take(9, [NUMBER])
  await runActivity(all.activities.storeScreenshots, all.inputFor(9), (step) =>
    steps.push(String(step)),
  )
  t.same(steps, STEPS, 'the steps are those that are tried')
  for (const [index, dieAt] of ['compose', 'mark', 'discard original', 'discard log'].entries()) {
    const number = index + 10
    await all.take(number, [NUMBER])
    const input = all.inputFor(number)
    t.equal(await killedAt(all, { input, dieAt }), 'SIGKILL', dieAt)
    await storedOnce(t, all, number)
  }
})

t.test('a worker killed while it stores leaves nothing on its own disk', async (t) => {
  const all = await taken
  for (const [index, dieAt] of ['upload', 'verify'].entries()) {
    const number = index + 17
    await all.take(number, [NUMBER])
    const temporary = t.testdir()
    const killed = { input: all.inputFor(number), dieAt, temporary }
    t.equal(await killedAt(all, killed), 'SIGKILL', dieAt)
    const left = readdirSync(temporary).filter((name) => name.startsWith('lotse'))
    t.same(left, [], dieAt)
    await storedOnce(t, all, number)
  }
})

const STEPS = ['look', 'compose', 'upload', 'verify', 'mark', 'discard original', 'discard log']

async function storedOnce(t: Test, all: TakenScreenshots, number: number): Promise<void> {
  const result = await runActivity(all.activities.storeScreenshots, all.inputFor(number))
  t.same(result, { stored: 1, failed: 0 })
  const { objectKey, sha256, state } = await all.row(number)
  const bytes = await all.read(objectKey)
  t.equal(createHash('sha256').update(bytes).digest('hex'), sha256)
  t.equal(state, 'ready')
  t.same(await all.objects(number), [objectKey])
  t.equal(await all.log(number), 0)
}

type Killed = Pick<StoreScreenshotsProcess, 'input' | 'dieAt'> & { temporary?: string }

async function killedAt(
  all: TakenScreenshots,
  { temporary, ...of }: Killed,
): Promise<NodeJS.Signals | null> {
  const { objectsFolder, world } = all
  const given: StoreScreenshotsProcess = { ...of, databaseUrl: world.url, objectsFolder }
  const child = spawn(process.execPath, ['--import=tsx', PROGRAM, JSON.stringify(given)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...(temporary ? { TMPDIR: temporary } : {}) },
  })
  await once(child, 'exit')
  return child.signalCode
}
