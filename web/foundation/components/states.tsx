import type { ComponentChildren } from 'preact'
import type { Problem } from '../../../contract/problem.ts'
import { reload, warning } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { sentenceFor } from './note.tsx'
import './states.css'

/** Grey bars where rows will be; seen only when loading takes longer than a moment. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="only-heard">{texts.value.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div class="skeleton-row" key={index} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}

type EmptyProps = {
  icon: string
  title: string
  text: string
  /** It is all that the page says. */
  isPage?: boolean
  children?: ComponentChildren
}

/** Nothing there: says what will appear, or offers to clear the filter. */
export function EmptyState({ icon, title, text, isPage, children }: EmptyProps) {
  return (
    <div class="state">
      <span class="state-icon">
        <Icon shapes={icon} size={24} />
      </span>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  )
}

type FailedProps = { title?: string; problem: Problem; onRetry?: () => unknown }

/** It could not be loaded: what was attempted, why, and another try. */
export function Failed({ title, problem, onRetry }: FailedProps) {
  const { code, status, requestId } = problem
  return (
    <div class="state" role="alert" data-code={code}>
      <span class="state-icon state-icon-failed">
        <Icon shapes={warning} size={24} />
      </span>
      <h2>{title ?? texts.value.couldNotLoad}</h2>
      <p>{status === 0 ? texts.value.unreachable : sentenceFor(problem)}</p>
      {onRetry && (
        <Button variant="primary" icon={reload} onPress={onRetry}>
          {texts.value.tryAgain}
        </Button>
      )}
      {requestId && <small>{texts.value.reportId(requestId)}</small>}
    </div>
  )
}
