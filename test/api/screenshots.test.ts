import sharp from 'sharp'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { ArtefactList } from '../../contract/answers.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import { listHistory } from '../../db/history.ts'
import * as Y from 'yjs'
import { appendScreenshotUpdate } from '../../db/screenshots.ts'
import { newKey, type Browser } from './browser.ts'
import { inCall, problem, ticketSystem, viewOf } from './cast.ts'
import { makeService, type Service } from './service.ts'

const service = makeService(t)

async function png(width = 64, height = 40): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#336699' } as const
  return sharp({ create }).png().toBuffer()
}

type Taken = { content: Buffer; key?: string }

async function take(browser: Browser, id: string, { content, key }: Taken) {
  const headers = { 'content-type': 'image/png' }
  const ask = { body: content, headers, ...(key ? { key } : {}) }
  return browser.post(paths.screenshots(id, 1), ask)
}

function originals({ files }: Service, id: string): string[] {
  return [...files.keys()].filter((key) => key.includes(id))
}

t.test(
  'R16: an employee takes a screenshot, both sides read it while the call lasts',
  async (t) => {
    const all = await service
    const { id, phone, anna } = await inCall(all)
    const view = viewOf<EmployeeSessionView>(await take(anna, id, { content: await png() }))
    const [shot] = view.call?.screenshots ?? []
    t.match(shot, { number: 1, width: 64, height: 40 })
    const seen = viewOf<CodeUserSessionView>(await phone.get(paths.session(id)))
    t.same(seen.call?.screenshots, [shot])
    for (const side of [anna, phone]) {
      const answer = await side.get(paths.screenshot(id, 1, 1))
      t.equal(answer.statusCode, 200)
      t.match(answer.headers, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, no-store',
      })
      t.match(await sharp(answer.rawPayload).metadata(), { format: 'jpeg', width: 64, height: 40 })
    }
    const { items } = viewOf<ArtefactList>(await phone.get(paths.artefacts(id)))
    t.match(items, [{ id: shot?.id, name: 'Screenshot 1 of call 1', state: 'uploading' }])
    t.equal((await anna.get(paths.artefactContent(shot?.id ?? ''))).statusCode, 404, 'not yet')
    await anna.post(paths.end(id, 1))
    for (const side of [anna, phone]) {
      t.equal((await side.get(paths.screenshot(id, 1, 1))).statusCode, 404, 'the call is over')
    }
    const kinds = (await listHistory(all.town.db, id)).map(({ kind }) => kind)
    t.ok(kinds.includes('screenshot_taken'))
  },
)

t.test('the picture is read by those in the call and nobody else', async (t) => {
  const all = await service
  const { id, anna } = await inCall(all)
  const max = await all.browser().signIn('Max')
  t.equal((await take(anna, id, { content: await png() })).statusCode, 200)
  t.equal((await max.get(paths.session(id))).statusCode, 200, 'Max may see the session')
  t.equal((await max.get(paths.screenshot(id, 1, 1))).statusCode, 404)
  t.equal((await ticketSystem(all).get(paths.screenshot(id, 1, 1))).statusCode, 404)
  t.equal((await anna.get(paths.screenshot(id, 1, 2))).statusCode, 404, 'there is no second one')
  t.equal((await anna.get(paths.screenshot(id, 2, 1))).statusCode, 404, 'or second call')
  t.equal((await anna.get(paths.screenshot(id, 1, 1))).statusCode, 200)
})

t.test('the same request takes one screenshot, another picture is refused', async (t) => {
  const all = await service
  const { id, anna } = await inCall(all)
  const key = newKey()
  const first = viewOf<EmployeeSessionView>(await take(anna, id, { content: await png(), key }))
  const again = viewOf<EmployeeSessionView>(await take(anna, id, { content: await png(), key }))
  t.same(again.call?.screenshots, first.call?.screenshots)
  const other = await take(anna, id, { content: await png(80), key })
  t.match(problem(other), [409, { code: 'key_reused' }])
  t.equal(originals(all, id).length, 1, 'and leaves nothing behind')
  await anna.post(paths.end(id, 1))
  t.equal(
    (await take(anna, id, { content: await png(), key })).statusCode,
    200,
    'also when the call is over',
  )
})

t.test('what is no picture changes nothing', async (t) => {
  const all = await service
  const { id, anna } = await inCall(all)
  const whole = await png()
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  const huge = await sharp({
    create: { width: 6000, height: 5000, channels: 3, background: '#000' },
  })
    .png()
    .toBuffer()
  for (const bad of [svg, Buffer.from('hello'), whole.subarray(0, 60), huge]) {
    t.match(problem(await take(anna, id, { content: bad })), [400, { code: 'invalid' }])
  }
  const json = await anna.post(paths.screenshots(id, 1), { body: { picture: 'x' } })
  t.match(problem(json), [400, { code: 'invalid' }])
  const large = await take(anna, id, { content: Buffer.alloc(11 * 1024 * 1024) })
  t.match(problem(large), [413, { code: 'too_large' }])
  t.equal(originals(all, id).length, 0)
  t.equal((await take(anna, id, { content: whole })).statusCode, 200, 'and the call goes on')
})

t.test('who may not take one is refused, and nothing is stored', async (t) => {
  const all = await service
  const { id, phone, anna } = await inCall(all)
  const max = await all.browser().signIn('Max')
  t.match(problem(await take(phone, id, { content: await png() })), [
    409,
    { code: 'not_responsible' },
  ])
  t.match(problem(await take(max, id, { content: await png() })), [
    409,
    { code: 'not_responsible' },
  ])
  t.equal(
    (await take(await all.browser().signIn('Paul'), id, { content: await png() })).statusCode,
    404,
  )
  await anna.post(paths.end(id, 1))
  t.match(problem(await take(anna, id, { content: await png() })), [409, { code: 'no_call' }])
  t.equal(originals(all, id).length, 0)
})

t.test('a store that is full or away registers nothing', async (t) => {
  const all = await service
  const { id, anna } = await inCall(all)
  const { set } = all.files
  all.files.set = () => {
    throw new Error('the disk is full')
  }
  const answer = await take(anna, id, { content: await png() })
  t.match(problem(answer), [503, { code: 'unavailable' }])
  t.ok(answer.headers['retry-after'])
  all.files.set = set
  const view = viewOf<EmployeeSessionView>(await anna.get(paths.session(id)))
  t.same(view.call?.screenshots, [])
  t.match(viewOf(await take(anna, id, { content: await png() })), {
    call: { screenshots: [{ number: 1 }] },
  })
})

t.test('what a logged pixelation covers is not given out, even in the call', async (t) => {
  const all = await service
  const { id, anna } = await inCall(all)
  const data = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at % 2 === 0 ? 255 : 0)))
  const content = await sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer()
  const view = viewOf<EmployeeSessionView>(await take(anna, id, { content }))
  const read = async () => {
    const { rawPayload } = await anna.get(paths.screenshot(id, 1, 1))
    const covered = await sharp(rawPayload).extract(COVERED).png().toBuffer()
    const { channels } = await sharp(covered).stats()
    return Math.max(...channels.map(({ stdev }) => stdev))
  }
  t.ok((await read()) > 50, 'as it was taken')
  const log = async (seq: number, change: (shapes: Y.Map<unknown>) => void) => {
    const artefactId = view.call?.screenshots[0]?.id ?? ''
    const before = Y.encodeStateVector(document)
    change(document.getMap('shapes'))
    const body = Y.encodeStateAsUpdate(document, before)
    const actor = { kind: 'employee', id: all.town.employees.anna } as const
    t.equal(await appendScreenshotUpdate(all.town.db, { artefactId, seq, body, actor }), 'logged')
  }
  const document = new Y.Doc()
  const box = { x: 17, y: 17, width: 14, height: 14 }
  await log(1, (shapes) => shapes.set('e-00000001', { kind: 'pixelate', order: 1, box }))
  t.ok((await read()) < 10, 'nothing is left of it but a mean')
  await log(2, (shapes) => shapes.delete('e-00000001'))
  t.ok((await read()) > 50, 'taken away again, by somebody whom the log names')
})

/** Inside the block that the pixelation covers. */
const COVERED = { left: 18, top: 18, width: 12, height: 12 }
