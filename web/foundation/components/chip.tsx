import { Icon } from './icon.tsx'
import './chip.css'
import type { Status } from '../../../domain/status.ts'

type Props = {
  label: string
  /** Undefined until known. */
  count: number | undefined
  icon?: string
  status?: Status
  isPressed: boolean
  onPress: () => void
}

/** A filter with its live count; its name is `Requested, 3`. */
export function Chip({ label, count, icon, status, isPressed, onPress }: Props) {
  return (
    <button
      type="button"
      class="chip"
      data-status={status}
      aria-pressed={isPressed}
      onClick={onPress}
    >
      {icon && <Icon shapes={icon} size={16} />}
      <span>
        {label}
        {count !== undefined && (
          <>
            <span class="chip-comma">,</span> <strong>{count}</strong>
          </>
        )}
      </span>
    </button>
  )
}
