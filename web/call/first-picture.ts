import { effect, signal, type ReadonlySignal } from '@preact/signals'

/** Longer than a first frame takes from one side to the other. */
const SMALL_FOR_MS = 300

type Picture = {
  /** Of the call: a page that comes back into it begins in full. */
  isFirst: boolean
  /** Whether the other side is there to see it. */
  isSeen: () => boolean
}

/** The own picture is small until the other side has had a moment to see it. */
export function firstPicture({ isFirst, isSeen }: Picture): {
  isSmall: ReadonlySignal<boolean>
  stop: () => void
} {
  const isSmall = signal(isFirst)
  const stop = effect(() => {
    if (!isSmall.value || !isSeen()) return
    const timer = setTimeout(() => (isSmall.value = false), SMALL_FOR_MS)
    return () => clearTimeout(timer)
  })
  return { isSmall, stop }
}
