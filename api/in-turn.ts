/** Runs the work of one key piece after piece, in the order of asking; other keys do not wait. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>()

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(work)
    // A failure is its caller's; whoever is next starts all the same.
    const settled = mine.catch(() => undefined)
    this.#last.set(key, settled)
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    })
    return mine
  }
}
