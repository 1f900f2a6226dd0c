import Type, { type Static } from 'typebox'
import { Problem } from './problem.ts'
import { strict } from './scalars.ts'
import { NotificationView } from './views.ts'

/** Messages of `GET /live`, one socket per page. JSON, one message per frame. */

export const ServerLiveMessage = Type.Union([
  /** First message; afterwards the page refetches what it shows. `instance` changes when the api restarts. */
  Type.Object({ type: Type.Literal('hello'), instance: Type.String() }),
  /** A session the page may see has a new revision. `isNew`: created with this change. */
  Type.Object({
    type: Type.Literal('sessionChanged'),
    id: Type.String(),
    number: Type.Integer(),
    rev: Type.Integer(),
    isNew: Type.Boolean(),
  }),
  Type.Object({ type: Type.Literal('sessionRemoved'), id: Type.String() }),
  /** This page is being rung, or a call of a session it may see began. */
  Type.Object({
    type: Type.Literal('callStarted'),
    id: Type.String(),
    number: Type.Integer(),
    call: Type.Integer(),
    isRung: Type.Boolean(),
    deviceLabel: Type.String(),
    callerName: Type.Union([Type.String(), Type.Null()]),
    reason: Type.Union([Type.String(), Type.Null()]),
    ringsUntil: Type.Integer(),
  }),
  /** The ring stops here: taken, declined, timed out, or the call is over. */
  Type.Object({
    type: Type.Literal('callEnded'),
    id: Type.String(),
    call: Type.Integer(),
    why: Type.Enum(['taken', 'over', 'not_rung'] as const),
    by: Type.Union([Type.String(), Type.Null()]),
  }),
  Type.Object({
    type: Type.Literal('notificationAdded'),
    notification: NotificationView,
    unread: Type.Integer(),
  }),
  /** Something may have been missed: refetch everything shown. */
  Type.Object({ type: Type.Literal('resync') }),
  /** The page sent something that is not a message; repeated, the socket is closed. */
  Type.Object({ type: Type.Literal('problem'), problem: Problem }),
  Type.Object({ type: Type.Literal('pong') }),
])
export type ServerLiveMessage = Static<typeof ServerLiveMessage>

export const ClientLiveMessage = Type.Union([
  /** Whether the page is in front: an employee with an open page is "at a screen". */
  strict({ type: Type.Literal('visibility'), isVisible: Type.Boolean() }),
  strict({ type: Type.Literal('ping') }),
])
export type ClientLiveMessage = Static<typeof ClientLiveMessage>
