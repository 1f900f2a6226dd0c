import { authorOf, readShape } from '../domain/screenshot-shapes.ts'
import type { CallMessage } from './call-socket-messages.ts'
import type { HeldCall } from './media-holder-call.ts'
import type { CallLine, Side, StopWhat } from './media-holder-ports.ts'
import type { WantedStop } from './media-holder-stops.ts'
import { invalidField, ProblemError } from './problems.ts'

type MessageContext = {
  held: HeldCall
  line: CallLine
  beginStop: (stop: WantedStop) => Promise<void>
}
type MessageOf<T extends CallMessage['type']> = Extract<CallMessage, { type: T }>
type Handlers = {
  [T in CallMessage['type']]: (
    context: MessageContext,
    message: MessageOf<T>,
  ) => Promise<void> | void
}

const MAY_STOP: Record<StopWhat, readonly Side[]> = {
  call: ['employee', 'code_user'],
  recording: ['employee'],
  consent: ['code_user'],
}

/** One handler per message of the call socket. */
const HANDLERS: Handlers = {
  preconnect: ({ held, line }, { isAccepting = false }) => held.preconnect(line, { isAccepting }),
  join: ({ held, line }, { hasMedia = false }) => held.join(line, hasMedia),
  async offer({ held, line }, { sdp }) {
    const room = await held.media(line)
    line.send({ type: 'answer', sdp: await room.offer(line.seat.id, sdp) })
  },
  async answer({ held, line }, { sdp }) {
    const room = await held.media(line)
    await room.answer(line.seat.id, sdp)
  },
  async candidate({ held, line }, { leg, candidate }) {
    const room = await held.media(line)
    await room.candidate(line.seat.id, leg, candidate)
  },
  async restart({ held, line }, { leg }) {
    const room = await held.media(line)
    // The sending connection is renewed by the offer that the page sends next.
    if (leg === 'receive') await room.restart(line.seat.id)
  },
  stop,
  stroke({ held, line }, { id, points, isLast }) {
    held.relay(line, { type: 'stroke', id, by: line.seat.side, points, isLast })
    held.keepStroke(line, { id, points, isLast })
  },
  mark({ held, line }, message) {
    assertMayMark(held, line)
    const mark = held.marks.add(message)
    if (!mark) return
    // To its sender too: the number is new to everybody.
    line.send({ type: 'mark', mark })
    held.relay(line, { type: 'mark', mark })
  },
  unmark({ held, line }, { id }) {
    assertMayMark(held, line)
    if (!held.marks.remove(id)) return
    line.send({ type: 'unmark', id })
    held.relay(line, { type: 'unmark', id })
  },
  marksSeen({ held, line }, message) {
    assertMayMark(held, line)
    held.marks.move(message.places)
    held.relay(line, message)
  },
  presence({ held, line }, { microphone, camera }) {
    held.setDevices(line, { microphone, camera })
  },
  screenshot: ({ held, line }, { frame }) => held.screenshots.receive(line, frame),
  pointer,
  ping: ({ line }) => line.send({ type: 'pong' }),
}

export async function handleCallMessage(
  context: MessageContext,
  message: CallMessage,
): Promise<void> {
  // The table is indexed by the message's own type.
  const handle = HANDLERS[message.type] as Handlers[CallMessage['type']] &
    ((context: MessageContext, message: CallMessage) => Promise<void> | void)
  await handle(context, message)
}

function assertMayMark(held: HeldCall, line: CallLine): void {
  if (line.seat.side !== 'employee' || !held.isJoined(line)) {
    throw new ProblemError('not_participant')
  }
}

/** Authorised by what was known when the socket was let in. */
async function stop(
  { held, line, beginStop }: MessageContext,
  { what, key, recorded }: MessageOf<'stop'>,
): Promise<void> {
  const { seat } = line
  if (!MAY_STOP[what].includes(seat.side) || !held.isMember(seat)) {
    throw new ProblemError('not_participant')
  }
  const command = { seat, what, key, ...(recorded ? { recorded } : {}) }
  const onShown = () => line.send({ type: 'stopped', what, key })
  const { organisationId, sessionId, call } = held.key
  await beginStop({ organisationId, sessionId, call, what, command, onShown })
}

/** Only relayed: where the other is in a screenshot, and what they are just drawing. */
function pointer({ held, line }: MessageContext, message: MessageOf<'pointer'>): void {
  const { side } = line.seat
  const { draft } = message
  const isOwn = !draft || (authorOf(draft.id) === side && readShape(draft.shape) !== undefined)
  if (!isOwn) throw invalidField('/draft', 'is no shape of one’s own')
  held.relay(line, { ...message, by: side })
}
