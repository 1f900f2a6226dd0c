/** `anchored`: seen where it is. `predicted`: should be there. `lost`: hidden, or out of the picture. */
export type MarkState = 'anchored' | 'predicted' | 'lost'

/** Likeness below what is usual for the mark from which its place looks like something else. */
const UNLIKE_BY = 0.25
/** What was lost has to look more like it to be shown again. */
const UNLIKE = { least: 0.45, leastToReturn: 0.6, most: 0.7 }
const LEARNING = 0.05
/** A single unlike look may be a flicker. */
const HIDDEN_FROM = 2
/** Unlike looks after which what is hidden is given up, until it is seen again. */
const GIVEN_UP_FROM = 7
/** A like look takes back so many unlike ones. */
const REASSURANCE = 4
const MISSED_FROM = 20

/** What can honestly be said about a mark, from what was seen of it in the last frames. */
export class MarkVisibility {
  state: MarkState = 'anchored'
  #usual = 0.9
  #doubt = 0
  #missed = 0

  /** The surroundings were found; `likeness` of the mark itself, undefined where it cannot be told. */
  see(likeness: number | undefined, isInside: boolean): void {
    const wasLost = this.state === 'lost'
    this.state = 'lost'
    if (!isInside) return
    const isLike = likeness === undefined ? this.#doubt === 0 : this.#weigh(likeness, wasLost)
    if (this.#doubt < HIDDEN_FROM && (isLike || !wasLost)) {
      this.state = 'anchored'
      this.#missed = 0
    } else if (this.#doubt < GIVEN_UP_FROM && !wasLost) this.state = 'predicted'
  }

  #weigh(likeness: number, wasLost: boolean): boolean {
    const least = wasLost ? UNLIKE.leastToReturn : UNLIKE.least
    const isLike = likeness >= Math.max(least, Math.min(UNLIKE.most, this.#usual - UNLIKE_BY))
    this.#doubt += isLike ? -REASSURANCE : 1
    this.#doubt = Math.max(0, Math.min(GIVEN_UP_FROM, this.#doubt))
    if (isLike) this.#usual += LEARNING * (likeness - this.#usual)
    return isLike
  }

  /** Not even the surroundings were found. */
  miss(isInside: boolean): void {
    this.#missed += 1
    if (!isInside || this.state === 'lost' || this.#missed > MISSED_FROM) this.state = 'lost'
    else this.state = 'predicted'
  }

  /** The way here was without it: there is no more than a likely place. */
  hedge(): void {
    if (this.state === 'anchored') this.state = 'predicted'
  }

  lose(): void {
    this.state = 'lost'
  }
}
