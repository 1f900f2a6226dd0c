import { note, type Decision } from './decision.ts'
import type { LabelsInput, RateInput, VisibilityInput } from './messages.ts'

/** Where a session is sorted in, and what it was worth: nothing here moves its status. */

export function setVisibility(decision: Decision, { visibility }: VisibilityInput): void {
  if (decision.next.visibility === visibility) return
  decision.next.visibility = visibility
  note(decision, 'visibility_changed', { visibility })
}

export function setLabels(decision: Decision, { labelIds }: LabelsInput): void {
  const before = decision.next.labels
  const labels = [...new Set(labelIds)]
  const added = labels.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !labels.includes(id))
  decision.next.labels = labels
  if (added.length + removed.length > 0) note(decision, 'labels_changed', { added, removed })
}

export function rate(decision: Decision, { actor, stars }: RateInput): void {
  decision.next.rating = { stars, participant: actor.id, at: decision.now }
  note(decision, 'rated', { stars })
}
