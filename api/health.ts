import type { HealthCheck } from './dependencies.ts'

const CHECK_INTERVAL_MS = 2_000
const CHECK_DEADLINE_MS = 2_000

export type DependencyState = {
  state: 'up' | 'down'
  /** When it became so. */
  since: string
  reason?: string
}

export type Readiness = {
  status: 'ready' | 'degraded' | 'unavailable'
  dependencies: Record<string, DependencyState>
}

/** Asks every dependency again and again; an answer to `/readyz` never waits for a dead one. */
export class Health {
  readonly #checks: readonly HealthCheck[]
  readonly #states = new Map<string, DependencyState>()
  readonly #now: () => Date
  #timer: NodeJS.Timeout | undefined

  constructor(checks: readonly HealthCheck[], now: () => Date = () => new Date()) {
    this.#checks = checks
    this.#now = now
  }

  /** Resolves after the first round. */
  async start(): Promise<void> {
    await this.checkAll()
    this.#timer = setInterval(() => void this.checkAll(), CHECK_INTERVAL_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async checkAll(): Promise<void> {
    await Promise.all(this.#checks.map((check) => this.#check(check)))
  }

  get readiness(): Readiness {
    const isDown = ({ name }: HealthCheck) => this.#states.get(name)?.state !== 'up'
    const down = this.#checks.filter(isDown)
    const status = down.some(({ isEssential }) => isEssential) ? 'unavailable' : 'degraded'
    return {
      status: down.length === 0 ? 'ready' : status,
      dependencies: Object.fromEntries(this.#states),
    }
  }

  async #check({ name, check }: HealthCheck): Promise<void> {
    try {
      await inTime(check())
      this.#note(name, { state: 'up' })
    } catch (error) {
      this.#note(name, { state: 'down', reason: reasonOf(error) })
    }
  }

  #note(name: string, now: Pick<DependencyState, 'state' | 'reason'>): void {
    const before = this.#states.get(name)
    const since = before?.state === now.state ? before.since : this.#now().toISOString()
    this.#states.set(name, { ...now, since })
  }
}

async function inTime(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    const late = () => reject(new Error(`no answer within ${CHECK_DEADLINE_MS} ms`))
    timer = setTimeout(late, CHECK_DEADLINE_MS).unref()
  })
  try {
    await Promise.race([check, deadline])
  } finally {
    clearTimeout(timer)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
