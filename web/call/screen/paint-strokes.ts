import type { Area } from '../picture-area.ts'
import type { Side, Stroke } from '../strokes.ts'

const COLOURS: Record<Side, string> = {
  employee: '--call-stroke-employee',
  code_user: '--call-stroke-code-user',
}
/** Widths at a picture 900 px wide; thinner on a phone, never a hairline. */
const WIDTH = 10
const THINNEST = 5
const CASING = 0.25
const CASING_ALPHA = 0.85

type Visible = readonly { stroke: Stroke; alpha: number }[]

/** White below, colour above: it shows on any machine. */
export function paintStrokes(canvas: HTMLCanvasElement, visible: Visible, area: Area): void {
  const context = canvas.getContext('2d')
  if (!context) return
  fitToScreen(canvas)
  const scale = devicePixelRatio
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  const width = Math.max(THINNEST, Math.min(WIDTH, (area.width / 900) * WIDTH))
  const style = getComputedStyle(canvas)
  for (const { stroke, alpha } of visible) {
    const path = pathOf(stroke, area)
    context.globalAlpha = alpha * CASING_ALPHA
    context.strokeStyle = '#ffffff'
    context.lineWidth = width * (1 + 2 * CASING)
    context.stroke(path)
    context.globalAlpha = alpha
    context.strokeStyle = style.getPropertyValue(COLOURS[stroke.by])
    context.lineWidth = width
    context.stroke(path)
  }
}

/** Through the middles between the points, which smooths what a finger shakes. */
function pathOf({ points }: Stroke, { left, top, width, height }: Area): Path2D {
  const path = new Path2D()
  const at = points.map(({ x, y }) => ({ x: left + x * width, y: top + y * height }))
  const [first] = at
  if (!first) return path
  path.moveTo(first.x, first.y)
  for (const [index, point] of at.entries()) {
    const next = at[index + 1]
    if (next)
      path.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2)
    else path.lineTo(point.x, point.y)
  }
  return path
}

/** As many pixels as the screen has there. */
export function fitToScreen(canvas: HTMLCanvasElement): void {
  const width = Math.round(canvas.clientWidth * devicePixelRatio)
  const height = Math.round(canvas.clientHeight * devicePixelRatio)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
