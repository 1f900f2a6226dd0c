import { Icon } from '../../foundation/components/icon.tsx'
import { x } from '../../foundation/icons.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import './mark-list.css'

/** Which marks there are and whether they are seen; the employee takes them away here. */
export function MarkList({ call }: { call: OngoingCall }) {
  const { marks, side } = call
  if (marks.list.value.length === 0) return null
  return (
    <ul class="mark-list" aria-label={texts.value.marks} data-side={side}>
      {marks.list.value.map(({ id, number, state }) => (
        <li key={id} class="mark-item" data-state={state} aria-label={texts.value.mark(number)}>
          <span class="mark-badge" aria-hidden="true">
            {number}
          </span>
          <span class="mark-words" aria-hidden="true">
            {texts.value.mark(number)}
          </span>
          <small class="mark-words">{texts.value.markState[state]}</small>
          {side === 'employee' && (
            <button
              type="button"
              class="mark-remove"
              aria-label={texts.value.removeMark(number)}
              title={texts.value.removeMark(number)}
              onClick={() => marks.remove(id)}
            >
              <Icon shapes={x} size={16} />
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
