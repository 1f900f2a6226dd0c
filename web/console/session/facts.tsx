import type { ComponentChildren } from 'preact'
import { texts } from './texts/texts.ts'
import './facts.css'

/** A list of facts, two side by side where there is room. */
export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>
}

type FactProps = { label: string; isWide?: boolean; children: ComponentChildren }

export function Fact({ label, isWide, children }: FactProps) {
  return (
    <div class={isWide ? 'fact fact-wide' : 'fact'}>
      <dt>{label}</dt>
      <dd>{children ?? texts.value.notGiven}</dd>
    </div>
  )
}
