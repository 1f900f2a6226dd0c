import { setTimeout as wait } from 'node:timers/promises'

export interface Running {
  readonly pid: number
  readonly exited: Promise<string>
  stop(): Promise<void>
}

export interface SupervisedOptions<Server extends Running> {
  readonly name: string
  /** `previous` is the one that died: the new one takes its ports. */
  start(previous: Server | undefined): Promise<Server>
  /** Called whenever it has come or gone. */
  onChange(): void
  say(line: string): void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
const STEADY_MS = 20_000

/** Keeps one process alive until it is told to stop. */
export class Supervised<Server extends Running> {
  readonly #options: SupervisedOptions<Server>
  #last: Server | undefined
  #isUp = false
  #isStopping = false
  #pauseMs = FIRST_PAUSE_MS

  constructor(options: SupervisedOptions<Server>) {
    this.#options = options
  }

  get name(): string {
    return this.#options.name
  }

  /** The running process; nothing while it is being started again. */
  get running(): Server | undefined {
    return this.#isUp ? this.#last : undefined
  }

  /** The first start: its failure is the caller's. */
  async start(): Promise<Server> {
    const server = await this.#options.start(undefined)
    this.#take(server)
    if (this.#isStopping) await server.stop()
    return server
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#isUp) await this.#last?.stop()
  }

  #take(server: Server): void {
    this.#last = server
    this.#isUp = true
    const since = Date.now()
    void server.exited.then((reason) => this.#onExit(reason, Date.now() - since))
    this.#options.onChange()
  }

  async #onExit(reason: string, livedMs: number): Promise<void> {
    this.#isUp = false
    if (this.#isStopping) return
    this.#options.onChange()
    if (livedMs > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS
    this.#options.say(`${this.name} ended (${reason}); starting it again`)
    await this.#startAgain()
  }

  async #startAgain(): Promise<void> {
    while (!this.#isStopping) {
      await wait(this.#pauseMs)
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
      if (this.#isStopping) return
      try {
        const server = await this.#options.start(this.#last)
        this.#options.say(`${this.name} is back (process ${server.pid})`)
        this.#take(server)
        if (this.#isStopping) await server.stop()
        return
      } catch (error) {
        this.#options.say(`${this.name} does not start: ${String(error)}`)
      }
    }
  }
}
