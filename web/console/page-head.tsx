import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Brand } from '../foundation/components/brand.tsx'
import './page-head.css'

type Props = { title: string; children?: ComponentChildren }

/** Title and actions of a page; takes the focus, so that a new page is heard and read from its top. */
export function PageHead({ title, children }: Props) {
  const heading = useFocusedHeading()
  return (
    <header class="page-head">
      <span class="page-head-brand">
        <Brand size={28} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  )
}

export function useFocusedHeading() {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // At the first page nobody has navigated yet, and a field may want the focus.
    if (document.activeElement === document.body && isFirst) isFirst = false
    else heading.current?.focus({ preventScroll: true })
  }, [])
  return heading
}

let isFirst = true
