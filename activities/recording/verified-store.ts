import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import {
  ObjectStoreProblem,
  type ObjectStore,
  type StoredObject,
} from '../../integrations/object-store.ts'

type Watched = { signal: AbortSignal; onStep: (step: string) => void }

/** Stores a file, or bytes, and reads it back: what the store says it has is not what counts. */
export async function storeVerified(
  store: ObjectStore,
  { key, content }: { key: string; content: string | Uint8Array },
  { signal, onStep }: Watched,
): Promise<StoredObject> {
  onStep('upload')
  const stored = await store.put(key, content)
  signal.throwIfAborted()
  onStep('verify')
  const readBack = await hashOf(store, key)
  if (readBack === stored.sha256) return stored
  throw new ObjectStoreProblem('unavailable', `The store gave back other bytes of ${key}`)
}

/** Whether an artefact's object is there with the bytes that its row promises. */
export async function isStoredWhole(
  store: ObjectStore,
  { objectKey, sha256 }: { objectKey: string | null; sha256: string | null },
): Promise<boolean> {
  if (objectKey === null || sha256 === null) return false
  if (!(await store.stat(objectKey))) return false
  return (await hashOf(store, objectKey)) === sha256
}

async function hashOf(store: ObjectStore, key: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(await store.read(key), hash)
  return hash.digest('hex')
}
