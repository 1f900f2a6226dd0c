import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import './tabs.css'

type Tab = { id: string; label: string; count?: number }
type Props = {
  /** Names the list of tabs. */
  label: string
  tabs: readonly Tab[]
  selected: string
  onSelect: (id: string) => void
  /** The selected tab's panel. */
  children: ComponentChildren
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 }

export function Tabs({ label, tabs, selected, onSelect, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const current = list.current?.querySelector('[aria-selected=true]')
    if (current) showWithin(list.current, current)
  }, [selected])

  const move = (event: KeyboardEvent) => {
    const index = tabs.findIndex(({ id }) => id === selected)
    const step = STEPS[event.key]
    const edge = { Home: 0, End: tabs.length - 1 }[event.key]
    const next = tabs[step ? (index + step + tabs.length) % tabs.length : (edge ?? -1)]
    if (!next) return
    event.preventDefault()
    onSelect(next.id)
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus()
  }

  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map(({ id, label, count }) => (
          <button
            key={id}
            type="button"
            class="tab"
            role="tab"
            id={`tab-${id}`}
            aria-label={label}
            aria-description={count ? String(count) : undefined}
            aria-selected={id === selected}
            aria-controls="tab-panel"
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            {label}
            {count ? (
              // Shown by the style sheet: the tab's text is its name and nothing else.
              <span class="tab-count" data-count={count} />
            ) : null}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${selected}`}>
        {children}
      </div>
    </div>
  )
}

/** Sideways only: `scrollIntoView` would also move the page. */
function showWithin(list: HTMLElement | null, tab: Element): void {
  if (!list) return
  const outer = list.getBoundingClientRect()
  const inner = tab.getBoundingClientRect()
  if (inner.left < outer.left) list.scrollLeft += inner.left - outer.left - 16
  else if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right + 16
}
