/**
 * What must be seen and pressed above everything. A shown modal makes all outside of it inert, also
 * a popover above it; so these elements move into the topmost open modal and back.
 */
const raised = new Set<HTMLElement>()

/** Shows an element of its own, made for this, above all others until the returned call. */
export function raise(element: HTMLElement): () => void {
  element.popover = 'manual'
  raised.add(element)
  place(element)
  return () => {
    raised.delete(element)
    element.remove()
  }
}

/** To be called whenever a modal was opened or closed. */
export function modalsChanged(): void {
  for (const element of raised) place(element)
}

function place(element: HTMLElement): void {
  const modals = [...document.querySelectorAll('dialog:modal')]
  const host = modals.at(-1) ?? document.body
  if (element.parentElement === host && element.matches(':popover-open')) return
  const focused = element.contains(document.activeElement) ? document.activeElement : null
  host.append(element)
  if (!element.matches(':popover-open')) element.showPopover()
  // Moving an element takes the focus from what is in it.
  if (focused instanceof HTMLElement) focused.focus()
}
