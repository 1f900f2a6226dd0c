import { effect } from '@preact/signals'
import type { CallSession } from './call-session.ts'
import type { OngoingCall } from './ongoing-call.ts'

/** What a page remembers of the call it is in, so that a reload brings it back as it was. */
type MarkedCall = { sessionId: string; call: number; camera: boolean }

const STORED_AS = 'lotse.call'
let stop: () => void = () => undefined

/** Kept per tab: another tab of the same person must not take the call over by being opened. */
export const callMark = {
  follow({ sessionId, number, media }: OngoingCall): void {
    stop()
    stop = effect(() => write({ sessionId, call: number, camera: media.camera.value === 'on' }))
  },

  /** Undefined where this page was not in the session's call. */
  of({ id, call }: Pick<CallSession, 'id' | 'call'>): MarkedCall | undefined {
    const marked = read()
    return marked?.sessionId === id && marked.call === call?.number ? marked : undefined
  },

  clear(): void {
    stop()
    try {
      sessionStorage.removeItem(STORED_AS)
    } catch {
      // Without storage nothing was kept.
    }
  },
}

function read(): MarkedCall | null {
  try {
    // Written below; whatever else is there matches no session.
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null') as MarkedCall | null
  } catch {
    return null
  }
}

function write(mark: MarkedCall): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(mark))
  } catch {
    // Without storage a reload asks before it comes back.
  }
}
