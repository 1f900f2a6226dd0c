import type { Placed, Point } from '../../domain/screenshot-shapes.ts'
import type { ScreenshotLink } from './screenshot-link.ts'

/** Tells the other side where this one is: once per picture that the screen shows, only what is new. */
export class DraftSender {
  readonly #screenshot: number
  readonly #link: ScreenshotLink
  #at: Point | null = null
  #draft: Placed | undefined
  #frame: number | undefined
  /** How much of a pen's line was sent. */
  #sent = { id: '', numbers: 0 }
  #isOpen = false

  constructor(screenshot: number, link: ScreenshotLink) {
    this.#screenshot = screenshot
    this.#link = link
  }

  point(at: Point | null, draft?: Placed): void {
    this.#isOpen = true
    this.#at = at && { x: Math.round(at.x), y: Math.round(at.y) }
    this.#draft = draft
    this.#frame ??= requestAnimationFrame(() => this.#send())
  }

  sayAgain(): void {
    if (this.#isOpen) this.point(this.#at, this.#draft)
  }

  leave(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#say({ isOpen: false, at: null })
  }

  #send(): void {
    this.#frame = undefined
    const draft = this.#newPart()
    this.#say({ isOpen: true, at: this.#at, ...(draft ? { draft } : {}) })
  }

  #say(what: Pick<Said, 'isOpen' | 'at' | 'draft'>): void {
    this.#link.send({ type: 'pointer', screenshot: this.#screenshot, ...what })
  }

  #newPart(): Said['draft'] {
    if (!this.#draft) return undefined
    const { id, shape } = this.#draft
    if (shape.kind !== 'pen') return { id, shape, goesOn: false }
    const goesOn = this.#sent.id === id
    const from = goesOn ? this.#sent.numbers : 0
    const points = shape.points.slice(from, from + MOST_NUMBERS)
    this.#sent = { id, numbers: from + points.length }
    // Nothing new: the last point once more, so that the line stays where it is seen.
    const shown = points.length > 0 ? points : shape.points.slice(-2)
    return { id, shape: { ...shape, points: shown }, goesOn }
  }
}

type Said = Extract<Parameters<ScreenshotLink['send']>[0], { type: 'pointer' }>

/** A text frame holds 16 KiB. */
const MOST_NUMBERS = 1_000
