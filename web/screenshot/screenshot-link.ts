import type { ReadonlySignal } from '@preact/signals'
import type { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'
import type { ScreenshotFrame } from '../../domain/screenshot-frames.ts'
import type { Side } from '../../domain/screenshot-shapes.ts'

export type PointerMessage = Extract<ServerCallMessage, { type: 'pointer' }>

/** How an open screenshot reaches the other side: the call's socket. */
export type ScreenshotLink = {
  side: Side
  isJoined: ReadonlySignal<boolean>
  /** Both false while there is no connection. */
  send: (message: ClientCallMessage) => boolean
  sendFrame: (frame: Uint8Array<ArrayBuffer>) => boolean
}

/** What the call's socket says about one screenshot. */
export interface ScreenshotListener {
  take(frame: ScreenshotFrame): void
  see(pointer: PointerMessage): void
  /** A change of this page was refused, with this code. */
  refused(code: string): void
}
