import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** No letter: it rings while somebody is writing, and dictating presses letters. */
export const RING_KEY = 'F8'

/** Leads to what rings and, pressed there, back to where one was; so does its end. */
export function useRingKey(ring: RefObject<HTMLElement | null>): void {
  // Not useEffect: that ends when what had the focus is no longer there.
  useLayoutEffect(() => {
    let before: Element | null = null
    const isThere = () => ring.current?.contains(document.activeElement) ?? false
    const goBack = () => {
      if (before instanceof HTMLElement) before.focus()
      const { activeElement } = document
      // It came from nowhere, or that is gone.
      if (isThere() && activeElement instanceof HTMLElement) activeElement.blur()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== RING_KEY || event.repeat) return
      event.preventDefault()
      if (isThere()) return goBack()
      before = document.activeElement
      // Not a button of it: a key that was meant for the page would answer.
      ring.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('keydown', onKey)
      if (isThere()) goBack()
    }
  }, [])
}
