import type { MarkReference, PlacedMark } from '../contract/call-marks.ts'
import type { ClientCallMessage } from '../contract/call-messages.ts'
import { invalidField, ProblemError } from './problems.ts'

type MarkMessage = Extract<ClientCallMessage, { type: 'mark' }>

/** More would cover the machine. docs/protocol.md says the same. */
const MOST_MARKS = 8
const LARGEST_SIDE = 256

/** The marks of one call, for whoever joins later; they go with the call. */
export class CallMarks {
  readonly #marks = new Map<string, PlacedMark>()
  #lastNumber = 0

  get all(): PlacedMark[] {
    return [...this.#marks.values()]
  }

  /** Undefined for one that is there already. Throws ProblemError: `too_many`, or `invalid`. */
  add({ type: _, ...mark }: MarkMessage): PlacedMark | undefined {
    if (this.#marks.has(mark.id)) return undefined
    if (this.#marks.size >= MOST_MARKS) throw new ProblemError('too_many')
    assertReadable(mark.reference)
    const placed = { ...mark, number: this.#freeNumber() }
    this.#marks.set(mark.id, placed)
    return placed
  }

  /** False when it was not there. */
  remove(id: string): boolean {
    return this.#marks.delete(id)
  }

  /** Remembers where they were seen last, for whoever joins next. */
  move(places: readonly { id: string; x: number; y: number }[]): void {
    for (const { id, x, y } of places) {
      const mark = this.#marks.get(id)
      if (mark && isPart(x) && isPart(y)) Object.assign(mark, { x, y })
    }
  }

  /** Numbers begin again once no mark is left; before that none comes twice. */
  #freeNumber(): number {
    if (this.#marks.size === 0) this.#lastNumber = 0
    this.#lastNumber += 1
    return this.#lastNumber
  }
}

function isPart(value: number): boolean {
  return value >= 0 && value <= 1
}

/** Pages decode it: only what says itself that it is a small JPEG is passed on. */
function assertReadable({ image, x, y }: MarkReference): void {
  const size = jpegSize(image)
  if (!size) throw invalidField('/reference/image', 'It is not a JPEG in base64')
  const { width, height } = size
  const isSmall = Math.max(width, height) <= LARGEST_SIDE && Math.min(width, height) >= 16
  if (!isSmall) throw invalidField('/reference/image', `It is ${width} × ${height} pixels`)
  if (x >= width || y >= height) throw invalidField('/reference/x', 'It is outside the image')
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const START_OF_IMAGE = 0xffd8
/** Headers of a frame: baseline, extended, progressive. */
const FRAME_MARKERS = [0xffc0, 0xffc1, 0xffc2]

/** As the header says; undefined when it is none. */
function jpegSize(image: string): { width: number; height: number } | undefined {
  if (!BASE64.test(image)) return undefined
  const bytes = Buffer.from(image, 'base64')
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== START_OF_IMAGE) return undefined
  for (let at = 2; at + 9 <= bytes.length;) {
    const marker = bytes.readUInt16BE(at)
    if (FRAME_MARKERS.includes(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    }
    if (marker < 0xffc0) return undefined
    at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
  return undefined
}
