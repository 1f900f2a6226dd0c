import { effect, type ReadonlySignal } from '@preact/signals'
import { alertInTitle } from './page-title.ts'
import { repeat, type Tone } from './sounds.ts'
import { closeRingNotifications } from './worker-notifications.ts'

export type Ring = { id: string; call: number }

const EVERY_MS = 3_000
const LOUDNESS = 0.12
/** Two short double tones, as telephones do. */
const TONES: readonly Tone[] = [
  { hertz: 440, at: 0, seconds: 0.4 },
  { hertz: 554, at: 0, seconds: 0.4 },
  { hertz: 440, at: 0.6, seconds: 0.4 },
  { hertz: 554, at: 0.6, seconds: 0.4 },
]

/**
 * Sounds and shows in the title while `ring` holds. Of the open pages of one actor in a browser only
 * one makes the sound.
 */
export function soundRing(
  ring: ReadonlySignal<Ring | null>,
  { actor, title }: { actor: string; title: () => string },
): () => void {
  return effect(() => {
    if (!ring.value) return
    const calm = alertInTitle(title())
    const silence = holdLock(`lotse.ring.${actor}`, ringAloud)
    void navigator.setAppBadge?.().catch(() => undefined)
    return () => {
      silence()
      calm()
      void navigator.clearAppBadge?.().catch(() => undefined)
      void closeRingNotifications().catch(() => undefined)
    }
  })
}

/** Runs `start` once this page holds the lock; the returned call stops it and lets the next page. */
function holdLock(name: string, start: () => () => void): () => void {
  // Locks exist on secure origins only; without them every page sounds.
  if (!navigator.locks) return start()
  const over = new AbortController()
  const held = navigator.locks.request(name, { signal: over.signal }, async () => {
    if (over.signal.aborted) return
    const stop = start()
    await new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()))
    stop()
  })
  held.catch(() => undefined)
  return () => over.abort()
}

function ringAloud(): () => void {
  const silence = repeat(TONES, { loudness: LOUDNESS, everyMs: EVERY_MS })
  const shake = () => navigator.vibrate?.([300, 200, 300])
  shake()
  const timer = setInterval(shake, EVERY_MS)
  return () => {
    clearInterval(timer)
    silence()
  }
}
