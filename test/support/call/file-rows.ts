import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  CallKey,
  DrawnStroke,
  GatewayLeases,
  HolderCommands,
  HolderFacts,
  HolderRows,
} from '../../../api/media-holder-ports.ts'
import type { SessionState } from '../../../domain/session-state.ts'

/*
 * Rows of one session in files, so that a test can change them under a running media holder, kill it
 * and start another. What the holder tells the workflow is a line in `told`.
 */

type Kept = CallKey & { session: string; kept: object }
export type Told =
  | { fact: 'presence'; id: string; present: boolean; epoch: number; seq: number }
  | { fact: 'gatewayLost'; gateway: string }
  | { fact: 'mediaStopped' }
  | { command: string; key: string; by: string; recorded?: string }

export class FileRows {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(join(folder, 'kept'), { recursive: true })
  }

  get state(): SessionState {
    return this.#read('state.json')
  }

  /** Changes the row as a commit would. */
  change(change: (state: SessionState) => void): SessionState {
    const { state } = this
    change(state)
    state.rev += 1
    this.#write('state.json', state)
    return state
  }

  begin(state: SessionState): void {
    this.#write('state.json', state)
  }

  get told(): Told[] {
    const text = this.#text('told') ?? ''
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Told) // written by `#tell` below
  }

  holderRows(): HolderRows {
    return {
      findState: async ({ sessionId }) =>
        this.state.sessionId === sessionId ? this.state : undefined,
      listRunningCalls: async (gateway) => {
        const { organisationId, sessionId, call } = this.state
        return call?.gateway === gateway ? [{ organisationId, sessionId, call: call.number }] : []
      },
      listKept: async () =>
        readdirSync(join(this.folder, 'kept')).map((name) => this.#read<Kept>(join('kept', name))),
      saveKept: async (key, { session, kept }) =>
        this.#write(join('kept', `${session}.json`), { ...key, session, kept }),
      deleteKept: async ({ session }) =>
        rmSync(join(this.folder, 'kept', `${session}.json`), { force: true }),
      listScreenshotChanges: async (_call, id) => this.screenshotChanges(id),
      logScreenshotChange: async (_call, { id, seq, body }) => {
        if (this.#text('unavailable') !== undefined) throw new Error('the database is away')
        if (!this.state.call) return 'closed'
        const before = this.screenshotChanges(id)
        if (seq <= before.length) return 'taken'
        const all = [...before.map((change) => change.body), body]
        this.#write(
          `screenshot-${id}.json`,
          all.map((each) => Buffer.from(each).toString('base64')),
        )
        return 'logged'
      },
      saveStroke: async (_call, stroke) => {
        if (this.#text('unavailable') !== undefined) throw new Error('the database is away')
        this.#write('strokes.json', [...this.strokes, stroke])
      },
    }
  }

  /** What has been logged of a screenshot, oldest first. */
  screenshotChanges(id: string): { seq: number; body: Uint8Array }[] {
    const changes = JSON.parse(this.#text(`screenshot-${id}.json`) ?? '[]') as string[] // written above
    return changes.map((body, index) => ({ seq: index + 1, body: Buffer.from(body, 'base64') }))
  }

  get strokes(): DrawnStroke[] {
    return JSON.parse(this.#text('strokes.json') ?? '[]') as DrawnStroke[] // written above
  }

  leases(): GatewayLeases {
    const read = () => {
      const text = this.#text('lease.json')
      // Written by `take` below.
      return text === undefined ? undefined : (JSON.parse(text) as Lease)
    }
    return {
      find: async () => {
        const lease = read() ?? { holder: null, epoch: 0, until: 0 }
        return { ...lease, isHeld: lease.until > Date.now() }
      },
      take: async ({ holder, epoch, leaseMs }) => {
        if ((read()?.epoch ?? 0) !== epoch) return undefined
        this.#write('lease.json', { holder, epoch: epoch + 1, until: Date.now() + leaseMs })
        return epoch + 1
      },
      renew: async ({ holder, epoch, leaseMs }) => {
        const lease = read()
        if (lease?.holder !== holder || lease.epoch !== epoch) return false
        this.#write('lease.json', { holder, epoch, until: Date.now() + leaseMs })
        return true
      },
      release: async ({ epoch }) => this.#write('lease.json', { holder: null, epoch, until: 0 }),
    }
  }

  facts(): HolderFacts {
    return {
      presence: (_call, fact) => this.#tell({ fact: 'presence', ...fact }),
      gatewayLost: (_call, gateway) => this.#tell({ fact: 'gatewayLost', gateway }),
      mediaStopped: () => this.#tell({ fact: 'mediaStopped' }),
    }
  }

  /** Rejects, as when Temporal is away, while a file `unavailable` is there. */
  commands(): HolderCommands {
    return {
      send: async ({ seat, what, key, recorded }) => {
        if (this.#text('unavailable') !== undefined)
          throw new Error('the workflow cannot be reached')
        await this.#tell({ command: what, key, by: seat.id, ...(recorded ? { recorded } : {}) })
      },
    }
  }

  setCommandsAvailable(isAvailable: boolean): void {
    if (isAvailable) rmSync(join(this.folder, 'unavailable'), { force: true })
    else this.#write('unavailable', true)
  }

  #tell(told: Told): Promise<void> {
    return appendFile(join(this.folder, 'told'), `${JSON.stringify(told)}\n`)
  }

  #text(name: string): string | undefined {
    try {
      return readFileSync(join(this.folder, name), 'utf8')
    } catch {
      return undefined
    }
  }

  #read<T>(name: string): T {
    return JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as T // written by `#write`
  }

  /** Whole or not at all: a process may be killed in the middle. */
  #write(name: string, value: unknown): void {
    const path = join(this.folder, name)
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(value))
    renameSync(`${path}.${process.pid}`, path)
  }
}

type Lease = { holder: string | null; epoch: number; until: number }
