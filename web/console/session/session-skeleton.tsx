import { texts as common } from '../../foundation/texts/texts.ts'
import './session-skeleton.css'

/** Grey bars where the page will be; seen only when loading takes longer than a moment. */
export function SessionSkeleton() {
  return (
    <div class="skeleton session-skeleton" role="status">
      <span class="only-heard">{common.value.loading}</span>
      <i class="session-skeleton-title" />
      <i class="session-skeleton-line" />
      <i class="session-skeleton-bar" />
      <i class="session-skeleton-tabs" />
      <i class="session-skeleton-card" />
    </div>
  )
}
