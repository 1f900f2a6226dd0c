import { computed, signal } from '@preact/signals'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'
import type { LiveSocket } from './live-socket.ts'

type CallStarted = Extract<ServerLiveMessage, { type: 'callStarted' }>
export type Ring = Omit<CallStarted, 'type' | 'isRung'>
/** Somebody else was faster; shown for a moment where the ring was. */
export type Taken = { number: number; by: string }

const TAKEN_FOR_MS = 5_000
/** The server ends every ring itself; this is for a page that cannot hear it. */
const OVERDUE_AFTER_MS = 5_000

/** Calls that ring at this page. One is shown at a time, the others wait. */
export class Rings {
  readonly #ringing = signal<readonly Ring[]>([])
  readonly current = computed<Ring | null>(() => this.#ringing.value[0] ?? null)
  readonly taken = signal<Taken | null>(null)

  constructor(live: Pick<LiveSocket, 'listen'>) {
    live.listen((message) => this.#hear(message))
  }

  /** Accepted, declined or overdue: it does not ring here any more. */
  stop(ring: Pick<Ring, 'id' | 'call'>): void {
    this.#ringing.value = this.#ringing.value.filter((each) => !isSame(each, ring))
  }

  #hear(message: ServerLiveMessage): void {
    switch (message.type) {
      case 'hello':
        // Whatever still rings is told again after each connection.
        this.#ringing.value = []
        return
      case 'callStarted':
        if (message.isRung) this.#add(message)
        else this.stop(message)
        return
      case 'callEnded':
        return this.#end(message)
      case 'sessionRemoved':
        this.#ringing.value = this.#ringing.value.filter(({ id }) => id !== message.id)
        return
      default:
        return
    }
  }

  #add({ type: _, isRung: __, ...ring }: CallStarted): void {
    this.taken.value = null
    this.#ringing.value = [...this.#ringing.value.filter((each) => !isSame(each, ring)), ring]
    setTimeout(() => this.stop(ring), ring.ringsUntil - Date.now() + OVERDUE_AFTER_MS)
  }

  #end(ended: Extract<ServerLiveMessage, { type: 'callEnded' }>): void {
    const ring = this.#ringing.value.find((each) => isSame(each, ended))
    if (!ring) return
    const wasShown = ring === this.current.value
    this.stop(ended)
    if (ended.why !== 'taken' || !ended.by || !wasShown) return
    const taken = { number: ring.number, by: ended.by }
    this.taken.value = taken
    setTimeout(() => {
      if (this.taken.value === taken) this.taken.value = null
    }, TAKEN_FOR_MS)
  }
}

function isSame(a: Pick<Ring, 'id' | 'call'>, b: Pick<Ring, 'id' | 'call'>): boolean {
  return a.id === b.id && a.call === b.call
}
