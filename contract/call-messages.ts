import Type, { type Static } from 'typebox'
import { MarkMessage, MarksSeenMessage, PlacedMark, UnmarkMessage } from './call-marks.ts'
import { Problem } from './problem.ts'
import type { Shape } from '../domain/screenshot-shapes.ts'
import { nullable, strict } from './scalars.ts'

/**
 * Messages of `GET /video-sessions/:id/call`, open while ringing or in a call. JSON text frames up to
 * 16 KiB. Browsers never speak to the gateway: they send these, the server builds every gateway body.
 */

const Sdp = Type.String({ minLength: 10, maxLength: 14_000 })
/** `send`: the browser's own picture and voice; `receive`: the other side's. Two peer connections. */
const Leg = Type.Enum(['send', 'receive'] as const)
const Candidate = Type.Union([
  Type.Null(),
  strict({
    candidate: Type.String({ maxLength: 500 }),
    sdpMid: Type.Optional(Type.Union([Type.String({ maxLength: 16 }), Type.Null()])),
    sdpMLineIndex: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 16 }), Type.Null()]),
    ),
    usernameFragment: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
  }),
])
const PicturePoint = strict({ x: Type.Integer(), y: Type.Integer() })
const pointer = {
  screenshot: Type.Integer({ minimum: 1, maximum: 1000 }),
  isOpen: Type.Boolean(),
  /** In pixels of the picture; null when the pointer is elsewhere. */
  at: nullable(PicturePoint),
  /** A shape that is not finished; `goesOn`: a pen's points are added to those before. */
  draft: Type.Optional(
    strict({
      id: Type.String({ maxLength: 50 }),
      shape: Type.Unsafe<Shape>(Type.Object({}, { additionalProperties: true })),
      goesOn: Type.Boolean(),
    }),
  ),
}
const Coordinate = Type.Integer({ minimum: -32768, maximum: 32767 })

export const ClientCallMessage = Type.Union([
  /** Ask to connect while it still rings; one rung page per call is granted. */
  strict({
    type: Type.Literal('preconnect'),
    /** Accept was pressed on this page: what another one was granted comes here. */
    isAccepting: Type.Optional(Type.Boolean()),
  }),
  /**
   * Take one's place: caller after START, accepter after Accept, anybody after a reload.
   * `hasMedia` after only the socket was lost: both peer connections are still there.
   */
  strict({ type: Type.Literal('join'), hasMedia: Type.Optional(Type.Boolean()) }),
  strict({ type: Type.Literal('offer'), sdp: Sdp }),
  strict({ type: Type.Literal('answer'), sdp: Sdp }),
  strict({ type: Type.Literal('candidate'), leg: Leg, candidate: Candidate }),
  /** ICE restart of a leg. For `send` an offer follows; for `receive` the server sends one. */
  strict({ type: Type.Literal('restart'), leg: Leg }),
  /** Acts at once, before and without the workflow; repeated by the page with the same key until `stopped`. */
  strict({
    type: Type.Literal('stop'),
    what: Type.Enum(['call', 'recording', 'consent'] as const),
    key: Type.String({ minLength: 8, maxLength: 100 }),
    /** With `consent`: what happens with what was recorded. */
    recorded: Type.Optional(Type.Enum(['keep', 'delete'] as const)),
  }),
  /** A piece of a stroke; points as x, y pairs, 0..32767 over the unflipped picture. */
  strict({
    type: Type.Literal('stroke'),
    id: Type.String({ minLength: 1, maxLength: 40 }),
    points: Type.Array(Coordinate, { minItems: 2, maxItems: 512 }),
    isLast: Type.Boolean(),
  }),
  /** The employee marks a place, takes a mark away, says where the marks are. */
  MarkMessage,
  UnmarkMessage,
  MarksSeenMessage,
  /** What the other side should know about the own media. */
  strict({
    type: Type.Literal('presence'),
    microphone: Type.Enum(['on', 'muted', 'none'] as const),
    camera: Type.Enum(['on', 'off', 'none', 'hidden'] as const),
  }),
  /** Where one is in a screenshot, while it is open here. */
  strict({ type: Type.Literal('pointer'), ...pointer }),
  strict({ type: Type.Literal('ping') }),
])
export type ClientCallMessage = Static<typeof ClientCallMessage>

const Side = Type.Enum(['employee', 'code_user'] as const)

export const ServerCallMessage = Type.Union([
  /** First message. `iceServers` as RTCPeerConnection takes them. */
  Type.Object({
    type: Type.Literal('welcome'),
    side: Side,
    participant: Type.String({ description: 'Own id in the call' }),
    call: Type.Integer(),
    iceServers: Type.Array(
      Type.Object({
        urls: Type.String(),
        username: Type.Optional(Type.String()),
        credential: Type.Optional(Type.String()),
      }),
    ),
  }),
  /** Answer to `preconnect`. */
  Type.Object({ type: Type.Literal('granted') }),
  Type.Object({ type: Type.Literal('busy') }),
  /**
   * The place is there. Unless `isKept` send an `offer` from a new peer connection; `isKept` when a
   * grant turns into the place, or the media of a lost socket goes on.
   */
  Type.Object({ type: Type.Literal('joined'), isKept: Type.Boolean() }),
  /** To who waits in the call: somebody has accepted, and their page is about to join. */
  Type.Object({ type: Type.Literal('answered') }),
  /** For the `send` leg: the gateway's answer to the own offer. */
  Type.Object({ type: Type.Literal('answer'), sdp: Type.String() }),
  /**
   * For the `receive` leg: the gateway's offer; reply with `answer`. `isNew`: from a new peer
   * connection, which replaces the one before; else it renegotiates that one.
   */
  Type.Object({ type: Type.Literal('offer'), sdp: Type.String(), isNew: Type.Boolean() }),
  Type.Object({
    type: Type.Literal('candidate'),
    leg: Leg,
    candidate: Type.Unsafe<RTCIceCandidateInit | null>({}),
  }),
  Type.Object({ type: Type.Literal('stopped'), what: Type.String(), key: Type.String() }),
  Type.Object({
    type: Type.Literal('stroke'),
    id: Type.String(),
    by: Side,
    points: Type.Array(Type.Integer()),
    isLast: Type.Boolean(),
  }),
  /** Every mark there is: sent when the place is there. */
  Type.Object({ type: Type.Literal('marks'), marks: Type.Array(PlacedMark) }),
  Type.Object({ type: Type.Literal('mark'), mark: PlacedMark }),
  Type.Object({ type: Type.Literal('unmark'), id: Type.String() }),
  MarksSeenMessage,
  /** Where the other side is in a screenshot. */
  Type.Object({ type: Type.Literal('pointer'), by: Side, ...pointer }),
  /** State of the other side; `isPresent` false means reconnecting. */
  Type.Object({
    type: Type.Literal('presence'),
    side: Side,
    isPresent: Type.Boolean(),
    microphone: Type.Enum(['on', 'muted', 'none'] as const),
    camera: Type.Enum(['on', 'off', 'none', 'hidden'] as const),
  }),
  /** The recorder as the gateway has it; true only while it really records. */
  Type.Object({ type: Type.Literal('recorder'), isOn: Type.Boolean() }),
  /** Gateway's view of the own uplink: packets lost lately. */
  Type.Object({
    type: Type.Literal('quality'),
    uplink: Type.Enum(['good', 'fair', 'poor'] as const),
  }),
  /** The page's place was taken by another page of the same person. */
  Type.Object({ type: Type.Literal('replaced') }),
  /** The call is over here: hung up, or the gateway is gone. */
  Type.Object({ type: Type.Literal('ended'), why: Type.Enum(['over', 'gateway_lost'] as const) }),
  Type.Object({
    type: Type.Literal('problem'),
    problem: Problem,
    /** Number of the screenshot whose change was refused. */
    screenshot: Type.Optional(Type.Integer()),
  }),
  Type.Object({ type: Type.Literal('pong') }),
])
export type ServerCallMessage = Static<typeof ServerCallMessage>
