import t from 'tap'
import type { ArtefactList, StrokeList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { parseRange } from '../../api/byte-range.ts'
import { markArtefactStored } from '../../db/artefacts.ts'
import { insertStroke } from '../../db/strokes.ts'
import { originalKey } from '../../domain/screenshot.ts'
import { idOf } from '../db/world.ts'
import { problem, requested, ticketSystem, viewOf } from './cast.ts'
import { makeService } from './service.ts'
import { CODES } from './town.ts'

const service = makeService(t)
const FILE = Buffer.from('0123456789')
const BEGAN_AT = Date.UTC(2026, 10, 23, 12)

/** A session whose call was recorded; the file is in the store. */
async function recorded() {
  const all = await service
  const { session, phone } = await requested(all)
  const { id: sessionId } = session
  const anna = await all.browser().signIn('Anna')
  const id = idOf(`recording of ${sessionId}`)
  const { db } = all.town
  const { organisationId } = db
  const row = {
    id,
    organisationId,
    sessionId,
    callNumber: 1,
    kind: 'recording',
    state: 'uploading',
  }
  await db
    .insertInto('artefacts')
    .values({ ...row, kind: 'recording', state: 'uploading' })
    .execute()
  const objectKey = `${organisationId}/${sessionId}/1/recording.webm`
  const timeIndex: [number, number][] = [[0, BEGAN_AT]]
  const content = { contentType: 'video/webm', bytes: 10, sha256: 'abc', durationMs: 2000 }
  const file = { objectKey, ...content, timeIndex }
  await markArtefactStored(db, id, { state: 'ready', file })
  all.files.set(objectKey, FILE)
  return { all, id, sessionId, objectKey, phone, anna }
}

t.test('R15: both sides find the recording, with what it is', async (t) => {
  const { id, sessionId, phone, anna } = await recorded()
  for (const side of [phone, anna]) {
    const { items } = viewOf<ArtefactList>(await side.get(paths.artefacts(sessionId)))
    t.match(items, [
      { id, kind: 'recording', name: 'Recording of call 1', state: 'ready', durationMs: 2000 },
    ])
  }
})

t.test('the whole file and any one range of it are sent', async (t) => {
  const { id, phone } = await recorded()
  const url = `${paths.artefactContent(id)}?as=code-user`
  const read = async (range?: string) => {
    const headers: Record<string, string> = { 'lotse-actor': '', ...(range ? { range } : {}) }
    const answer = await phone.get(url, { headers })
    return [answer.statusCode, answer.headers['content-range'], answer.body]
  }
  t.same(await read(), [200, undefined, '0123456789'])
  t.same(await read('bytes=0-'), [206, 'bytes 0-9/10', '0123456789'])
  t.same(await read('bytes=2-4'), [206, 'bytes 2-4/10', '234'])
  t.same(await read('bytes=8-99'), [206, 'bytes 8-9/10', '89'])
  t.same(await read('bytes=-3'), [206, 'bytes 7-9/10', '789'])
  t.same(await read('bytes=-99'), [206, 'bytes 0-9/10', '0123456789'])
})

t.test('a range outside the file is refused with its length', async (t) => {
  const { id, anna } = await recorded()
  for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0', 'bytes=0-1,4-5']) {
    const answer = await anna.get(paths.artefactContent(id), { headers: { range } })
    t.equal(answer.statusCode, 416, range)
    t.equal(answer.headers['content-range'], 'bytes */10')
    t.match(answer.json, { code: 'invalid', errors: [{ pointer: '/headers/range' }] })
  }
})

t.test('a file is sent so that it stays private and is never taken for a page', async (t) => {
  const { id, anna } = await recorded()
  const { headers } = await anna.get(paths.artefactContent(id))
  t.match(headers, {
    'content-type': 'video/webm',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline; filename="recording-1-of-call-1.webm"',
    etag: '"abc"',
  })
  const head = await anna.send('HEAD', paths.artefactContent(id), {})
  t.match([head.statusCode, head.headers['content-length'], head.body], [200, '10', ''])
  const changed = { range: 'bytes=2-4', 'if-range': '"of another file"' }
  t.equal((await anna.get(paths.artefactContent(id), { headers: changed })).statusCode, 200)
  const same = { range: 'bytes=2-4', 'if-range': '"abc"' }
  t.equal((await anna.get(paths.artefactContent(id), { headers: same })).statusCode, 206)
})

t.test('nobody but the two sides gets the file, or learns that there is one', async (t) => {
  const { all, id, phone } = await recorded()
  const [paul, second, lathe] = [await all.browser().signIn('Paul'), all.browser(), all.browser()]
  await second.openCode(CODES.press)
  await lathe.openCode(CODES.lathe)
  const url = paths.artefactContent(id)
  const missing = await paul.get(paths.artefactContent(idOf('no artefact')))
  for (const other of [paul, second, lathe]) {
    const answer = await other.get(url)
    t.match(problem(answer), [404, { code: 'not_found' }])
    t.equal(answer.body, missing.body)
  }
  t.equal((await ticketSystem(all).get(url)).statusCode, 404)
  t.equal((await all.browser().get(url)).statusCode, 401)
  t.equal((await phone.get(url)).statusCode, 200)
})

t.test('R17: both sides get what was drawn over the recording, nobody else does', async (t) => {
  const { all, id, sessionId, phone, anna } = await recorded()
  const drawn = { by: 'employee', actorId: 'anna', name: 'line', pieces: [[0, 1, 2]] } as const
  const stroke = { ...drawn, pieces: [[0, 1, 2]], at: new Date(BEGAN_AT + 700) }
  await insertStroke(all.town.db, { sessionId, call: 1 }, stroke)
  const url = paths.artefactStrokes(id)
  for (const side of [phone, anna]) {
    const { items } = viewOf<StrokeList>(await side.get(url))
    t.same(items, [{ by: 'employee', atMs: 700, pieces: [[0, 1, 2]] }])
  }
  const paul = await all.browser().signIn('Paul')
  const missing = await paul.get(paths.artefactStrokes(idOf('no artefact')))
  t.equal((await paul.get(url)).body, missing.body)
  t.match(problem(missing), [404, { code: 'not_found' }])
  const ada = await all.browser().signIn('Ada')
  await ada.delete(paths.artefact(id))
  t.equal((await anna.get(url)).statusCode, 404, 'gone with the recording')
  t.same(await all.town.db.selectFrom('strokes').select('id').execute(), [])
})

t.test('a recording that is gone or still on its way is not there', async (t) => {
  const { all, id, anna } = await recorded()
  const { db } = all.town
  await db.updateTable('artefacts').set({ state: 'uploading' }).where('id', '=', id).execute()
  t.equal((await anna.get(paths.artefactContent(id))).statusCode, 404)
})

t.test('an administrator deletes a recording for good, nobody else does', async (t) => {
  const { all, id, sessionId, objectKey, anna } = await recorded()
  t.equal((await anna.delete(paths.artefact(id))).statusCode, 404)
  t.ok(all.files.has(objectKey))
  const ada = await all.browser().signIn('Ada')
  t.equal((await ada.delete(paths.artefact(id))).statusCode, 204)
  t.notOk(all.files.has(objectKey))
  t.equal((await anna.get(paths.artefactContent(id))).statusCode, 404)
  const { items } = viewOf<ArtefactList>(await anna.get(paths.artefacts(sessionId)))
  t.match(items, [{ state: 'deleted' }])
  const log = await all.town.db.selectFrom('auditLog').select(['action', 'targetId']).execute()
  t.match(log.at(-1), { action: 'artefact_deleted', targetId: id })
})

t.test('R15: a deletion shows on the open pages of both sides', async (t) => {
  const { all, id, sessionId, phone, anna } = await recorded()
  const pages = [await phone.live(), await anna.live()]
  for (const page of pages) await page.next(({ type }) => type === 'hello')
  const areTold = async () => {
    for (const page of pages) {
      await page.next(
        (message) =>
          message.type === 'sessionChanged' && message.id === sessionId && message.rev === 2,
      )
    }
  }
  await anna.post(paths.confirmation(sessionId))
  await areTold()
  const ada = await all.browser().signIn('Ada')
  await ada.delete(paths.artefact(id))
  await areTold()
  t.pass('told a second time of the revision that it has')
})

t.test('what the store cannot delete stays, until it can', async (t) => {
  const { all, id, objectKey, anna } = await recorded()
  const ada = await all.browser().signIn('Ada')
  all.lostFiles.add(objectKey)
  t.match(problem(await ada.delete(paths.artefact(id))), [503, { code: 'unavailable' }])
  t.equal((await anna.get(paths.artefactContent(id))).statusCode, 200, 'nobody says it is gone')
  all.lostFiles.clear()
  t.equal((await ada.delete(paths.artefact(id))).statusCode, 204)
  t.notOk(all.files.has(objectKey))
  t.equal((await anna.get(paths.artefactContent(id))).statusCode, 404)
})

t.test('a picture that is still on its way goes with what was put on it', async (t) => {
  const { all, sessionId } = await recorded()
  const { db } = all.town
  const { organisationId } = db
  const row = { id: idOf(`picture of ${sessionId}`), organisationId, sessionId, callNumber: 1 }
  await db
    .insertInto('artefacts')
    .values({ ...row, kind: 'screenshot', state: 'uploading' })
    .execute()
  const change = { artefactId: row.id, organisationId, seq: 1, body: Buffer.from('a change') }
  await db
    .insertInto('screenshotUpdates')
    .values({ ...change, actorKind: 'employee', actorId: all.town.employees.anna })
    .execute()
  const original = originalKey({ organisationId, sessionId, call: 1, id: row.id })
  all.files.set(original, FILE)
  const ada = await all.browser().signIn('Ada')
  t.equal((await ada.delete(paths.artefact(row.id))).statusCode, 204)
  t.notOk(all.files.has(original))
  const left = await db.selectFrom('screenshotUpdates').select('seq').execute()
  t.same(left, [])
})

t.test('ranges are read as RFC 9110 has them', async (t) => {
  const cases: [string | undefined, ReturnType<typeof parseRange>][] = [
    [undefined, 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=9-', { first: 9, last: 9 }],
    ['bytes=5-4', 'unsatisfiable'],
    ['bytes=0-1, 3-4', 'unsatisfiable'],
  ]
  for (const [header, expected] of cases) t.same(parseRange(header, 10), expected, header ?? 'none')
  t.equal(parseRange('bytes=0-', 0), 'unsatisfiable', 'an empty file has no range')
})
