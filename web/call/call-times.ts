import { signal } from '@preact/signals'
import type { CallSession } from './call-session.ts'

/** What holds of the call now. */
export type CallNow = {
  call: CallSession['call'] | undefined
  isLive: boolean
  isRinging: boolean
  isRecording: boolean
}

/**
 * Since when the call is live and recorded, in ms of the page's clock. Clocks differ: what was seen
 * to begin is counted from then, only the rest by the server's time.
 */
export class CallTimes {
  readonly liveSince = signal<number | null>(null)
  readonly recordingSince = signal<number | null>(null)
  #sawRinging = false
  #sawNoRecorder = false

  note({ call, isLive, isRinging, isRecording }: CallNow): void {
    const now = Date.now()
    this.#sawRinging ||= isRinging
    if (isLive) {
      const since = this.#sawRinging ? now : (call?.acceptedAt ?? now)
      this.liveSince.value ??= Math.min(now, since)
    }
    if (!isRecording) {
      this.recordingSince.value = null
      this.#sawNoRecorder = true
      return
    }
    const since = this.#sawNoRecorder ? now : (call?.recordingSince ?? now)
    this.recordingSince.value ??= Math.min(now, since)
  }
}
