import type { ServerCallMessage } from '../contract/call-messages.ts'
import type { Call } from '../domain/session-state.ts'
import type { CallLine, Side } from './media-holder-ports.ts'

export type Devices = Pick<
  Extract<ServerCallMessage, { type: 'presence' }>,
  'microphone' | 'camera'
>

/** Where a member's media goes. `line` is missing while their page is away. */
export type Place = {
  line: CallLine | undefined
  side: Side
  /** `granted`: connected before Accept; `joined`: in the call. */
  stage: 'granted' | 'joined'
  devices: Devices
}

/** What the gateway says about a member's media. */
type Flow = { isFlowing: boolean; isSilent: boolean }

export const UNTOLD_DEVICES: Devices = { microphone: 'on', camera: 'off' }

/** The sockets of one call, and which of them hold a place in it. */
export class CallPlaces {
  readonly lines = new Set<CallLine>()
  #places = new Map<string, Place>()
  #flowOf: (id: string) => Flow

  constructor(flowOf: (id: string) => Flow) {
    this.#flowOf = flowOf
  }

  get(id: string): Place | undefined {
    return this.#places.get(id)
  }

  set(id: string, place: Omit<Place, 'devices'>): void {
    const devices = this.#places.get(id)?.devices ?? UNTOLD_DEVICES
    this.#places.set(id, { ...place, devices })
  }

  delete(id: string): void {
    this.#places.delete(id)
  }

  /** Who is connected before Accept; one page at most. */
  granted(): string | undefined {
    return [...this.#places].find(([, { stage }]) => stage === 'granted')?.[0]
  }

  isJoined(line: CallLine): boolean {
    const place = this.#places.get(line.seat.id)
    return place?.line === line && place.stage === 'joined'
  }

  /** In the call, and their socket is open or their media arrives. */
  isPresent(id: string): boolean {
    const place = this.#places.get(id)
    if (place?.stage !== 'joined') return false
    return place.line !== undefined || this.#flowOf(id).isFlowing
  }

  sendTo(id: string, message: ServerCallMessage): void {
    this.#places.get(id)?.line?.send(message)
  }

  sendToJoined(message: ServerCallMessage, except?: CallLine): void {
    for (const line of this.lines) if (line !== except && this.isJoined(line)) line.send(message)
  }

  /** Tells the other side what became of this one. */
  tellOthers(about: Side): void {
    for (const line of this.lines) {
      if (line.seat.side !== about && this.isJoined(line)) this.tellAbout(about, line)
    }
  }

  tellAbout(side: Side, line: CallLine): void {
    for (const [id, place] of this.#places) {
      if (place.side !== side || place.stage !== 'joined') continue
      const isPresent = this.isPresent(id) && !this.#flowOf(id).isSilent
      line.send({ type: 'presence', side, isPresent, ...place.devices })
    }
  }
}

/** Who belongs in the call by its row. */
export function membersOf(call: Call | undefined): string[] {
  return call ? [...call.employees, ...call.participants] : []
}
