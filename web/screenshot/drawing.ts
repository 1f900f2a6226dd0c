import { useRef } from 'preact/hooks'
import { MOST_POINTS, type Placed, type Point } from '../../domain/screenshot-shapes.ts'
import { movedBy, pulledTo, shapeBetween, type Handle } from './change-shape.ts'
import type { Desk } from './tools.ts'

/** Where the pointer went down, and what it does from there. */
type Action =
  | { does: 'draw'; id: string; from: Point; order: number }
  | { does: 'pen'; id: string; order: number; points: number[] }
  | { does: 'move'; placed: Placed; from: Point }
  | { does: 'pull'; placed: Placed; handle: Handle }
  | { does: 'write' }
  | { does: 'number' }

type Target = { id?: string | undefined; handle?: string | undefined }

/** Draws, moves and pulls with finger, mouse or pen; the other side sees it while it happens. */
export function useDrawing(desk: Desk, pointOf: (event: PointerEvent) => Point) {
  const action = useRef<{ pointer: number; what: Action } | null>(null)
  const show = (at: Point, draft: Placed | undefined) => {
    desk.draft.value = draft ?? null
    desk.shared.point(at, draft)
  }
  return {
    onPointerDown(event: PointerEvent) {
      // A palm that touches while a finger draws is no second shape.
      if (action.current || !event.isPrimary || event.button !== 0) return
      // Ends a text that is being written, which loses the focus by that.
      if (desk.writing.peek()) return
      const at = pointOf(event)
      const what = begin(desk, at, targetOf(event))
      if (!what) return
      event.preventDefault()
      if (event.currentTarget instanceof Element) {
        event.currentTarget.setPointerCapture(event.pointerId)
      }
      action.current = { pointer: event.pointerId, what }
    },
    onPointerMove(event: PointerEvent) {
      const at = pointOf(event)
      const { current } = action
      if (!current) return desk.shared.point(at)
      if (current.pointer !== event.pointerId) return
      const events = event.getCoalescedEvents?.() ?? []
      for (const each of events.length > 0 ? events : [event]) follow(current.what, pointOf(each))
      show(at, result(desk, current.what, at))
    },
    onPointerUp(event: PointerEvent) {
      const { current } = action
      if (current?.pointer !== event.pointerId) return
      action.current = null
      const at = pointOf(event)
      // Not before: the press itself would take the focus away from what is written in.
      if (current.what.does === 'write') return desk.write(at)
      if (current.what.does === 'number') return desk.putNumber(at)
      const done = result(desk, current.what, at)
      show(at, undefined)
      if (done && isChanged(current.what, done)) desk.finish(done.id, done.shape)
    },
    onPointerCancel() {
      action.current = null
      desk.draft.value = null
      desk.shared.point(null)
    },
    onPointerLeave() {
      if (!action.current) desk.shared.point(null)
    },
  }
}

function begin(desk: Desk, at: Point, { id, handle }: Target): Action | undefined {
  const { shared } = desk
  const tool = desk.tool.peek()
  const placed = shared.shapes.peek().find((each) => each.id === id)
  if (placed && isHandle(handle)) return { does: 'pull', placed, handle }
  if (tool === 'select') {
    desk.selected.value = placed?.id ?? null
    return placed && { does: 'move', placed, from: at }
  }
  // Not yet: it may become the first of two fingers that look closer.
  if (tool === 'number') return { does: 'number' }
  if (tool === 'text') return { does: 'write' }
  const common = { id: shared.newId(), order: shared.nextOrder() }
  if (tool !== 'pen') return { does: 'draw', ...common, from: at }
  return { does: 'pen', ...common, points: [Math.round(at.x), Math.round(at.y)] }
}

function follow(what: Action, at: Point): void {
  if (what.does !== 'pen') return
  const [x, y] = [Math.round(at.x), Math.round(at.y)]
  const isSame = what.points.at(-2) === x && what.points.at(-1) === y
  if (!isSame && what.points.length < 2 * MOST_POINTS) what.points.push(x, y)
}

/** What the action makes of it when it ends here. */
function result(desk: Desk, what: Action, at: Point): Placed | undefined {
  switch (what.does) {
    case 'pen': {
      const { id, order, points } = what
      return { id, shape: { kind: 'pen', order, points: [...points] } }
    }
    case 'draw': {
      const { id, from, order } = what
      const kind = desk.tool.peek()
      if (kind !== 'arrow' && kind !== 'rectangle' && kind !== 'pixelate' && kind !== 'crop') return
      const shape = shapeBetween(kind, { from, to: at, order, picture: desk.shared.picture })
      return shape && { id, shape }
    }
    case 'move': {
      const { placed, from } = what
      return { id: placed.id, shape: movedBy(placed.shape, at.x - from.x, at.y - from.y) }
    }
    case 'pull':
      return { id: what.placed.id, shape: pulledTo(what.placed.shape, what.handle, at) }
    case 'write':
    case 'number':
      return undefined
  }
}

function isChanged(what: Action, { shape }: Placed): boolean {
  if (what.does !== 'move' && what.does !== 'pull') return true
  return JSON.stringify(what.placed.shape) !== JSON.stringify(shape)
}

function targetOf({ target }: PointerEvent): Target {
  if (!(target instanceof Element)) return {}
  const handle = target.closest('[data-handle]')?.getAttribute('data-handle') ?? undefined
  const id = target.closest('[data-shape]')?.getAttribute('data-shape') ?? undefined
  return { id, handle }
}

const HANDLES: readonly Handle[] = ['nw', 'ne', 'sw', 'se', 'from', 'to']

function isHandle(name: string | undefined): name is Handle {
  return HANDLES.some((each) => each === name)
}
