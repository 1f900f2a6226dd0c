import type { Readable } from 'node:stream'

export type StoredObject = { bytes: number; sha256: string }

/** Bytes from first to last, both included. */
export type ByteRange = { first: number; last: number }

/**
 * Where artefacts are kept. Keys are `organisation/session/call/file`: parts of letters, digits,
 * `-`, `_` and `.`, so that they mean the same on a disk and in a bucket.
 */
export interface ObjectStore {
  /**
   * Stores a local file by its path, or bytes: whole or not at all, and for good once it returns.
   * An object of that key is replaced. The hash is of what was read; whether it arrived is for the
   * caller to read back.
   * @throws ObjectStoreProblem `full`, `unavailable`
   */
  put(key: string, content: string | Uint8Array): Promise<StoredObject>
  /** @throws ObjectStoreProblem `not_found`, `unavailable` */
  read(key: string, range?: ByteRange): Promise<Readable>
  stat(key: string): Promise<{ bytes: number; storedAt: Date } | undefined>
  /** Gone afterwards, also when it never was there, with all that interrupted `put`s of it left. */
  remove(key: string): Promise<void>
  /** The keys under `organisation/…`, sorted; `prefix` is whole parts. */
  list(prefix: string): Promise<string[]>
}

export type ObjectStoreProblemCode = 'bad_key' | 'not_found' | 'full' | 'unavailable'

/** What the store could not do; `full` and `unavailable` may be over when it is tried again. */
export class ObjectStoreProblem extends Error {
  override readonly name = 'ObjectStoreProblem'
  readonly code: ObjectStoreProblemCode

  constructor(code: ObjectStoreProblemCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** @throws ObjectStoreProblem `bad_key` for an empty part or one that could leave its folder */
export function makeObjectKey(...parts: string[]): string {
  const isSafe = parts.length > 0 && parts.every((part) => /^(?!\.)[\w.-]{1,200}$/.test(part))
  if (isSafe) return parts.join('/')
  throw new ObjectStoreProblem('bad_key', `No object can be called ${JSON.stringify(parts)}`)
}
