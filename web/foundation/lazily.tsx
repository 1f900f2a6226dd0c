import { signal } from '@preact/signals'
import { h, type ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { Failed, Skeleton } from './components/states.tsx'
import { loadTexts } from './language.ts'

/**
 * A component whose code and texts are loaded after the page has settled, or at once when it is
 * shown. Keeps the first load of a page small; a failed early load is tried again when shown.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Loading: ComponentType = () => <Skeleton />,
): ComponentType<Props> {
  const loaded = signal<{ component?: ComponentType<Props>; hasFailed?: boolean }>({})
  let loading: Promise<void> | undefined

  const begin = () =>
    (loading ??= load()
      .then(async (component) => {
        await loadTexts()
        loaded.value = { component }
      })
      .catch(() => {
        loading = undefined
        loaded.value = { hasFailed: true }
      }))
  whenSettled(() => void begin())

  return function Lazy(props: Props) {
    useEffect(() => void begin(), [])
    const { component, hasFailed } = loaded.value
    if (component) return h(component, props)
    return hasFailed ? <Missing /> : <Loading />
  }
}

/** Away, or replaced by a newer version of the page, which only a new load has. */
function Missing() {
  const problem = { type: 'about:blank', title: '', status: 0, code: 'unavailable' } as const
  return <Failed problem={problem} onRetry={() => location.reload()} />
}

const SETTLED_AFTER_MS = 2_000

function whenSettled(act: () => void): void {
  const later = () => setTimeout(act, SETTLED_AFTER_MS)
  if (globalThis.document?.readyState === 'complete') later()
  else globalThis.addEventListener?.('load', later, { once: true })
}
