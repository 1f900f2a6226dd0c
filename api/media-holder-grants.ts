import type { CallPlaces } from './media-holder-places.ts'
import type { CallLine } from './media-holder-ports.ts'
import type { MediaRoom } from './media-signalling.ts'

type GrantingCall = {
  places: CallPlaces
  mayConnect: (id: string) => boolean
  openRoom: () => Promise<MediaRoom>
}

/** One rung page of a call is connected early, so that Accept only has to put its media in. */
export class EarlyGrants {
  #call: GrantingCall
  #waiting: CallLine[] = []

  constructor(call: GrantingCall) {
    this.#call = call
  }

  /** Grants it, or says that another page has it; whose person is accepting just now goes first. */
  async ask(line: CallLine, { isAccepting }: { isAccepting: boolean }): Promise<void> {
    const { places } = this.#call
    this.forget(line)
    const granted = places.granted()
    if (granted === undefined) return this.#grant(line)
    const before = places.get(granted)?.line
    if (before === line) return
    if (!isAccepting) {
      this.#waiting.push(line)
      return line.send({ type: 'busy' })
    }
    // Whoever loses it has it again should the other not get the call.
    this.#waiting.unshift(line, ...(before ? [before] : []))
    await this.end(granted)
  }

  /** The page is gone, or has its place. */
  forget(line: CallLine): void {
    this.#waiting = this.#waiting.filter((each) => each !== line)
  }

  async endOf(isOver: (id: string) => boolean): Promise<void> {
    const granted = this.#call.places.granted()
    if (granted !== undefined && isOver(granted)) await this.end(granted)
  }

  /** Passed on to who waits for it. */
  async end(id: string): Promise<void> {
    const { places, mayConnect, openRoom } = this.#call
    places.sendTo(id, { type: 'busy' })
    places.delete(id)
    const room = await openRoom()
    await room.remove(id)
    const next = this.#waiting.find(({ seat }) => mayConnect(seat.id))
    if (!next || places.granted() !== undefined) return
    this.forget(next)
    await this.#grant(next)
  }

  async #grant(line: CallLine): Promise<void> {
    const { places, openRoom } = this.#call
    const { id, side } = line.seat
    places.set(id, { line, side, stage: 'granted' })
    try {
      const room = await openRoom()
      await room.join(id)
      if (places.get(id)?.line === line) line.send({ type: 'granted' })
      else await room.remove(id)
    } catch (error) {
      places.delete(id)
      throw error
    }
  }
}
