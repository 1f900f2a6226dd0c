import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import t from 'tap'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeObjectKey, type ObjectStoreProblemCode } from '../../integrations/object-store.ts'

const KEY = makeObjectKey('org', 'session', '1', 'recording.webm')

async function setUp(t: { testdir(): string }, content: string | Buffer = 'moving pictures') {
  const folder = t.testdir()
  const root = join(folder, 'objects')
  const file = join(folder, 'source')
  await writeFile(file, content)
  return { root, file, store: makeDiskObjectStore(root) }
}

async function codeOf(attempt: Promise<unknown>): Promise<ObjectStoreProblemCode | 'none'> {
  return await attempt.then(
    () => 'none' as const,
    (problem: { code: ObjectStoreProblemCode }) => problem.code,
  )
}

t.test('what was put is read back, whole and in parts', async (t) => {
  const content = Buffer.alloc(3_000_000, 'lotse')
  const { store, file } = await setUp(t, content)
  const stored = await store.put(KEY, file)
  t.same(stored, {
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  })
  t.match(await store.stat(KEY), { bytes: content.length })
  t.ok((await buffer(await store.read(KEY))).equals(content))
  t.equal(await text(await store.read(KEY, { first: 5, last: 9 })), 'lotse')
})

t.test('bytes are stored like a file that holds them', async (t) => {
  const { store, file } = await setUp(t, Buffer.from('lotse'))
  const ofFile = await store.put('org/session/file', file)
  t.same(await store.put(KEY, Buffer.from('lotse')), ofFile)
  t.equal(await text(await store.read(KEY)), 'lotse')
})

t.test('putting again replaces the object', async (t) => {
  const { store, file } = await setUp(t)
  await store.put(KEY, file)
  await writeFile(file, 'other')
  await store.put(KEY, file)
  t.equal(await text(await store.read(KEY)), 'other')
})

t.test('missing objects are not found', async (t) => {
  const { store } = await setUp(t)
  t.equal(await store.stat(KEY), undefined)
  t.equal(await store.stat('org/session'), undefined)
  t.equal(await codeOf(store.read(KEY)), 'not_found')
  t.equal(await codeOf(store.put(KEY, '/nowhere/at/all')), 'not_found')
  t.equal(await codeOf(store.remove(KEY)), 'none')
  t.same(await store.list('org/session'), [])
})

t.test('removed objects leave no folders behind', async (t) => {
  const { store, file, root } = await setUp(t)
  const other = makeObjectKey('org', 'session', '2', 'recording.webm')
  await store.put(KEY, file)
  await store.put(other, file)
  t.same(await store.list('org/session'), [KEY, other])
  await store.remove(KEY)
  t.same(await store.list('org'), [other])
  await store.remove(other)
  t.same(await readdir(root), [])
})

t.test('keys cannot leave the store', async (t) => {
  const { store, file } = await setUp(t)
  for (const key of [
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    '',
    'a/.',
    '.a/b',
    'a\0b',
    'a\\b/ü',
  ]) {
    t.equal(await codeOf(store.put(key, file)), 'bad_key', JSON.stringify(key))
    t.equal(await codeOf(store.read(key)), 'bad_key', JSON.stringify(key))
    t.equal(await codeOf(store.remove(key)), 'bad_key', JSON.stringify(key))
  }
  t.throws(() => makeObjectKey('org', '..'), { code: 'bad_key' })
  t.equal(await codeOf(store.put('a/b-c_d.e', file)), 'none', 'an ordinary key')
})

t.test('a full disk is said to be full and keeps the old object', async (t) => {
  const { store, file, root } = await setUp(t)
  await store.put(KEY, file)
  await writeFile(file, Buffer.alloc(200_000))
  // A limit on the size of files stands for the full disk: it needs no rights.
  const child = storeElsewhere([root, KEY, file], 'ulimit -f 64')
  t.match(await text(child.stdout), /^Could not store org\/.*: the object store's disk is full$/)
  t.equal(await text(await store.read(KEY)), 'moving pictures')
  t.same(await readdir(join(root, 'org', 'session', '1')), ['recording.webm'])
})

t.test('a process killed while storing leaves no object', async (t) => {
  const { store, file, root } = await setUp(t, Buffer.alloc(400_000_000))
  const child = storeElsewhere([root, KEY, file])
  const folder = join(root, 'org', 'session', '1')
  while ((await readdir(folder).catch(() => [])).length === 0) await new Promise(setImmediate)
  child.kill('SIGKILL')
  await once(child, 'exit')
  t.same(await store.list('org'), [])
  await writeFile(file, 'small')
  await store.put(KEY, file)
  t.same(await readdir(folder), ['recording.webm'], 'the next one clears it away')
})

t.test('removing takes what a killed process left', async (t) => {
  const { store, file, root } = await setUp(t)
  await store.put(KEY, file)
  await writeFile(join(root, 'org', 'session', '1', '.unfinished-recording.webm-1'), 'half')
  await store.remove(KEY)
  t.same(await readdir(root), [])
})

/** Stores a file in a process of its own, which says how that failed. */
function storeElsewhere(args: string[], limit = 'true') {
  const script = `
    import { makeDiskObjectStore } from './integrations/object-store-disk.ts'
    const [root, key, file] = process.argv.slice(1)
    process.on('SIGXFSZ', () => undefined)
    await makeDiskObjectStore(root).put(key, file).catch((problem) => process.stdout.write(problem.message))`
  const node = [process.execPath, '--import=tsx', '--input-type=module', '-e', script]
  return spawn('sh', ['-c', `${limit}; exec "$@"`, 'sh', ...node, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
