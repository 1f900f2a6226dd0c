import { measuresOf } from '../../domain/screenshot-svg.ts'
import { boundsOf, handlesOf } from './change-shape.ts'
import type { Desk } from './tools.ts'

/** On the screen, whatever the picture's scale. */
const HANDLE_PX = 12
const HANDLE_REACH_PX = 34

/** Around what is selected, with handles to pull. */
export function Selection({ desk, scale }: { desk: Desk; scale: number }) {
  const selected = desk.selectedShape()
  if (!selected || scale === 0) return null
  const placed = desk.draft.value?.id === selected.id ? desk.draft.value : selected
  const { line, badge } = measuresOf(desk.shared.picture)
  const { x, y, width, height } = boundsOf(placed, badge)
  const size = HANDLE_PX / scale
  const reach = HANDLE_REACH_PX / scale
  return (
    <g class="shot-selection" data-shape={placed.id}>
      <rect
        class="shot-outline"
        x={x - line}
        y={y - line}
        width={width + 2 * line}
        height={height + 2 * line}
        stroke-width={2 / scale}
        stroke-dasharray={`${6 / scale} ${5 / scale}`}
      />
      {handlesOf(placed.shape).map(([handle, at]) => (
        <g key={handle} data-handle={handle}>
          <rect
            class="shot-hit shot-hit-filled"
            x={at.x - reach / 2}
            y={at.y - reach / 2}
            width={reach}
            height={reach}
          />
          <rect
            class="shot-handle"
            x={at.x - size / 2}
            y={at.y - size / 2}
            width={size}
            height={size}
            stroke-width={1.5 / scale}
          />
        </g>
      ))}
    </g>
  )
}
