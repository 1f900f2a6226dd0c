import type { Box, Placed, Point, Shape, ShapeKind, Size } from '../../domain/screenshot-shapes.ts'

export type Handle = 'nw' | 'ne' | 'sw' | 'se' | 'from' | 'to'
/** Kinds that are drawn from one point to another. */
export type DrawnKind = Extract<ShapeKind, 'arrow' | 'rectangle' | 'pixelate' | 'crop'>

/** A finger's slip is no shape. */
const SMALLEST_PART = 1 / 160

/** The shape from one point to another; undefined while it is too small to be meant. */
export function shapeBetween(
  kind: DrawnKind,
  { from, to, order, picture }: { from: Point; to: Point; order: number; picture: Size },
): Shape | undefined {
  const least = Math.max(picture.width, picture.height) * SMALLEST_PART
  if (kind === 'arrow') {
    const isMeant = Math.hypot(to.x - from.x, to.y - from.y) >= least
    return isMeant ? { kind, order, from: whole(from), to: whole(to) } : undefined
  }
  const box = boxBetween(from, to)
  return box.width >= least && box.height >= least ? { kind, order, box } : undefined
}

export function movedBy(shape: Shape, dx: number, dy: number): Shape {
  const moved = (point: Point) => whole({ x: point.x + dx, y: point.y + dy })
  switch (shape.kind) {
    case 'pen':
      return {
        ...shape,
        points: shape.points.map((value, at) => Math.round(value + (at % 2 === 0 ? dx : dy))),
      }
    case 'arrow':
      return { ...shape, from: moved(shape.from), to: moved(shape.to) }
    case 'number':
      return { ...shape, at: moved(shape.at) }
    default:
      return { ...shape, box: { ...shape.box, ...moved(shape.box) } }
  }
}

/** Where a shape can be taken hold of to make it larger; texts and lines are only moved. */
export function handlesOf(shape: Shape): [Handle, Point][] {
  if (shape.kind === 'arrow') {
    return [
      ['from', shape.from],
      ['to', shape.to],
    ]
  }
  if (shape.kind !== 'rectangle' && shape.kind !== 'pixelate' && shape.kind !== 'crop') return []
  const { x, y, width, height } = shape.box
  return [
    ['nw', { x, y }],
    ['ne', { x: x + width, y }],
    ['sw', { x, y: y + height }],
    ['se', { x: x + width, y: y + height }],
  ]
}

export function pulledTo(shape: Shape, handle: Handle, to: Point): Shape {
  if (shape.kind === 'arrow') {
    return handle === 'from' ? { ...shape, from: whole(to) } : { ...shape, to: whole(to) }
  }
  if (!('box' in shape) || shape.kind === 'text') return shape
  const opposite = handlesOf(shape).find(([each]) => each === OPPOSITE[handle])?.[1]
  return opposite ? { ...shape, box: boxBetween(opposite, to) } : shape
}

const OPPOSITE: Record<Handle, Handle> = {
  nw: 'se',
  se: 'nw',
  ne: 'sw',
  sw: 'ne',
  from: 'to',
  to: 'from',
}

/** The box around a shape, for its outline and for what is hit. */
export function boundsOf({ shape }: Placed, badge: number): Box {
  switch (shape.kind) {
    case 'pen': {
      const xs = shape.points.filter((_, at) => at % 2 === 0)
      const ys = shape.points.filter((_, at) => at % 2 === 1)
      return boxBetween(
        { x: Math.min(...xs), y: Math.min(...ys) },
        { x: Math.max(...xs), y: Math.max(...ys) },
      )
    }
    case 'arrow':
      return boxBetween(shape.from, shape.to)
    case 'number': {
      const { x, y } = shape.at
      return boxBetween({ x: x - badge, y: y - badge }, { x: x + badge, y: y + badge })
    }
    default:
      return shape.box
  }
}

function boxBetween(a: Point, b: Point): Box {
  const from = whole({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) })
  const to = whole({ x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) })
  return { ...from, width: Math.max(1, to.x - from.x), height: Math.max(1, to.y - from.y) }
}

function whole({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) }
}
