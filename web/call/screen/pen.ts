import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { makeKey } from '../../foundation/api-client.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { pointIn, type Area } from '../picture-area.ts'
import { StrokeSender } from '../stroke-sender.ts'
import type { Point } from '../strokes.ts'

type PenOptions = {
  call: OngoingCall
  canvas: RefObject<HTMLCanvasElement | null>
  /** Where the picture lies in the canvas. */
  area: () => Area
  isFlipped: boolean
}
type Drawn = { id: string; pointer: number; sender: StrokeSender }

/** Draws with finger, mouse or pen: here at once, and to the other side while it is drawn. */
export function usePen({ call, canvas, area, isFlipped }: PenOptions) {
  const drawn = useRef<Drawn | null>(null)
  const pointsOf = (event: PointerEvent): Point[] => {
    const { left, top } = canvas.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    const within = area()
    const events = event.getCoalescedEvents?.() ?? []
    return (events.length > 0 ? events : [event]).map(({ clientX, clientY }) => {
      return pointIn(within, { x: clientX - left, y: clientY - top }, isFlipped)
    })
  }
  const add = (id: string, points: Point[], isLast: boolean) => {
    call.strokes.add({ id, by: call.side, points, isLast }, performance.now())
    call.drawn()
  }
  return {
    onPointerDown(event: PointerEvent) {
      // A palm that touches while a finger draws is no second stroke.
      if (drawn.current || !event.isPrimary || event.button !== 0) return
      event.preventDefault()
      canvas.current?.setPointerCapture(event.pointerId)
      const id = makeKey()
      const sender = new StrokeSender(id, (message) => call.connection.send(message))
      drawn.current = { id, pointer: event.pointerId, sender }
      const points = pointsOf(event)
      add(id, points, false)
      sender.add(points)
    },
    onPointerMove(event: PointerEvent) {
      const { current } = drawn
      if (current?.pointer !== event.pointerId) return
      const points = pointsOf(event)
      add(current.id, points, false)
      current.sender.add(points)
    },
    onPointerUp(event: PointerEvent) {
      const { current } = drawn
      if (current?.pointer !== event.pointerId) return
      drawn.current = null
      const last = pointsOf(event).at(-1) ?? { x: 0, y: 0 }
      add(current.id, [last], true)
      current.sender.end(last)
    },
  }
}
