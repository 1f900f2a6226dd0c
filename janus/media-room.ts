import { GatewayError } from './gateway-error.ts'
import { asList, text } from './gateway-message.ts'
import type { Fields } from './gateway-message.ts'
import type { GatewaySession } from './gateway-session.ts'
import type { Candidate, Handle } from './handle.ts'
import type { KeptRoom } from './kept-room.ts'
import { MediaMember, type MediaLeg } from './media-member.ts'
import { roomSecrets } from './rooms.ts'
import type { Rooms } from './rooms.ts'
import { requirePlainOffer } from './session-description.ts'

export type MediaEvent =
  /** For the member's receiving connection: the gateway's offer. */
  | { type: 'offer'; member: string; sdp: string; isNew: boolean }
  | { type: 'candidate'; member: string; leg: MediaLeg; candidate: Candidate | null }
  | { type: 'flow'; member: string; isFlowing: boolean }
  | { type: 'quality'; member: string; lost: number }
  | { type: 'recorder'; isOn: boolean }
  /** What another process would need to take the room over has changed. */
  | { type: 'kept' }
  /** Somebody closed the room. */
  | { type: 'closed' }
  /** The gateway is gone, and the room with it. */
  | { type: 'lost' }

type RoomDependencies = {
  name: string
  mediaKey: string
  session: GatewaySession
  /** Room requests of the connection in use. */
  rooms: () => Promise<Rooms>
  tell: (event: MediaEvent) => void
}

/** A page's candidate as it crosses the call socket. */
export type PageCandidate = {
  candidate: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
} | null

/**
 * The connections of one call. The server owns the dance: a page makes one offer and answers one,
 * everything else happens here. Steps that change connections run one after the other.
 */
export class MediaRoom {
  #name: string
  #pin: string
  #session: GatewaySession
  #rooms: () => Promise<Rooms>
  #tell: (event: MediaEvent) => void
  #members = new Map<string, MediaMember>()
  #last: Promise<unknown> = Promise.resolve()
  isRecording = false

  constructor({ name, mediaKey, session, rooms, tell }: RoomDependencies) {
    this.#name = name
    this.#pin = roomSecrets(mediaKey, name).pin
    this.#session = session
    this.#rooms = rooms
    this.#tell = tell
  }

  /** Gives a member a new place; whatever connections they still had there end. */
  async join(id: string): Promise<void> {
    const member = await this.#inTurn(async () => {
      const [sender] = await Promise.all([this.#session.attach(), this.#clear(id)])
      const added = this.#add(id, sender)
      this.#tell({ type: 'kept' })
      return added
    })
    // Not only when they send: the other side's picture comes meanwhile.
    this.#inTurn(() => this.#subscribeToOther(member)).catch(() => undefined)
  }

  /**
   * True when the member's connections go on, so that only their page has to be told: they are up, or
   * the page `isNew` and just making them.
   */
  resume(id: string, { isNew } = { isNew: false }): Promise<boolean> {
    return this.#inTurn(async () => {
      const member = this.#members.get(id)
      if (!member) return false
      if (member.isConnected && !member.isReceiving) await this.#subscribeToOther(member)
      return member.isConnected || isNew
    })
  }

  /** Publishes what the page offers, or renegotiates it; the answer is the gateway's. */
  offer(id: string, sdp: string): Promise<string> {
    return this.#inTurn(async () => {
      requirePlainOffer(sdp)
      const member = this.#require(id)
      if (member.isJoined) return this.#publish(member, sdp)
      try {
        return await this.#publish(member, sdp)
      } catch (error) {
        // Refused as the third, a participant stays in the room without media until detached.
        await this.#clear(id)
        throw error
      }
    })
  }

  /** The page's answer to the last offer of its receiving connection. */
  answer(id: string, sdp: string): Promise<void> {
    return this.#inTurn(async () => {
      const member = this.#require(id)
      if (!member.receiver) throw new GatewayError('invalid', `nothing was offered to ${id}`)
      await member.receiver.request({ request: 'start' }, { type: 'answer', sdp })
      member.isReceiving = true
      this.#tell({ type: 'kept' })
    })
  }

  async candidate(id: string, leg: MediaLeg, candidate: PageCandidate): Promise<void> {
    const member = this.#members.get(id)
    const handle = leg === 'send' ? member?.sender : member?.receiver
    await handle?.trickle(
      candidate && {
        candidate: candidate.candidate,
        sdpMid: candidate.sdpMid ?? null,
        sdpMLineIndex: candidate.sdpMLineIndex ?? null,
      },
    )
  }

  /** Renews the receiving connection; the sending one is renewed by the page's next offer. */
  restart(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const member = this.#require(id)
      if (!member.isReceiving || !member.receiver) {
        member.lose()
        return this.#subscribeToOther(member)
      }
      const reply = await member.receiver.request({ request: 'configure', restart: true })
      const sdp = reply.jsep?.sdp
      if (sdp) this.#tell({ type: 'offer', member: id, sdp, isNew: false })
    })
  }

  /** Ends the member's connections, here and in the gateway. */
  remove(id: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#clear(id)
      this.#tell({ type: 'kept' })
    })
  }

  isFlowing(id: string): boolean {
    return this.#members.get(id)?.isFlowing ?? false
  }

  /** Media came before and comes no more. */
  isSilent(id: string): boolean {
    return this.#members.get(id)?.isSilent ?? false
  }

  /** What the gateway says about the recorder; told on change only. */
  noteRecorder(isOn: boolean): void {
    if (isOn === this.isRecording) return
    this.isRecording = isOn
    this.#tell({ type: 'recorder', isOn })
  }

  kept(): KeptRoom {
    const members = [...this.#members.values()].map((member) => [member.id, member.kept()] as const)
    return { session: this.#session.id, members: Object.fromEntries(members) }
  }

  /** The connection to the gateway is lost; what is known stays until it is taken over again. */
  suspend(): KeptRoom {
    for (const member of this.#members.values()) member.silence()
    return this.kept()
  }

  /** Goes on with the connections of a claimed session. */
  takeOver(session: GatewaySession, kept: KeptRoom): Promise<void> {
    return this.#inTurn(async () => {
      this.#session = session
      this.#members.clear()
      const present = await (await this.#rooms()).participants(this.#name)
      for (const [id, { send, receive, feed }] of Object.entries(kept.members)) {
        const sender = this.#session.handles.get(send)
        if (!sender) continue
        const member = this.#add(id, sender)
        const place = present.find((each) => each.id === id)
        if (place?.isSending) member.assumeConnected()
        const receiver = receive === null ? undefined : this.#session.handles.get(receive)
        if (!receiver || feed === null) continue
        this.#listen(member, receiver, feed)
        member.isReceiving = present.some((each) => each.id === feed && each.isSending)
      }
    })
  }

  /** Lets go of everything in the gateway that belongs to this call alone. */
  async end(): Promise<void> {
    await this.#session.destroy()
  }

  #add(id: string, sender: Handle): MediaMember {
    const member = new MediaMember(id, sender, {
      onFlow: (isFlowing) => this.#tell({ type: 'flow', member: id, isFlowing }),
      onQuality: (lost) => this.#tell({ type: 'quality', member: id, lost }),
      onEnd: () => this.#tell({ type: 'kept' }),
    })
    sender.on('event', ({ data }) => this.#hear(member, data))
    sender.on('trickle', (candidate) =>
      this.#tell({ type: 'candidate', member: id, leg: 'send', candidate }),
    )
    this.#members.set(id, member)
    return member
  }

  #hear(member: MediaMember, data: Fields): void {
    if (data['videoroom'] === 'destroyed') return this.#tell({ type: 'closed' })
    const leaving = text(data['unpublished']) ?? text(data['leaving'])
    if (leaving !== undefined && leaving === member.feed) member.lose()
    this.#subscribeSoon(member, asList(data['publishers']))
  }

  async #publish(member: MediaMember, sdp: string): Promise<string> {
    const place = { room: this.#name, pin: this.#pin, id: member.id }
    const join = { request: 'joinandconfigure', ptype: 'publisher', ...place }
    const change = { request: member.isConnected ? 'configure' : 'publish' }
    const reply = await member.sender.request(member.isJoined ? change : join, {
      type: 'offer',
      sdp,
    })
    if (!member.isConnected) member.publication = Symbol(member.id)
    member.isJoined = true
    member.isConnected = true
    this.#subscribeSoon(member, asList(reply.data['publishers']))
    this.#tell({ type: 'kept' })
    return reply.jsep?.sdp ?? ''
  }

  /** Nobody waits for it: a page that does not get to receive asks for a restart. */
  #subscribeSoon(member: MediaMember, publishers: Fields[]): void {
    if (publishers.length === 0) return
    this.#inTurn(() => this.#subscribeTo(member, publishers)).catch(() => undefined)
  }

  async #subscribeToOther(member: MediaMember): Promise<void> {
    const others = [...this.#members.values()].filter((each) => each !== member)
    const publishers = others.filter(({ isConnected }) => isConnected).map(({ id }) => ({ id }))
    await this.#subscribeTo(member, publishers)
  }

  /** A new receiving connection for each publication: the one before belongs to one that is gone. */
  async #subscribeTo(member: MediaMember, publishers: Fields[]): Promise<void> {
    const feed = publishers.map(({ id }) => text(id)).find((id) => id && id !== member.id)
    if (!feed || this.#members.get(member.id) !== member) return
    const source = this.#members.get(feed)?.publication ?? null
    if (source !== null && source === member.source) return
    await member.receiver?.detach()
    const receiver = await this.#session.attach()
    this.#listen(member, receiver, feed)
    const { jsep } = await receiver.request({
      request: 'join',
      ptype: 'subscriber',
      room: this.#name,
      pin: this.#pin,
      streams: [{ feed }],
      autoupdate: false,
    })
    // Refused while the other's connection is not up: that it is, is told.
    member.source = source
    if (jsep) this.#tell({ type: 'offer', member: member.id, sdp: jsep.sdp, isNew: true })
  }

  #listen(member: MediaMember, receiver: Handle, feed: string): void {
    member.listenTo(receiver, feed)
    receiver.on('trickle', (candidate) =>
      this.#tell({ type: 'candidate', member: member.id, leg: 'receive', candidate }),
    )
  }

  /** Kicks first: the same id is refused while a ghost of it is there. */
  async #clear(id: string): Promise<void> {
    const member = this.#members.get(id)
    this.#members.delete(id)
    await (await this.#rooms()).kick(this.#name, id)
    // A leave alone would keep a recorder open; only detaching ends everything.
    await member?.detach()
  }

  #require(id: string): MediaMember {
    const member = this.#members.get(id)
    if (member) return member
    throw new GatewayError('no_such_participant', `${id} has not joined ${this.#name}`)
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
