import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { entryFor } from '../../contract/paths.ts'

/** Where the page is. The address is the only copy of filters, tabs and steps. */
export type Place = { path: string; query: URLSearchParams; hash: string }

const current = signal<Place>(placeOf('/'))
let entry: ReturnType<typeof entryFor>

export const place: ReadonlySignal<Place> = current
export const path = computed(() => current.value.path)

/** Follows the address bar and the links of this entry; call once, before the first render. */
export function startRouter(): void {
  entry = entryFor(location.pathname)
  current.value = placeOf(location.href)
  addEventListener('popstate', () => (current.value = placeOf(location.href)))
  addEventListener('click', followLink)
}

/** `replace` where Back should not return to what was before, such as each letter of a search. */
export function navigate(href: string, { replace = false } = {}): void {
  const next = placeOf(href)
  if (entryFor(next.path) !== entry) return location.assign(href)
  history[replace ? 'replaceState' : 'pushState'](null, '', href)
  const isOtherPage = next.path !== current.value.path
  current.value = next
  if (isOtherPage) scrollTo(0, 0)
}

/** Changes some parameters of the address; an empty value removes its parameter. */
export function changeQuery(changes: Record<string, string | undefined>, options = {}): void {
  const query = new URLSearchParams(current.value.query)
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value)
    else query.delete(name)
  }
  navigate(hrefOf(current.value.path, query), options)
}

export function hrefOf(path: string, query: URLSearchParams): string {
  const text = query.toString()
  return text ? `${path}?${text}` : path
}

/** `matchPath('/sessions/:number', path)` → the named parts, or undefined. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names = pattern.split('/')
  const parts = path.split('/')
  if (names.length !== parts.length) return undefined
  const found: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? ''
    if (!name.startsWith(':')) {
      if (name !== part) return undefined
    } else if (part) {
      found[name.slice(1)] = decode(part)
    } else {
      return undefined
    }
  }
  return found
}

function placeOf(href: string): Place {
  const url = new URL(href, globalThis.location?.origin ?? 'http://localhost')
  return { path: url.pathname, query: url.searchParams, hash: url.hash }
}

// A hand-typed address may hold a lone percent sign; it then simply matches nothing that exists.
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function followLink(event: MouseEvent): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  if (event.defaultPrevented || !isPlain || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin)
    return
  if (entryFor(link.pathname) !== entry) return
  event.preventDefault()
  navigate(link.href)
}
