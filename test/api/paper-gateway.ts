import type {
  MediaEvent,
  MediaPlace,
  MediaRoom,
  MediaSignalling,
} from '../../api/media-signalling.ts'

const SDP = 'v=0 of the gateway on paper'

/**
 * A gateway without media: who may speak to a gateway is decided before it. What one says by itself
 * is said with `tell`. The real one has tests of its own.
 */
export class PaperGateway implements MediaSignalling {
  readonly #rooms = new Map<string, PaperRoom>()

  async open(place: MediaPlace, tell: (event: MediaEvent) => void): Promise<MediaRoom> {
    const room = new PaperRoom(tell)
    this.#rooms.set(nameOf(place), room)
    return room
  }

  resume(): Promise<null> {
    return Promise.resolve(null)
  }

  async forget(place: MediaPlace): Promise<void> {
    this.#rooms.delete(nameOf(place))
  }

  async setRecording(place: MediaPlace, isOn: boolean): Promise<void> {
    const room = this.#rooms.get(nameOf(place))
    if (!room) return
    room.isRecording = isOn
    room.tell({ type: 'recorder', isOn })
  }

  async closeRoom(place: MediaPlace): Promise<void> {
    this.tell(place, { type: 'closed' })
  }

  hasRoom(): Promise<boolean> {
    return Promise.resolve(true)
  }

  release(): Promise<void> {
    return Promise.resolve()
  }

  /** Something happens at the gateway. */
  tell(place: MediaPlace, event: MediaEvent): void {
    this.#rooms.get(nameOf(place))?.tell(event)
  }
}

class PaperRoom implements MediaRoom {
  isRecording = false
  readonly #members = new Set<string>()
  readonly tell: (event: MediaEvent) => void

  constructor(tell: (event: MediaEvent) => void) {
    this.tell = tell
  }

  async join(member: string): Promise<void> {
    this.#members.add(member)
  }

  async resume(member: string): Promise<boolean> {
    return this.#members.has(member)
  }

  offer(): Promise<string> {
    return Promise.resolve(SDP)
  }

  answer(): Promise<void> {
    return Promise.resolve()
  }

  candidate(): Promise<void> {
    return Promise.resolve()
  }

  restart(): Promise<void> {
    return Promise.resolve()
  }

  async remove(member: string): Promise<void> {
    this.#members.delete(member)
  }

  isFlowing(member: string): boolean {
    return this.#members.has(member)
  }

  isSilent(): boolean {
    return false
  }

  kept() {
    return { session: 1 }
  }
}

function nameOf({ sessionId, call }: MediaPlace): string {
  return `${sessionId} ${call}`
}
