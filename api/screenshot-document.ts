import * as Y from 'yjs'
import { MOST_BYTES } from '../domain/screenshot-frames.ts'
import {
  authorOf,
  inOrder,
  MOST_SHAPES,
  readShape,
  type Placed,
  type Side,
} from '../domain/screenshot-shapes.ts'
import { invalidField, ProblemError } from './problems.ts'

/** The document's one part: id of a shape → the shape. */
const SHAPES = 'shapes'

/**
 * One screenshot's shapes. Pages merge what they get, and a document like this takes anything, so
 * every change is tried on a second document first: what is wrong there never reaches the first.
 */
export class ScreenshotDocument {
  #accepted = new Y.Doc()
  #trial = new Y.Doc()
  /** Ids that have ever been there: undoing a deletion brings another's shape back. */
  #known = new Set<string>()
  #checked: string[] = []
  /** At least what the document needs. */
  #bytes = 0

  constructor(changes: readonly Uint8Array[]) {
    for (const change of changes) {
      for (const id of tryOn(this.#trial, change).ids) this.#known.add(id)
      this.#take(change)
    }
  }

  /** What a page lacks that has as much as it says; all, when it says nothing. Throws ProblemError. */
  changesSince(stateVector?: Uint8Array): Uint8Array {
    try {
      return Y.encodeStateAsUpdate(this.#accepted, stateVector)
    } catch {
      throw invalidField('', 'is not the state of a document')
    }
  }

  /** Lowest first. */
  shapes(): Placed[] {
    return inOrder(this.#accepted.getMap(SHAPES).entries())
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#accepted)
  }

  /**
   * Throws ProblemError: `invalid`, `too_large`, `too_many`, or `try_again` for a change that
   * builds on one that is not here. Afterwards `accept` or `forget` it before the next.
   */
  check(change: Uint8Array, by: Side): void {
    this.#checkSize(change)
    try {
      const { ids, isComplete, isForeign } = tryOn(this.#trial, change)
      if (isForeign) throw invalidField('', 'holds something else than shapes')
      if (!isComplete) throw new ProblemError('try_again')
      for (const id of ids) this.#checkShape(id, by)
      this.#checked = ids
      if (this.#trial.getMap(SHAPES).size > MOST_SHAPES) throw new ProblemError('too_many')
    } catch (error) {
      this.forget()
      throw error instanceof ProblemError
        ? error
        : invalidField('', 'is not a change of a document')
    }
  }

  /** Makes a checked change part of the document. */
  accept(change: Uint8Array): void {
    for (const id of this.#checked) this.#known.add(id)
    this.#take(change)
  }

  /** Lets go of a change that was checked, or that failed the check. */
  forget(): void {
    this.#trial.destroy()
    this.#trial = new Y.Doc()
    Y.applyUpdate(this.#trial, Y.encodeStateAsUpdate(this.#accepted))
  }

  #take(change: Uint8Array): void {
    Y.applyUpdate(this.#accepted, change)
    this.#bytes += change.length
  }

  /** The sum of all changes is more than the document, which is only measured when it matters. */
  #checkSize({ length }: Uint8Array): void {
    if (this.#bytes + length <= MOST_BYTES) return
    this.#bytes = Y.encodeStateAsUpdate(this.#accepted).length
    if (this.#bytes + length > MOST_BYTES) throw new ProblemError('too_large')
  }

  #checkShape(id: string, by: Side): void {
    const author = authorOf(id)
    if (author !== by && !this.#known.has(id)) throw invalidField('', 'is signed by somebody else')
    const value = this.#trial.getMap(SHAPES).get(id)
    if (value === undefined || readShape(value)) return
    throw invalidField('', 'holds what is no shape')
  }
}

type Tried = {
  /** Of the shapes that it touches. */
  ids: string[]
  /** It touches something beside the shapes. */
  isForeign: boolean
  /** Everything it builds on is here. */
  isComplete: boolean
}

function tryOn(document: Y.Doc, change: Uint8Array): Tried {
  const shapes = document.getMap(SHAPES)
  const ids = new Set<string>()
  let isForeign = false
  const look = ({ changed }: Y.Transaction) => {
    for (const [type, keys] of changed) {
      if (!Object.is(type, shapes)) isForeign = true
      // A list inside the map: no page of ours makes one.
      for (const key of keys)
        if (key === null) isForeign = true
        else ids.add(key)
    }
  }
  document.on('afterTransaction', look)
  try {
    Y.applyUpdate(document, change)
  } finally {
    document.off('afterTransaction', look)
  }
  const { pendingStructs, pendingDs } = document.store
  return { ids: [...ids], isForeign, isComplete: pendingStructs === null && pendingDs === null }
}
