import { ProblemError } from './problems.ts'

export type Rate = {
  /** How many at once. */
  burst: number
  perMinute: number
}

type Bucket = { tokens: number; at: number }

const MOST_BUCKETS = 50_000

/** A token bucket per key, in this process; forgotten once it is full again. */
export class RateLimit {
  readonly #rate: Rate
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate, now: () => number = Date.now) {
    this.#rate = rate
    this.#now = now
  }

  /** Takes one; throws `too_many` with the time to wait when none is left. */
  take(key: string): void {
    this.check(key)
    const bucket = this.#bucket(key)
    bucket.tokens -= 1
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > MOST_BUCKETS) this.#forgetFull()
  }

  /** Throws when none is left, without taking one: for limits on failures only. */
  check(key: string): void {
    const { tokens } = this.#bucket(key)
    if (tokens >= 1) return
    const seconds = Math.ceil(((1 - tokens) * 60) / this.#rate.perMinute)
    throw new ProblemError('too_many', { retryAfterSeconds: seconds })
  }

  #bucket(key: string): Bucket {
    const at = this.#now()
    const known = this.#buckets.get(key)
    if (!known) return { tokens: this.#rate.burst, at }
    const gained = ((at - known.at) * this.#rate.perMinute) / 60_000
    return { tokens: Math.min(this.#rate.burst, known.tokens + gained), at }
  }

  /** Whoever makes up keys must not fill the memory; where that is not enough, all start anew. */
  #forgetFull(): void {
    for (const key of this.#buckets.keys()) {
      if (this.#bucket(key).tokens >= this.#rate.burst) this.#buckets.delete(key)
    }
    if (this.#buckets.size > MOST_BUCKETS) this.#buckets.clear()
  }
}
