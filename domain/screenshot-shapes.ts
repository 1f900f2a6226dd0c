/*
 * What both sides put onto a screenshot. Coordinates are whole pixels of the picture as it was
 * taken, so zoom and window never matter. Plain JSON: a shape is replaced as a whole.
 */

export type Side = 'employee' | 'code_user'
export type Size = { width: number; height: number }
export type Point = { x: number; y: number }
export type Box = Point & Size

/** `order`: which lies over which; the author follows from the id. */
export type PenShape = { kind: 'pen'; order: number; points: number[] }
export type ArrowShape = { kind: 'arrow'; order: number; from: Point; to: Point }
export type RectangleShape = { kind: 'rectangle'; order: number; box: Box }
/** The box is as large as the text was where it was written: fonts differ. */
export type TextShape = { kind: 'text'; order: number; box: Box; text: string }
export type NumberShape = { kind: 'number'; order: number; at: Point; value: number }
/** Burnt into the stored picture. */
export type PixelateShape = { kind: 'pixelate'; order: number; box: Box }
/** What is left of the picture; the last one counts. */
export type CropShape = { kind: 'crop'; order: number; box: Box }
export type Shape =
  PenShape | ArrowShape | RectangleShape | TextShape | NumberShape | PixelateShape | CropShape
export type ShapeKind = Shape['kind']

export const MOST_SHAPES = 2_000
export const MOST_POINTS = 2_000
export const LONGEST_TEXT = 500
/** A shape may be moved over the edge, not out of the world. */
const FARTHEST = 32_767
const HIGHEST_ORDER = 1_000_000_000
const HIGHEST_NUMBER = 9_999

/** The author is part of the id, so that nobody can sign a shape with another's name. */
const PREFIX: Record<Side, string> = { employee: 'e-', code_user: 'c-' }

export function shapeId(by: Side, random: string): string {
  return `${PREFIX[by]}${random}`
}

/** Undefined for what is no id of a shape. */
export function authorOf(id: string): Side | undefined {
  if (!/^[ec]-[\w-]{8,40}$/.test(id)) return undefined
  return id.startsWith(PREFIX.employee) ? 'employee' : 'code_user'
}

/** The shape in what arrived, or undefined: wrong, too large, or with members that none has. */
export function readShape(value: unknown): Shape | undefined {
  if (!isRecord(value)) return undefined
  const { kind, order } = value
  if (!isWhole(order, 0, HIGHEST_ORDER) || !isKind(kind)) return undefined
  const members = MEMBERS[kind]
  const names = Object.keys(value)
  if (names.length !== Object.keys(members).length + 2) return undefined
  const isRight = Object.entries(members).every(([name, isValue]) => isValue(value[name]))
  // The checks above are what proves it.
  return isRight ? (value as Shape) : undefined
}

type Check = (value: unknown) => boolean

const MEMBERS: Record<ShapeKind, Record<string, Check>> = {
  pen: { points: isPoints },
  arrow: { from: isPoint, to: isPoint },
  rectangle: { box: isBox },
  text: { box: isBox, text: isText },
  number: { at: isPoint, value: (value) => isWhole(value, 1, HIGHEST_NUMBER) },
  pixelate: { box: isBox },
  crop: { box: isBox },
}
export const SHAPE_KINDS = Object.keys(MEMBERS) as ShapeKind[] // keys of the table above

function isKind(value: unknown): value is ShapeKind {
  return SHAPE_KINDS.some((kind) => kind === value)
}

function isPoints(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length % 2 !== 0) return false
  return value.length <= 2 * MOST_POINTS && value.every(isCoordinate)
}

function isPoint(value: unknown): boolean {
  return (
    isRecord(value) && hasOnly(value, 2) && isCoordinate(value['x']) && isCoordinate(value['y'])
  )
}

function isBox(value: unknown): boolean {
  if (!isRecord(value) || !hasOnly(value, 4)) return false
  const { x, y, width, height } = value
  return isCoordinate(x) && isCoordinate(y) && isLength(width) && isLength(height)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT
}

function isCoordinate(value: unknown): boolean {
  return isWhole(value, -FARTHEST, FARTHEST)
}

function isLength(value: unknown): boolean {
  return isWhole(value, 1, FARTHEST)
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasOnly(value: object, count: number): boolean {
  return Object.keys(value).length === count
}

/** A shape with its id; both sides see them in the same order. */
export type Placed<S extends Shape = Shape> = { id: string; shape: S }

/** From the lowest to the topmost; what is no shape is left out. */
export function inOrder(entries: Iterable<readonly [string, unknown]>): Placed[] {
  const placed: Placed[] = []
  for (const [id, value] of entries) {
    const shape = readShape(value)
    if (shape && authorOf(id)) placed.push({ id, shape })
  }
  return placed.sort((a, b) => a.shape.order - b.shape.order || (a.id < b.id ? -1 : 1))
}

/** The part of the picture that is left: the topmost crop, at least a pixel of it, else all. */
export function cropOf(shapes: readonly Placed[], picture: Size): Box {
  const last = shapes.findLast(({ shape }) => shape.kind === 'crop')
  const whole = { x: 0, y: 0, ...picture }
  return last?.shape.kind === 'crop' ? (within(last.shape.box, picture) ?? whole) : whole
}

/** The part of a box that lies in the picture; undefined when none does. */
export function within(box: Box, picture: Size): Box | undefined {
  const left = Math.max(0, box.x)
  const top = Math.max(0, box.y)
  const right = Math.min(picture.width, box.x + box.width)
  const bottom = Math.min(picture.height, box.y + box.height)
  if (right <= left || bottom <= top) return undefined
  return { x: left, y: top, width: right - left, height: bottom - top }
}
