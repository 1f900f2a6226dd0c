const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

export function buttonsIn(panel: HTMLElement | null): HTMLElement[] {
  return [...(panel?.querySelectorAll<HTMLElement>('button') ?? [])]
}

/** Arrow keys go from one button of a panel to the next and around, Home and End to its edges. */
export function moveWithArrows(panel: HTMLElement | null, event: KeyboardEvent): void {
  const all = buttonsIn(panel)
  const index = all.findIndex((each) => each === document.activeElement)
  const step = STEPS[event.key]
  const edge = { Home: 0, End: all.length - 1 }[event.key]
  const next = all[step ? (index + step + all.length) % all.length : (edge ?? -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}
