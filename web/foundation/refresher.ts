const AT_MOST_EVERY_MS = 1000

/** Runs `load` soon after `refresh`, at most once a second and never twice at a time. */
export class Refresher {
  readonly #load: () => Promise<void>
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLoading = false
  #isWanted = false
  #lastAt = 0

  constructor(load: () => Promise<void>) {
    this.#load = load
  }

  refresh(): void {
    this.#isWanted = true
    if (this.#timer || this.#isLoading) return
    const wait = Math.max(0, this.#lastAt + AT_MOST_EVERY_MS - Date.now())
    this.#timer = setTimeout(() => void this.#run(), wait)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isWanted = false
  }

  async #run(): Promise<void> {
    this.#timer = undefined
    this.#isWanted = false
    this.#isLoading = true
    this.#lastAt = Date.now()
    try {
      await this.#load()
    } finally {
      this.#isLoading = false
      if (this.#isWanted) this.refresh()
    }
  }
}
