import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Loaded, SessionStore } from './session-store.ts'

/** The session, kept fresh while the component is shown. `key`: its id or number. */
export function useSession<View extends { id: string; number: number; rev: number }>(
  store: SessionStore<View>,
  key: string,
): ReadonlySignal<Loaded<View>> {
  const watch = useMemo(() => store.watch(key), [store, key])
  useEffect(() => watch.unwatch, [watch])
  return watch.session
}
