import type { FastifyBaseLogger } from 'fastify'
import { consentFor, type SessionState } from '../domain/session-state.ts'
import type {
  CallKey,
  HolderCommands,
  HolderFacts,
  HolderRows,
  StopCommand,
  StopWhat,
} from './media-holder-ports.ts'
import type { MediaSignalling } from './media-signalling.ts'

export type WantedStop = CallKey & {
  what: StopWhat
  /** The command behind it, where nobody else gives it; `onShown` once the row shows its effect. */
  command?: StopCommand
  onShown?: () => void
}

type StopsDependencies = {
  signalling: MediaSignalling
  rows: Pick<HolderRows, 'findState'>
  commands: HolderCommands
  facts: Pick<HolderFacts, 'mediaStopped'>
  log: FastifyBaseLogger
}

type Running = {
  stop: WantedStop
  startedAt: number
  keys: Set<string>
  unsent: number
  onShown: (() => void)[]
  wake: () => void
}

const REPEAT_EVERY_MS = 1_000
/** The command carries who stopped it, so it gets this long before the bare fact is told. */
const FACT_AFTER_MS = 3_000

/**
 * Stops act first: on the gateway at once, asking nobody. Then the effect is repeated every second
 * until the row shows it, so that a late start cannot undo it, and the command until it is stored.
 */
export class Stops {
  #dependencies: StopsDependencies
  #running = new Map<string, Running>()
  #isClosed = false

  constructor(dependencies: StopsDependencies) {
    this.#dependencies = dependencies
  }

  /** Resolves when the gateway has stopped it; rejects when it does not answer, and goes on trying. */
  async begin(stop: WantedStop): Promise<void> {
    const name = nameOf(stop)
    const known = this.#running.get(name)
    const running = known ?? makeRunning(stop)
    this.#running.set(name, running)
    if (stop.onShown) running.onShown.push(stop.onShown)
    if (stop.command) this.#sendOnce(running, stop.command)
    const applied = this.#apply(stop)
    if (!known) void this.#repeat(name, running, applied)
    await applied
  }

  isRunning(call: CallKey): boolean {
    return (['call', 'recording', 'consent'] as const).some((what) => this.has({ ...call, what }))
  }

  has(stop: CallKey & { what: StopWhat }): boolean {
    return this.#running.has(nameOf(stop))
  }

  /** The row of a session has changed: looks at once whether it shows what was wanted. */
  wake(sessionId: string): void {
    for (const { stop, wake } of this.#running.values()) if (stop.sessionId === sessionId) wake()
  }

  close(): void {
    this.#isClosed = true
    for (const { wake } of this.#running.values()) wake()
  }

  async #apply({ what, sessionId, call }: WantedStop): Promise<void> {
    const { signalling } = this.#dependencies
    if (what === 'call') await signalling.closeRoom({ sessionId, call })
    else await signalling.setRecording({ sessionId, call }, false)
  }

  async #repeat(name: string, running: Running, applied: Promise<void>): Promise<void> {
    await applied.catch(() => undefined)
    while (!this.#isClosed && !(await this.#isShown(running))) {
      await pause(running)
      await this.#apply(running.stop).catch((error: unknown) => {
        const { sessionId, call, what } = running.stop
        this.#dependencies.log.warn(
          { sessionId, call, what, err: error },
          'the gateway does not stop',
        )
      })
    }
    this.#running.delete(name)
    for (const tell of running.onShown) tell()
  }

  async #isShown(running: Running): Promise<boolean> {
    const { rows, facts } = this.#dependencies
    const { stop, unsent, startedAt } = running
    const state = await rows.findState(stop).catch(() => undefined)
    if (!state) return false
    if (unsent === 0 && shows(state, stop)) return true
    const isRecorded = state.call?.number === stop.call && state.call.recording === 'on'
    if (isRecorded && Date.now() > startedAt + FACT_AFTER_MS) {
      await facts.mediaStopped(stop, Date.now()).catch(() => undefined)
    }
    return false
  }

  /** The same key means the same command: however often the page repeats it, it is sent once. */
  #sendOnce(running: Running, command: StopCommand): void {
    if (running.keys.has(command.key)) return
    running.keys.add(command.key)
    running.unsent += 1
    void this.#send(running, command)
  }

  async #send(running: Running, command: StopCommand): Promise<void> {
    const { commands, log } = this.#dependencies
    while (!this.#isClosed) {
      try {
        await commands.send(command)
        break
      } catch (error) {
        const { sessionId, call } = command.seat
        log.warn({ sessionId, call, what: command.what, err: error }, 'a stop is not stored yet')
        await pause(undefined)
      }
    }
    running.unsent -= 1
    running.wake()
  }
}

/** Whether the row agrees with what the gateway has done. */
function shows(state: SessionState, { call, what }: WantedStop): boolean {
  const running = state.call?.number === call ? state.call : undefined
  switch (what) {
    case 'call':
      return running === undefined
    case 'recording':
      return running?.recording !== 'on'
    case 'consent':
      return running?.recording !== 'on' && consentFor(state, call)?.decision !== 'given'
  }
}

function makeRunning(stop: WantedStop): Running {
  const startedAt = Date.now()
  return { stop, startedAt, keys: new Set(), unsent: 0, onShown: [], wake: () => undefined }
}

/** A second, or until somebody wakes the stop. */
function pause(running: Running | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, REPEAT_EVERY_MS)
    if (!running) return
    running.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

function nameOf({ sessionId, call, what }: CallKey & { what: StopWhat }): string {
  return `${sessionId}-${call}-${what}`
}
