import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, rmdir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  makeObjectKey,
  ObjectStoreProblem,
  type ByteRange,
  type ObjectStore,
  type StoredObject,
} from './object-store.ts'

const CHUNK = 1024 * 1024
/** Keys never begin with a dot, so these are no objects. */
const UNFINISHED = '.unfinished-'

/** Keeps objects as files below one folder. */
export function makeDiskObjectStore(folder: string): ObjectStore {
  const root = resolve(folder)
  const pathOf = (key: string) => join(root, makeObjectKey(...key.split('/')))
  return {
    put: (key, content) => reporting(`store ${key}`, () => put(pathOf(key), content)),
    read: (key, range) => reporting(`read ${key}`, () => read(pathOf(key), range)),
    stat: (key) => reporting(`look at ${key}`, () => look(pathOf(key))),
    remove: (key) => reporting(`remove ${key}`, () => remove(root, pathOf(key))),
    list: (prefix) => reporting(`list ${prefix}`, () => list(root, pathOf(prefix))),
  }
}

async function put(path: string, content: string | Uint8Array): Promise<StoredObject> {
  const folder = dirname(path)
  await makeFolder(folder)
  await removeUnfinished(path)
  const unfinished = join(folder, `${unfinishedPrefix(path)}${randomUUID()}`)
  try {
    const stored = await writeDurably(content, unfinished)
    await rename(unfinished, path)
    await syncFolder(folder)
    return stored
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

async function writeDurably(content: string | Uint8Array, to: string): Promise<StoredObject> {
  const target = await open(to, 'wx', 0o640)
  try {
    const isFile = typeof content === 'string'
    const stored = isFile ? await copy(content, target) : await write(content, target)
    // Before the rename: a name must never lead to bytes that a power cut can take back.
    await target.sync()
    return stored
  } finally {
    await target.close()
  }
}

async function write(bytes: Uint8Array, target: FileHandle): Promise<StoredObject> {
  await target.writeFile(bytes)
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function copy(file: string, target: FileHandle): Promise<StoredObject> {
  const source = await open(file, 'r')
  try {
    return await copyAll(source, target)
  } finally {
    await source.close()
  }
}

async function copyAll(source: FileHandle, target: FileHandle): Promise<StoredObject> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (let bytes = 0; ;) {
    const { bytesRead } = await source.read(buffer, 0, CHUNK, bytes)
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') }
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    await target.writeFile(chunk)
    bytes += bytesRead
  }
}

async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true })
  if (firstMade === undefined) return
  for (let made = folder; made.length >= firstMade.length; made = dirname(made))
    await syncFolder(dirname(made))
}

/** Makes the names in a folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Takes away what processes that died in the middle of storing this object left behind. */
async function removeUnfinished(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(asMissing)
  for (const name of names ?? []) {
    if (name.startsWith(unfinishedPrefix(path)))
      await rm(join(dirname(path), name), { force: true })
  }
}

function unfinishedPrefix(path: string): string {
  return `${UNFINISHED}${basename(path)}-`
}

async function read(path: string, range?: ByteRange): Promise<Readable> {
  const file = await open(path, 'r')
  // The stream closes the file.
  return file.createReadStream(range ? { start: range.first, end: range.last } : {})
}

async function look(path: string): ReturnType<ObjectStore['stat']> {
  const found = await stat(path).catch(asMissing)
  return found?.isFile() ? { bytes: found.size, storedAt: found.mtime } : undefined
}

async function remove(root: string, path: string): Promise<void> {
  await rm(path, { force: true })
  await removeUnfinished(path)
  await removeEmptyFolders(root, dirname(path))
}

async function removeEmptyFolders(root: string, innermost: string): Promise<void> {
  for (let folder = innermost; folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch (error) {
      if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return
      if (!isCode(error, 'ENOENT')) throw error
    }
  }
}

async function list(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(asMissing)
  const keys: string[] = []
  for (const entry of entries ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) keys.push(...(await list(root, path)))
    else if (!entry.name.startsWith(UNFINISHED)) keys.push(relative(root, path))
  }
  return keys.toSorted()
}

async function reporting<T>(attempt: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ObjectStoreProblem) throw error
    const failed = `Could not ${attempt}`
    const cause = { cause: error }
    if (isCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG'))
      throw new ObjectStoreProblem('full', `${failed}: the object store's disk is full`, cause)
    if (isCode(error, 'ENOENT', 'EISDIR'))
      throw new ObjectStoreProblem('not_found', `${failed}: it is not there`, cause)
    throw new ObjectStoreProblem('unavailable', `${failed}: ${String(error)}`, cause)
  }
}

function asMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
