import { signal, type ReadonlySignal } from '@preact/signals'

let timer: ReturnType<typeof setInterval> | undefined
const ticking = signal(Date.now(), {
  watched() {
    ticking.value = Date.now()
    timer = setInterval(() => (ticking.value = Date.now()), 1000)
  },
  unwatched() {
    clearInterval(timer)
  },
})

/** ms since the epoch, each second, while something on the page reads it. */
export const now: ReadonlySignal<number> = ticking
