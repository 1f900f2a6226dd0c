import { signal, type ReadonlySignal } from '@preact/signals'
import type { PlacedMark } from '../../contract/call-marks.ts'
import type { ClientCallMessage } from '../../contract/call-messages.ts'
import type { MarkState } from '../tracking/visibility.ts'
import { makeKey } from '../foundation/api-client.ts'
import type { Message } from './call-connection.ts'
import { MarkTracking, type Tracked } from './mark-tracking.ts'
import type { Point, Side } from './strokes.ts'

export type MarkNews = Message<'marks' | 'mark' | 'unmark' | 'marksSeen'>

/** A mark as the list has it. */
export type ListedMark = { id: string; number: number; state: MarkState }

/** Where a mark is shown: parts of the unflipped picture, `radius` of its longer side. */
export type ShownMark = ListedMark & Point & { radius: number }

type Mark = { placed: PlacedMark; shown: ShownMark; theirs?: Theirs }
type Theirs = Point & { state: MarkState; at: number }

export const MOST_MARKS = 8
/** Half the size of what a tap marks, in parts of the picture's longer side. */
export const TAPPED_RADIUS = 0.045
const TELL_EVERY_MS = 120
/** What the other side saw longer ago is not where it is now. */
const THEIRS_FOR_MS = 1_000

type MarksOptions = { side: Side; send: (message: ClientCallMessage) => boolean }

/** The marks of a call as this page sees them: each side finds them in its own picture. */
export class Marks {
  /** The tool is on: the next tap marks. */
  readonly isMarking = signal(false)
  /** Where the next mark would be while the picture is held; null while it moves. */
  readonly aim = signal<Point | null>(null)
  /** Grows with every frame that was tracked. */
  readonly moved = signal(0)
  readonly #list = signal<readonly ListedMark[]>([])
  readonly #options: MarksOptions
  readonly #marks = new Map<string, Mark>()
  /** Made here and not yet numbered by the server. */
  readonly #made = new Map<string, Point & { radius: number }>()
  readonly #tracking: MarkTracking
  #toldAt = 0

  constructor(options: MarksOptions) {
    this.#options = options
    this.#tracking = new MarkTracking({
      isWanted: () => this.isMarking.peek() || this.#marks.size > 0 || this.#made.size > 0,
      mayGiveUp: options.side === 'code_user',
      onTracked: (found) => this.#take(found),
      onMarked: (id, reference) => this.#tell(id, reference),
    })
    this.isMarking.subscribe(() => this.#tracking.wake())
  }

  get list(): ReadonlySignal<readonly ListedMark[]> {
    return this.#list
  }

  get shown(): ShownMark[] {
    return [...this.#marks.values()].map(({ shown }) => shown)
  }

  /** The picture that they are in; the returned call lets go of it. */
  follow(video: HTMLVideoElement): () => void {
    return this.#tracking.follow(video)
  }

  /** The employee marks a place; false when there are as many as there may be. */
  place(at: Point, radius = TAPPED_RADIUS): boolean {
    if (this.#marks.size + this.#made.size >= MOST_MARKS) return false
    const id = makeKey()
    this.#made.set(id, { ...at, radius })
    this.#tracking.mark(id, { ...at, radius })
    return true
  }

  /** Keeps this moment's picture on the canvas until it goes on; false where there is none. */
  async hold(canvas: HTMLCanvasElement, at: Point): Promise<boolean> {
    if (!(await this.#tracking.hold(canvas))) return false
    this.takeAim(at)
    return true
  }

  takeAim(at: Point): void {
    this.aim.value = at
    this.moved.value += 1
  }

  goOn(): void {
    this.aim.value = null
    this.#tracking.goOn()
    this.moved.value += 1
  }

  remove(id: string): void {
    this.#options.send({ type: 'unmark', id })
    this.#forget(id)
    this.#renewList()
  }

  /** What the call socket says about marks. */
  hear(news: MarkNews): void {
    switch (news.type) {
      case 'marks':
        return this.#takeAll(news.marks)
      case 'mark':
        this.#add(news.mark)
        return this.#renewList()
      case 'unmark':
        this.#forget(news.id)
        return this.#renewList()
      case 'marksSeen':
        return this.#hearPlaces(news.places)
    }
  }

  close(): void {
    this.#tracking.close()
  }

  /** After coming back: an api that was started anew has none, and the employee's page still has. */
  #takeAll(marks: readonly PlacedMark[]): void {
    const there = new Set(marks.map(({ id }) => id))
    for (const [id, { placed, shown }] of [...this.#marks]) {
      if (there.has(id)) continue
      if (this.#options.side === 'code_user') this.#forget(id)
      else this.#send({ ...placed, x: clamp(shown.x), y: clamp(shown.y) })
    }
    for (const mark of marks) this.#add(mark)
    this.#renewList()
  }

  #add(placed: PlacedMark): void {
    const { id, number, x, y, radius } = placed
    const known = this.#marks.get(id)
    const isOwn = this.#made.delete(id) || known !== undefined
    const shown = known?.shown ?? { id, number, x, y, radius, state: isOwn ? 'anchored' : 'lost' }
    this.#marks.set(id, { placed, shown: { ...shown, number } })
    if (!isOwn) this.#tracking.recognise(id, placed)
    this.#tracking.wake()
  }

  #forget(id: string): void {
    this.#marks.delete(id)
    this.#made.delete(id)
    this.#tracking.unmark(id)
  }

  #tell(id: string, reference: PlacedMark['reference']): void {
    const made = this.#made.get(id)
    if (made && !this.#send({ id, ...made, reference })) this.#forget(id)
  }

  #send({ id, x, y, radius, reference }: Omit<PlacedMark, 'number'>): boolean {
    return this.#options.send({ type: 'mark', id, x, y, radius, reference })
  }

  #hearPlaces(places: Message<'marksSeen'>['places']): void {
    const at = performance.now()
    for (const { id, ...place } of places) {
      const mark = this.#marks.get(id)
      if (mark) mark.theirs = { ...place, at }
    }
    if (this.#tracking.isTooSlow) this.#take([])
  }

  #take(found: readonly Tracked[]): void {
    const now = performance.now()
    for (const [id, mark] of this.#marks) {
      const own = found.find((each) => each.id === id)
      const place = this.#placeOf(mark, own)
      if (place) Object.assign(mark.shown, place)
      else if (own) Object.assign(mark.shown, { state: 'lost', x: own.x, y: own.y })
      else if (!this.#made.has(id)) mark.shown.state = 'lost'
    }
    this.#renewList()
    this.#tellPlaces(now)
  }

  /** By the own picture; where that finds nothing, by the employee's. Undefined when it is lost. */
  #placeOf({ placed, theirs }: Mark, own: Tracked | undefined) {
    if (own && own.state !== 'lost') {
      const { x, y, state } = own
      return { x, y, state, radius: placed.radius * own.scale }
    }
    const isFresh = theirs && performance.now() < theirs.at + THEIRS_FOR_MS
    if (!isFresh || theirs.state === 'lost') return undefined
    // Seconds old at worst, and of another picture: never called anchored, but for a slow phone,
    // which has nothing better.
    const state: MarkState = this.#tracking.isTooSlow ? theirs.state : 'predicted'
    return { x: theirs.x, y: theirs.y, state }
  }

  #tellPlaces(now: number): void {
    if (this.#options.side !== 'employee' || this.#marks.size === 0) return
    if (now < this.#toldAt + TELL_EVERY_MS) return
    this.#toldAt = now
    const places = this.shown.map(({ id, x, y, state }) => {
      return { id, x: near(x), y: near(y), state }
    })
    this.#options.send({ type: 'marksSeen', places })
  }

  #renewList(): void {
    const next = this.shown
      .map(({ id, number, state }) => ({ id, number, state }))
      .sort((a, b) => a.number - b.number)
    if (JSON.stringify(next) !== JSON.stringify(this.#list.peek())) this.#list.value = next
    this.moved.value += 1
  }
}

function clamp(part: number): number {
  return Math.max(0, Math.min(1, part))
}

/** As far outside as the call socket takes. */
function near(part: number): number {
  return Math.max(-4, Math.min(5, part))
}
