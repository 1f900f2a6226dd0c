/*
 * What carries the media of calls, as the media holder sees it: one gateway. No word of the
 * gateway's own protocol crosses this line; bin/ passes in what implements it.
 */

export type MediaPlace = { sessionId: string; call: number }

/** A page has two connections: `send` for its own voice and picture, `receive` for the others'. */
export type MediaLeg = 'send' | 'receive'

/** As a page sends it; null says that there are no more. */
export type MediaCandidate = {
  candidate: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
} | null

export type MediaEvent =
  /** For the member's receiving connection; `isNew` when it replaces the one before. */
  | { type: 'offer'; member: string; sdp: string; isNew: boolean }
  | { type: 'candidate'; member: string; leg: MediaLeg; candidate: MediaCandidate }
  /** Media from the member arrives, or arrives no more. */
  | { type: 'flow'; member: string; isFlowing: boolean }
  /** Packets lost lately on the way from the member. */
  | { type: 'quality'; member: string; lost: number }
  | { type: 'recorder'; isOn: boolean }
  /** `kept()` has changed. */
  | { type: 'kept' }
  /** Somebody closed the room. */
  | { type: 'closed' }
  /** The gateway is gone, and the room with it. */
  | { type: 'lost' }

export interface MediaRoom {
  readonly isRecording: boolean
  /** Gives a member a new place; the connections they had before end. */
  join(member: string): Promise<void>
  /** True when the member's connections are still up, so that nothing has to be set up anew. */
  resume(member: string, how?: { isNew: boolean }): Promise<boolean>
  /** Takes the offer of a page's sending connection and gives the answer. */
  offer(member: string, sdp: string): Promise<string>
  answer(member: string, sdp: string): Promise<void>
  candidate(member: string, leg: MediaLeg, candidate: MediaCandidate): Promise<void>
  /** Renews the receiving connection: an offer event follows. */
  restart(member: string): Promise<void>
  remove(member: string): Promise<void>
  isFlowing(member: string): boolean
  /** Media came before and comes no more. */
  isSilent(member: string): boolean
  /** What another process needs to take the room over; secret, since it gives control. */
  kept(): { session: number }
}

/** Rejections carry a `code`: `invalid` is the page's fault, any other the gateway's. */
export interface MediaSignalling {
  open(place: MediaPlace, tell: (event: MediaEvent) => void): Promise<MediaRoom>
  /** Goes on with what another process carried; null when the gateway has lost it. */
  resume(
    place: MediaPlace,
    kept: unknown,
    tell: (event: MediaEvent) => void,
  ): Promise<MediaRoom | null>
  forget(place: MediaPlace): Promise<void>
  setRecording(place: MediaPlace, isOn: boolean): Promise<void>
  closeRoom(place: MediaPlace): Promise<void>
  /** False when the gateway has no such room (any more); rejects when it does not answer. */
  hasRoom(place: MediaPlace): Promise<boolean>
  /** Leaves every call to whoever takes it over. */
  release(): Promise<void>
}

export function isPagesFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'invalid'
}
