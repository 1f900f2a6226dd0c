import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Point } from '../../domain/screenshot-shapes.ts'
import { zoomed, type Desk } from './tools.ts'

/** A finger that has gone further draws: another one is a palm. */
const STILL_PX = 12
const WHEEL_STEP = 0.01

type Finger = { from: Point; at: Point }
type Grip = { zoom: number; apart: number; part: Point }
type Options = {
  desk: Desk
  /** What scrolls, and the picture in it. */
  room: { current: HTMLElement | null }
  picture: { current: Element | null }
  /** Drops what the first finger has begun. */
  onGrip: () => void
}

/**
 * Two fingers look closer and move the picture, as does the wheel with Ctrl. Listens before those who
 * draw, and keeps from them what belongs to two fingers.
 */
export function useCloserLook({ desk, room, picture, onGrip }: Options) {
  const fingers = useRef(new Map<number, Finger>()).current
  const grip = useRef<Grip | null>(null)
  useKeptPlace({ desk, room, picture })
  const partAt = ({ x, y }: Point): Point => {
    const {
      left = 0,
      top = 0,
      width = 1,
      height = 1,
    } = picture.current?.getBoundingClientRect() ?? {}
    return { x: (x - left) / width, y: (y - top) / height }
  }
  const lift = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || !grip.current) return
    event.stopPropagation()
    if (fingers.size === 0) grip.current = null
  }
  return {
    onPointerDownCapture(event: PointerEvent) {
      if (event.pointerType !== 'touch') return
      const at = placeOf(event)
      fingers.set(event.pointerId, { from: at, at })
      if (fingers.size === 2 && [...fingers.values()].every(isStill)) {
        const { middle, apart } = spanOf(fingers)
        grip.current = { zoom: desk.look.peek().zoom, apart, part: partAt(middle) }
        onGrip()
      }
      if (grip.current) event.stopPropagation()
    },
    onPointerMoveCapture(event: PointerEvent) {
      const finger = fingers.get(event.pointerId)
      if (!finger) return
      finger.at = placeOf(event)
      if (!grip.current) return
      event.stopPropagation()
      if (fingers.size < 2) return
      const { zoom, apart: before, part } = grip.current
      const { middle, apart } = spanOf(fingers)
      desk.look.value = { zoom: zoomed((zoom * apart) / before), hold: { part, at: middle } }
    },
    onPointerUpCapture: lift,
    onPointerCancelCapture: lift,
    onWheel(event: WheelEvent) {
      if (!event.ctrlKey) return
      event.preventDefault()
      const at = placeOf(event)
      const zoom = zoomed(desk.look.peek().zoom * Math.exp(-event.deltaY * WHEEL_STEP))
      desk.look.value = { zoom, hold: { part: partAt(at), at } }
    },
  }
}

/** After each change the part that is held is where it was; without one, what was in the middle. */
function useKeptPlace({ desk, room, picture }: Omit<Options, 'onGrip'>): void {
  const look = desk.look.value
  const before = useRef(look.zoom)
  useLayoutEffect(() => {
    const [frame, area] = [room.current, picture.current?.getBoundingClientRect()]
    const ratio = look.zoom / before.current
    before.current = look.zoom
    if (!frame || !area) return
    if (look.hold) {
      const { part, at } = look.hold
      const x = area.left + part.x * area.width - at.x
      return frame.scrollBy(x, area.top + part.y * area.height - at.y)
    }
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame
    const kept = (scroll: number, side: number) => (scroll + side / 2) * ratio - side / 2
    frame.scrollTo(kept(scrollLeft, clientWidth), kept(scrollTop, clientHeight))
  }, [look])
}

function spanOf(fingers: ReadonlyMap<number, Finger>): { middle: Point; apart: number } {
  const [one, other] = [...fingers.values()].map(({ at }) => at)
  if (!one || !other) return { middle: { x: 0, y: 0 }, apart: 1 }
  const middle = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
  return { middle, apart: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)) }
}

function isStill({ from, at }: Finger): boolean {
  return Math.hypot(at.x - from.x, at.y - from.y) < STILL_PX
}

function placeOf({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY }
}
