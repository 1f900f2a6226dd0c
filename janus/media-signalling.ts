import { setTimeout as wait } from 'node:timers/promises'
import { hasCode } from './gateway-error.ts'
import { Gateway } from './gateway.ts'
import type { GatewayAddress } from './gateway.ts'
import type { GatewaySession } from './gateway-session.ts'
import { handlesOf, readKeptRoom } from './kept-room.ts'
import type { KeptRoom } from './kept-room.ts'
import { MediaRoom } from './media-room.ts'
import type { MediaEvent } from './media-room.ts'
import { roomName, Rooms } from './rooms.ts'
import type { RoomKeys } from './rooms.ts'

export type MediaPlace = { sessionId: string; call: number }

type SignallingOptions = {
  address: GatewayAddress
  keys: RoomKeys
  /** How long the gateway keeps sessions that nobody speaks for. */
  reclaimSeconds: number
}

type Tell = (event: MediaEvent) => void
type Open = { room: MediaRoom; tell: Tell; kept: KeptRoom | undefined }
type Connected = { gateway: Gateway; rooms: Rooms }

const RECONNECT_EVERY_MS = 500
const WATCH_EVERY_MS = 1_000

/**
 * All calls on one gateway, over one connection. A lost connection is opened again and its sessions
 * claimed, with media flowing all the while; only a gateway that is gone loses its calls.
 */
export class JanusSignalling {
  #options: SignallingOptions
  #open = new Map<string, Open>()
  #connected: Promise<Connected> | undefined
  #isRecovering = false

  constructor(options: SignallingOptions) {
    this.#options = options
    // The gateway tells nobody when a worker switches a recorder on, or closes a room.
    setInterval(() => void this.#lookAround(), WATCH_EVERY_MS).unref()
  }

  /** Begins to carry a call whose room exists. `tell` hears what happens there. */
  async open(place: MediaPlace, tell: Tell): Promise<MediaRoom> {
    const { gateway } = await this.#connect()
    const session = await gateway.createSession()
    const room = this.#makeRoom(place, tell, session)
    this.#open.set(roomName(place.sessionId, place.call), { room, tell, kept: undefined })
    return room
  }

  /** Takes over a call that another process carried; null when the gateway has lost it. */
  async resume(place: MediaPlace, kept: unknown, tell: Tell): Promise<MediaRoom | null> {
    const known = readKeptRoom(kept)
    if (!known) return null
    const { gateway } = await this.#connect()
    try {
      const session = await gateway.claimSession(known.session, handlesOf(known))
      const room = this.#makeRoom(place, tell, session)
      await room.takeOver(session, known)
      this.#open.set(roomName(place.sessionId, place.call), { room, tell, kept: undefined })
      return room
    } catch (error) {
      if (hasCode(error, 'no_such_session', 'no_such_room')) return null
      throw error
    }
  }

  /** Stops carrying a call; its connections in the gateway end. */
  async forget({ sessionId, call }: MediaPlace): Promise<void> {
    const name = roomName(sessionId, call)
    const open = this.#open.get(name)
    this.#open.delete(name)
    // Where it cannot be told now, the gateway ends the session by its time-out.
    await open?.room.end().catch(() => undefined)
  }

  /** Sets the recorder whether or not this process carries the call; a closed room is off. */
  async setRecording({ sessionId, call }: MediaPlace, isOn: boolean): Promise<void> {
    const name = roomName(sessionId, call)
    const set = this.#connect().then(({ rooms }) => rooms.setRecording(name, isOn))
    await (isOn ? set : unlessGone(set))
    this.#open.get(name)?.room.noteRecorder(isOn)
  }

  /** Ends a call's room for everybody in it. */
  async closeRoom({ sessionId, call }: MediaPlace): Promise<void> {
    const name = roomName(sessionId, call)
    await unlessGone(this.#connect().then(({ rooms }) => rooms.destroy(name)))
  }

  /** False when the gateway has lost the room; rejects while it does not answer. */
  async hasRoom({ sessionId, call }: MediaPlace): Promise<boolean> {
    const name = roomName(sessionId, call)
    const present = this.#connect().then(({ rooms }) => rooms.participants(name))
    return (await unlessGone(present)) !== undefined
  }

  /** Leaves every call to whoever claims it: media goes on in the gateway. */
  async release(): Promise<void> {
    const connected = await this.#connected?.catch(() => undefined)
    connected?.gateway.close()
    this.#open.clear()
  }

  #makeRoom(place: MediaPlace, tell: Tell, session: GatewaySession): MediaRoom {
    const name = roomName(place.sessionId, place.call)
    const rooms = async () => (await this.#connect()).rooms
    return new MediaRoom({ name, mediaKey: this.#options.keys.mediaKey, session, rooms, tell })
  }

  #connect(): Promise<Connected> {
    if (this.#connected) return this.#connected
    const connecting = this.#makeConnection()
    this.#connected = connecting
    connecting.catch(() => {
      if (this.#connected === connecting) this.#connected = undefined
    })
    return connecting
  }

  async #makeConnection(): Promise<Connected> {
    const gateway = await Gateway.open(this.#options.address)
    gateway.on('down', (reason) => this.#onDown(reason))
    const control = await (await gateway.createSession()).attach()
    return { gateway, rooms: new Rooms(control, this.#options.keys) }
  }

  #onDown(reason: string): void {
    this.#connected = undefined
    for (const open of this.#open.values()) open.kept ??= open.room.suspend()
    if (reason !== 'asked') void this.#recover()
  }

  async #recover(): Promise<void> {
    if (this.#isRecovering) return
    this.#isRecovering = true
    const until = Date.now() + this.#options.reclaimSeconds * 1000
    while (this.#isAnyLost()) {
      try {
        await this.#reclaimAll(await this.#connect())
      } catch (error) {
        if (hasCode(error, 'not_running') || Date.now() > until) this.#loseAll()
        else await wait(RECONNECT_EVERY_MS)
      }
    }
    this.#isRecovering = false
  }

  #isAnyLost(): boolean {
    return [...this.#open.values()].some(({ kept }) => kept)
  }

  async #reclaimAll({ gateway }: Connected): Promise<void> {
    for (const [name, open] of [...this.#open]) {
      if (!open.kept) continue
      try {
        const session = await gateway.claimSession(open.kept.session, handlesOf(open.kept))
        await open.room.takeOver(session, open.kept)
        open.kept = undefined
      } catch (error) {
        if (!hasCode(error, 'no_such_session', 'no_such_room')) throw error
        this.#lose(name, open)
      }
    }
  }

  #loseAll(): void {
    for (const [name, open] of [...this.#open]) if (open.kept) this.#lose(name, open)
  }

  #lose(name: string, { tell }: Open): void {
    this.#open.delete(name)
    tell({ type: 'lost' })
  }

  async #lookAround(): Promise<void> {
    if (this.#open.size === 0) return
    const watched = [...this.#open]
    const list = await this.#connect()
      .then(({ rooms }) => rooms.list())
      .catch(() => undefined)
    if (!list) return
    for (const [name, open] of watched) {
      if (open.kept || this.#open.get(name) !== open) continue
      const found = list.find((each) => each.room === name)
      open.room.noteRecorder(found?.isRecording ?? false)
      if (!found) open.tell({ type: 'closed' })
    }
  }
}

/** Undefined when there is no such room, or no gateway running that could have one. */
async function unlessGone<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt
  } catch (error) {
    if (hasCode(error, 'no_such_room', 'not_running')) return undefined
    throw error
  }
}
