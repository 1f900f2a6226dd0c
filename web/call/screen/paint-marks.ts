import { TAPPED_RADIUS, type ShownMark } from '../marks.ts'
import type { Area } from '../picture-area.ts'
import type { Point } from '../strokes.ts'
import { fitToScreen } from './paint-strokes.ts'

const YELLOW = '#ffd60a'
const ON_YELLOW = '#1b1700'
const CASING = 'rgb(0 0 0 / 55%)'
const CASING_PREDICTED = 'rgb(0 0 0 / 30%)'
const LINE = 5
const CASING_WIDTH = 2
const SMALLEST_RADIUS = 18
const BADGE_RADIUS = 14
/** A picture narrower than this, as beside a screenshot, has room for rings alone. */
const SMALLEST_FOR_NUMBERS = 240
const CHIP = { width: 52, height: 36, margin: 8, radius: 8 }

type View = { area: Area; isFlipped: boolean }

/**
 * Yellow with a dark casing, which shows on any machine: solid where it is seen, dashed where it should
 * be, and an arrow at the edge where it went. The canvas is mirrored with the picture, numbers are not.
 */
export function paintMarks(
  canvas: HTMLCanvasElement,
  marks: readonly ShownMark[],
  view: View,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  fitToScreen(canvas)
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight)
  context.font = `700 15px ${getComputedStyle(canvas).fontFamily}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const isTiny = view.area.width < SMALLEST_FOR_NUMBERS
  for (const mark of marks) {
    if (isTiny) paintTinyRing(context, mark, view)
    else if (mark.state === 'lost') paintArrow(context, mark, view)
    else paintRing(context, mark, view)
  }
}

/** Where the next mark would be, over those there are. */
export function paintAim(canvas: HTMLCanvasElement, at: Point, { area }: View): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { x, y, radius } = ringOf({ ...at, radius: TAPPED_RADIUS }, area)
  strokeRing(context, { x, y, radius }, true)
  context.beginPath()
  context.arc(x, y, LINE, 0, 2 * Math.PI)
  context.fillStyle = YELLOW
  context.fill()
}

type Ring = Point & { radius: number }

/** A mark's place and size in the picture → on the canvas. */
function ringOf(mark: Ring, { left, top, width, height }: Area): Ring {
  const radius = Math.max(SMALLEST_RADIUS, mark.radius * Math.max(width, height))
  return { x: left + mark.x * width, y: top + mark.y * height, radius }
}

function strokeRing(context: CanvasRenderingContext2D, { x, y, radius }: Ring, isSure: boolean) {
  const ring = new Path2D()
  ring.arc(x, y, radius, 0, 2 * Math.PI)
  context.setLineDash([])
  context.lineWidth = LINE + 2 * CASING_WIDTH
  context.strokeStyle = isSure ? CASING : CASING_PREDICTED
  context.stroke(ring)
  const dash = (2 * Math.PI * radius) / 24
  context.setLineDash(isSure ? [] : [dash, dash])
  context.lineWidth = LINE
  context.strokeStyle = YELLOW
  context.stroke(ring)
  context.setLineDash([])
}

function paintRing(context: CanvasRenderingContext2D, mark: ShownMark, view: View): void {
  const { x, y, radius } = ringOf(mark, view.area)
  strokeRing(context, { x, y, radius }, mark.state === 'anchored')
  const side = view.isFlipped ? -1 : 1
  const badge = { x: x + side * radius * Math.SQRT1_2, y: y - radius * Math.SQRT1_2 }
  context.beginPath()
  context.arc(badge.x, badge.y, BADGE_RADIUS, 0, 2 * Math.PI)
  context.fillStyle = YELLOW
  context.fill()
  context.lineWidth = 2.5
  context.strokeStyle = ON_YELLOW
  context.stroke()
  write(context, { text: String(mark.number), ...badge }, view)
}

function paintTinyRing(context: CanvasRenderingContext2D, mark: ShownMark, { area }: View): void {
  if (mark.state === 'lost') return
  context.save()
  const { x, y } = ringOf(mark, area)
  context.translate(x, y)
  context.scale(0.4, 0.4)
  strokeRing(context, { x: 0, y: 0, radius: SMALLEST_RADIUS }, mark.state === 'anchored')
  context.restore()
}

/** Towards where it went, as far out as the picture reaches. */
function paintArrow(context: CanvasRenderingContext2D, mark: ShownMark, view: View): void {
  const { left, top, width, height } = view.area
  const [dx, dy] = [(mark.x - 0.5) * width, (mark.y - 0.5) * height]
  const reachX = width / 2 - CHIP.width / 2 - CHIP.margin
  const reachY = height / 2 - CHIP.height / 2 - CHIP.margin
  const scale = Math.min(reachX / Math.max(1, Math.abs(dx)), reachY / Math.max(1, Math.abs(dy)))
  const at = { x: left + width / 2 + dx * scale, y: top + height / 2 + dy * scale }
  context.beginPath()
  const corner = { x: at.x - CHIP.width / 2, y: at.y - CHIP.height / 2 }
  context.roundRect(corner.x, corner.y, CHIP.width, CHIP.height, CHIP.radius)
  context.fillStyle = YELLOW
  context.fill()
  context.lineWidth = CASING_WIDTH
  context.strokeStyle = CASING
  context.stroke()
  // The number on the inner side, the arrow on the outer one.
  const outwards = dx < 0 ? -1 : 1
  write(context, { text: String(mark.number), x: at.x - outwards * 11, y: at.y }, view)
  paintArrowHead(context, { x: at.x + outwards * 11, y: at.y }, Math.atan2(dy, dx))
}

function paintArrowHead(
  context: CanvasRenderingContext2D,
  at: { x: number; y: number },
  angle: number,
): void {
  context.save()
  context.translate(at.x, at.y)
  context.rotate(angle)
  context.beginPath()
  context.moveTo(-8, 0)
  context.lineTo(8, 0)
  context.moveTo(2, -6)
  context.lineTo(8, 0)
  context.lineTo(2, 6)
  context.lineWidth = 2
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = ON_YELLOW
  context.stroke()
  context.restore()
}

type Text = { text: string; x: number; y: number }

/** Mirrored once more in a mirrored picture, so that it can be read. */
function write(context: CanvasRenderingContext2D, { text, x, y }: Text, { isFlipped }: View): void {
  context.save()
  context.translate(x, y)
  if (isFlipped) context.scale(-1, 1)
  context.fillStyle = ON_YELLOW
  context.fillText(text, 0, 0)
  context.restore()
}
