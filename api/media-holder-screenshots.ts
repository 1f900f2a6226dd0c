import { MOST_BYTES, writeFrame, type ScreenshotFrame } from '../domain/screenshot-frames.ts'
import type { Call } from '../domain/session-state.ts'
import { InTurn } from './in-turn.ts'
import type { CallKey, CallLine, HolderRows } from './media-holder-ports.ts'
import { notFound, ProblemError } from './problems.ts'
import { ScreenshotDocument } from './screenshot-document.ts'

type HeldCall = {
  readonly key: CallKey
  readonly call: Call | undefined
  /** Reads the row again. */
  refresh(): Promise<void>
  isJoined(line: CallLine): boolean
}
type ScreenshotRows = Pick<HolderRows, 'listScreenshotChanges' | 'logScreenshotChange'>
type Open = {
  id: string
  document: ScreenshotDocument
  /** Changes logged so far. */
  seq: number
}

/** Whoever goes on after so many changes that were refused is no page of ours. */
const MOST_REFUSALS = 20

/**
 * The screenshots of one call that pages have open. A change is checked, logged, and only then given
 * to the others: what a page has seen of another's work is in the log, whatever dies afterwards.
 */
export class HeldScreenshots {
  #held: HeldCall
  #rows: ScreenshotRows
  #open = new Map<number, Promise<Open>>()
  /** Pages that have one open, by its number. */
  #lines = new Map<number, Set<CallLine>>()
  #inTurn = new InTurn()
  #parts = new WeakMap<CallLine, Uint8Array[]>()
  #refusals = new WeakMap<CallLine, number>()

  constructor(held: HeldCall, rows: ScreenshotRows) {
    this.#held = held
    this.#rows = rows
  }

  /** Throws ProblemError; a change that was refused has changed nothing. */
  async receive(line: CallLine, frame: ScreenshotFrame): Promise<void> {
    if (!this.#held.isJoined(line)) throw new ProblemError('not_participant')
    if (frame.kind === 'part') return this.#keepPart(line, frame.body)
    if (frame.kind === 'sync') return this.#sync(line, frame)
    if (frame.kind === 'accepted') throw new ProblemError('invalid')
    const change = this.#wholeOf(line, frame.body)
    const { screenshot } = frame
    await this.#inTurn.run(String(screenshot), () => this.#change(line, screenshot, change))
  }

  removeLine(line: CallLine): void {
    this.#parts.delete(line)
    for (const lines of this.#lines.values()) lines.delete(line)
  }

  /** Tells the page what it lacks, and asks for what it has more. */
  async #sync(line: CallLine, { screenshot, body }: ScreenshotFrame): Promise<void> {
    // A new connection begins with a sync: what the one before left unfinished is void.
    this.#parts.delete(line)
    await this.#inTurn.run(String(screenshot), async () => {
      const { document } = await this.#find(screenshot)
      const change = document.changesSince(body)
      this.#linesOf(screenshot).add(line)
      line.sendFrame(writeFrame({ kind: 'change', screenshot, body: change }))
      line.sendFrame(writeFrame({ kind: 'sync', screenshot, body: document.stateVector() }))
    })
  }

  async #change(line: CallLine, screenshot: number, change: Uint8Array): Promise<void> {
    const open = await this.#find(screenshot)
    this.#check(line, open, change)
    const outcome = await this.#log(line, open, change).catch(() => {
      // It may have been written all the same: the page repeats it, and the log is read anew.
      this.#open.delete(screenshot)
      throw new ProblemError('unavailable')
    })
    if (outcome !== 'logged') {
      open.document.forget()
      if (outcome === 'closed') throw new ProblemError('no_call')
      // Another instance went on with it: what it wrote has to be read first.
      this.#open.delete(screenshot)
      throw new ProblemError('try_again')
    }
    open.seq += 1
    open.document.accept(change)
    line.sendFrame(writeFrame({ kind: 'accepted', screenshot, body: new Uint8Array() }))
    const frame = writeFrame({ kind: 'change', screenshot, body: change })
    for (const other of this.#linesOf(screenshot)) if (other !== line) other.sendFrame(frame)
  }

  #check(line: CallLine, { document }: Open, change: Uint8Array): void {
    try {
      document.check(change, line.seat.side)
    } catch (error) {
      const refusals = (this.#refusals.get(line) ?? 0) + 1
      this.#refusals.set(line, refusals)
      if (refusals >= MOST_REFUSALS) line.close(1008, 'changes that are none')
      throw error
    }
  }

  async #log({ seat }: CallLine, { id, seq }: Open, body: Uint8Array) {
    const actor = { kind: seat.side, id: seat.id }
    return this.#rows.logScreenshotChange(this.#held.key, { id, seq: seq + 1, body, actor })
  }

  #linesOf(screenshot: number): Set<CallLine> {
    const lines = this.#lines.get(screenshot) ?? new Set()
    this.#lines.set(screenshot, lines)
    return lines
  }

  /** The document, read from the log when nobody has it open yet. */
  async #find(screenshot: number): Promise<Open> {
    const known = this.#open.get(screenshot)
    if (known) return known
    const opening = this.#load(screenshot)
    this.#open.set(screenshot, opening)
    opening.catch(() => this.#open.delete(screenshot))
    return opening
  }

  async #load(screenshot: number): Promise<Open> {
    const { id } = await this.#taken(screenshot)
    const changes = await this.#rows.listScreenshotChanges(this.#held.key, id).catch(() => {
      throw new ProblemError('unavailable')
    })
    const document = new ScreenshotDocument(changes.map(({ body }) => body))
    // Read anew while pages have it open: they may lack what another instance has logged.
    const whole = document.changesSince()
    const frame = writeFrame({ kind: 'change', screenshot, body: whole })
    for (const line of this.#linesOf(screenshot)) line.sendFrame(frame)
    return { id, document, seq: changes.at(-1)?.seq ?? 0 }
  }

  /** Only what was taken in this very call; it may be moments old. */
  async #taken(screenshot: number): Promise<{ id: string }> {
    const find = () => this.#held.call?.screenshots?.find(({ number }) => number === screenshot)
    const known = find()
    if (known) return known
    await this.#held.refresh().catch(() => {
      throw new ProblemError('unavailable')
    })
    const found = find()
    if (!found) throw notFound()
    return found
  }

  #keepPart(line: CallLine, body: Uint8Array): void {
    const parts = [...(this.#parts.get(line) ?? []), body]
    this.#parts.set(line, parts)
    if (sizeOf(parts) <= MOST_BYTES) return
    this.#parts.delete(line)
    throw new ProblemError('too_large')
  }

  #wholeOf(line: CallLine, last: Uint8Array): Uint8Array {
    const parts = this.#parts.get(line)
    if (!parts) return last
    this.#parts.delete(line)
    const whole = Buffer.concat([...parts, last])
    if (whole.length > MOST_BYTES) throw new ProblemError('too_large')
    return whole
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}
