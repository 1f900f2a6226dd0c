import { useEffect, useMemo, useRef } from 'preact/hooks'

const READS_ON_FOR_MS = 10_000

/**
 * Whether somebody is likely to be reading what `ref` is put on: the page is scrolled, the focus is
 * in it, or a pointer or key moved in it lately.
 */
export function useReading<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  const activeAt = useRef(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const noteActivity = (event: Event) => {
      // A page that appears under a resting pointer also sends an event, without a movement.
      const isResting = event instanceof PointerEvent && !event.movementX && !event.movementY
      if (!isResting) activeAt.current = Date.now()
    }
    const events = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const
    for (const each of events) element.addEventListener(each, noteActivity, { passive: true })
    return () => {
      for (const each of events) element.removeEventListener(each, noteActivity)
    }
  }, [])
  return useMemo(() => {
    const isBeingRead = () => {
      if (document.visibilityState === 'hidden') return false
      if (scrollY > 0 || ref.current?.contains(document.activeElement)) return true
      return Date.now() - activeAt.current < READS_ON_FOR_MS
    }
    return { ref, isBeingRead }
  }, [])
}
