import type { CallKey, HolderRows } from './media-holder-ports.ts'

/**
 * Writes what the next holder needs to go on with a call: the last version only, one write at a
 * time, repeated while the database is away.
 */
export class KeptConnections {
  #key: CallKey
  #gateway: string
  #rows: HolderRows
  #session: string | undefined
  #wanted: { session: number } | undefined
  #writing: Promise<void> | undefined
  #isRemoved = false

  constructor(key: CallKey, { gateway, rows }: { gateway: string; rows: HolderRows }) {
    this.#key = key
    this.#gateway = gateway
    this.#rows = rows
  }

  save(read: () => { session: number } | undefined): void {
    this.#wanted = read()
    this.#writing ??= this.#write()
  }

  async remove(): Promise<void> {
    this.#isRemoved = true
    await this.#writing
    if (this.#session === undefined) return
    await this.#rows.deleteKept({ gateway: this.#gateway, session: this.#session })
  }

  async #write(): Promise<void> {
    while (this.#wanted && !this.#isRemoved) {
      const kept = this.#wanted
      this.#wanted = undefined
      const entry = { gateway: this.#gateway, session: String(kept.session), kept }
      try {
        await this.#rows.saveKept(this.#key, entry)
        this.#session = entry.session
      } catch {
        this.#wanted ??= kept
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    this.#writing = undefined
  }
}

const RETRY_MS = 1_000
