import { render, type ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { raise } from '../top-layer.ts'

/**
 * Renders its children above everything, open modals included. They live in a tree of their own,
 * since the element that holds them moves about in the document; `useId` counts anew in it, so what
 * is in there is named by labels and not by ids.
 */
export function Raised({ children }: { children: ComponentChildren }) {
  const holder = useRef<HTMLElement>(null)
  useEffect(() => {
    const element = document.createElement('div')
    element.className = 'raised'
    holder.current = element
    const lower = raise(element)
    return () => {
      render(null, element)
      lower()
    }
  }, [])
  useEffect(() => {
    if (holder.current) render(<>{children}</>, holder.current)
  })
  return null
}
