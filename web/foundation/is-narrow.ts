import { signal, type ReadonlySignal } from '@preact/signals'

const wide = globalThis.matchMedia?.('(min-width: 640px)')
const narrow = signal(wide ? !wide.matches : false)
wide?.addEventListener('change', () => (narrow.value = !wide.matches))

/** For what is another control on a phone; whatever only looks different is the style sheet's. */
export const isNarrow: ReadonlySignal<boolean> = narrow
