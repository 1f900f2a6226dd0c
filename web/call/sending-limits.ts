import { effect, signal, type ReadonlySignal } from '@preact/signals'
import { QUALITIES, qualityOf, worseOf, type LinkFigures, type Quality } from './quality.ts'

export type SendingLimit = { maxBitrate: number; maxFramerate: number }

/** A sharp picture that moves seldom shows a machine better than a blurred one, or none. */
export const SENDING_LIMITS: Record<Quality, SendingLimit> = {
  good: { maxBitrate: 2_500_000, maxFramerate: 30 },
  fair: { maxBitrate: 900_000, maxFramerate: 15 },
  poor: { maxBitrate: 300_000, maxFramerate: 6 },
}

const BETTER_AFTER_MS = 10_000

/** Gives way at once, and takes back only what has lasted: else it would swing to and fro. */
export class SteadyQuality {
  #current: Quality = 'good'
  #betterSince: number | null = null

  note(quality: Quality, now: number): Quality {
    if (QUALITIES.indexOf(quality) <= QUALITIES.indexOf(this.#current)) {
      this.#current = quality
      this.#betterSince = null
      return quality
    }
    this.#betterSince ??= now
    if (now < this.#betterSince + BETTER_AFTER_MS) return this.#current
    this.#current = quality
    this.#betterSince = null
    return quality
  }
}

type Watched = {
  figures: ReadonlySignal<LinkFigures | null>
  /** What the gateway says of it. */
  uplink: ReadonlySignal<Quality>
  limit: (limit: SendingLimit) => void
}

type Saving = { kept: ReadonlySignal<Quality>; stop: () => void }

/** Sends less over a thin line, until it is stopped. */
export function saveBandwidth({ figures, uplink, limit }: Watched): Saving {
  const steady = new SteadyQuality()
  const kept = signal<Quality>('good')
  const stopNoting = effect(() => {
    const now = figures.value
    if (!now) return
    // What is lost on the way here is the other side's to mend.
    const own = worseOf(qualityOf({ ...now, lossReceived: null }), uplink.value)
    kept.value = steady.note(own, Date.now())
  })
  const stopLimiting = effect(() => limit(SENDING_LIMITS[kept.value]))
  return {
    kept,
    stop: () => {
      stopNoting()
      stopLimiting()
    },
  }
}
