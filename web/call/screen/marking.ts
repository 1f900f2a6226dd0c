import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { TAPPED_RADIUS } from '../marks.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { pointIn, type Area } from '../picture-area.ts'
import type { Point } from '../strokes.ts'

type MarkingOptions = {
  call: OngoingCall
  isFlipped: boolean
  /** Where the picture lies in the canvas. */
  area: () => Area
  /** Shows the picture while it is held. */
  held: RefObject<HTMLCanvasElement | null>
  /** There are as many marks as there may be. */
  onFull?: (() => void) | undefined
}
type Press = { from: Point; x: number; y: number; timer: ReturnType<typeof setTimeout> }

/** A box drawn shorter than this is a tap by an unsteady hand. */
const SHORTEST_BOX = 0.03
/** A finger that rests this long holds the picture, so that what it is aimed at cannot move away. */
const HOLD_AFTER_MS = 500
/** No hand rests quite; in px. */
const STILL_AT_REST = 12

/**
 * The employee's marking: with the tool on a tap, or a drawn box; and always a finger that rests on
 * the picture, moves to the part while it is held, and is lifted there.
 */
export function useMarking({ call, isFlipped, area, held, onFull }: MarkingOptions) {
  const { marks } = call
  const press = useRef<Press | null>(null)
  const pointOf = ({ currentTarget, clientX, clientY }: PointerEvent): Point => {
    // The handlers are the canvas's own.
    const { left, top } = (currentTarget as HTMLElement).getBoundingClientRect()
    return pointIn(area(), { x: clientX - left, y: clientY - top }, isFlipped)
  }
  const hold = async (at: Point) => {
    const began = press.current
    if (!held.current || !(await marks.hold(held.current, at))) return
    if (press.current !== began) marks.goOn()
  }
  const end = (event: PointerEvent): Press | null => {
    const { current } = press
    if (!event.isPrimary || !current) return null
    clearTimeout(current.timer)
    press.current = null
    return current
  }
  return {
    onPointerDown(event: PointerEvent) {
      if (press.current || !event.isPrimary || event.button !== 0) return
      event.preventDefault()
      const from = pointOf(event)
      const timer = setTimeout(() => void hold(from), HOLD_AFTER_MS)
      press.current = { from, x: event.clientX, y: event.clientY, timer }
    },
    onPointerMove(event: PointerEvent) {
      const { current } = press
      if (!event.isPrimary || !current) return
      if (marks.aim.peek()) return marks.takeAim(pointOf(event))
      const moved = Math.hypot(event.clientX - current.x, event.clientY - current.y)
      if (moved > STILL_AT_REST) clearTimeout(current.timer)
    },
    onPointerUp(event: PointerEvent) {
      const begun = end(event)
      if (!begun) return
      const aim = marks.aim.peek()
      if (!aim && !marks.isMarking.peek()) return
      const box = aim
        ? { at: aim, radius: TAPPED_RADIUS }
        : boxOf(begun.from, pointOf(event), area())
      if (!marks.place(box.at, box.radius)) onFull?.()
      if (aim) marks.goOn()
    },
    onPointerCancel(event: PointerEvent) {
      if (end(event) && marks.aim.peek()) marks.goOn()
    },
    onContextMenu(event: Event) {
      // What phones offer to a finger that rests.
      if (press.current) event.preventDefault()
    },
  }
}

/** The middle and half the size of a drawn box; of a tap, its place. */
function boxOf(begin: Point, end: Point, { width, height }: Area) {
  const longer = Math.max(width, height)
  const across = Math.abs(end.x - begin.x) * (width / longer)
  const down = Math.abs(end.y - begin.y) * (height / longer)
  if (Math.max(across, down) < SHORTEST_BOX) return { at: begin, radius: TAPPED_RADIUS }
  const at = { x: (begin.x + end.x) / 2, y: (begin.y + end.y) / 2 }
  return { at, radius: Math.min(0.5, Math.max(across, down) / 2) }
}
