import {
  authorOf,
  cropOf,
  type ArrowShape,
  type Box,
  type NumberShape,
  type PenShape,
  type Placed,
  type Point,
  type Shape,
  type Side,
  type Size,
  type TextShape,
} from './screenshot-shapes.ts'

/*
 * Shapes as SVG: the editor shows them with this function, and the stored picture is made with it.
 * Only presentation attributes, since pages may not have styles of their own inside.
 */

const COLOURS: Record<Side, string> = { employee: '#ff453a', code_user: '#3d9bff' }
const ON_COLOUR = '#140403'
const CASING = '#ffffff'
const CASING_ALPHA = 0.85
/** Browsers and the server have different ones; see the box of a text. */
export const FONT = "'DejaVu Sans', Verdana, 'Noto Sans', sans-serif"

export type Measures = {
  line: number
  casing: number
  font: number
  lineHeight: number
  padding: number
  badge: number
  handle: number
}

/** How thick and how large, in pixels of the picture: the same on any of them, once it is shown. */
export function measuresOf({ width, height }: Size): Measures {
  const unit = Math.max(width, height) / 1280
  return {
    line: 6 * unit,
    casing: 3 * unit,
    font: 26 * unit,
    lineHeight: 34 * unit,
    padding: 10 * unit,
    badge: 22 * unit,
    handle: 12 * unit,
  }
}

/** The markup of one shape, without an element around it; empty for what changes the picture itself. */
export function shapeMarkup({ id, shape }: Placed, picture: Size): string {
  const colour = COLOURS[authorOf(id) ?? 'employee']
  return drawn(shape, { colour, ...measuresOf(picture) })
}

/** All shapes over the picture, cut to what is left of it: a whole document, in its pixels. */
export function overlayMarkup(shapes: readonly Placed[], picture: Size): string {
  const { x, y, width, height } = cropOf(shapes, picture)
  const inside = shapes.map((placed) => shapeMarkup(placed, picture)).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${x} ${y} ${width} ${height}">${inside}</svg>`
  )
}

type Look = Measures & { colour: string }

function drawn(shape: Shape, look: Look): string {
  switch (shape.kind) {
    case 'pen':
      return line(penPath(shape), look)
    case 'arrow':
      return line(arrowPath(shape, look), look)
    case 'rectangle':
      return line(boxPath(shape.box), look)
    case 'text':
      return label(shape, look)
    case 'number':
      return badge(shape, look)
    case 'pixelate':
    case 'crop':
      return ''
  }
}

/** White below, colour above: it shows on any machine. */
function line(path: string, { colour, line: width, casing }: Look): string {
  const common = `d="${path}" fill="none" stroke-linecap="round" stroke-linejoin="round"`
  return (
    `<path ${common} stroke="${CASING}" stroke-opacity="${CASING_ALPHA}" ` +
    `stroke-width="${round(width + 2 * casing)}"/>` +
    `<path ${common} stroke="${colour}" stroke-width="${round(width)}"/>`
  )
}

/** Through the middles between the points, which smooths what a finger shakes. */
function penPath({ points }: PenShape): string {
  const [x = 0, y = 0] = points
  let path = `M${x} ${y}`
  if (points.length === 2) return `${path}l0.1 0`
  for (let index = 2; index + 3 < points.length; index += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = points.slice(index, index + 4)
    path += `Q${ax} ${ay} ${(ax + bx) / 2} ${(ay + by) / 2}`
  }
  return `${path}L${points.at(-2)} ${points.at(-1)}`
}

function arrowPath({ from, to }: ArrowShape, { line: width }: Look): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const length = Math.min(width * 5, Math.hypot(to.x - from.x, to.y - from.y))
  const barb = (turn: number): Point => ({
    x: to.x - length * Math.cos(angle + turn),
    y: to.y - length * Math.sin(angle + turn),
  })
  const [left, right] = [barb(-0.5), barb(0.5)]
  const head = `M${round(left.x)} ${round(left.y)}L${to.x} ${to.y}L${round(right.x)} ${round(right.y)}`
  return `M${from.x} ${from.y}L${to.x} ${to.y}${head}`
}

function boxPath({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}Z`
}

function label({ box, text }: TextShape, { colour, font, lineHeight, padding }: Look): string {
  const { x, y, width, height } = box
  const lines = text.split('\n').map((words, index) => {
    const base = round(y + padding + lineHeight * index + lineHeight * 0.74)
    return `<text x="${round(x + padding)}" y="${base}">${escaped(words)}</text>`
  })
  return (
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round(padding / 2)}" fill="${colour}"/>` +
    `<g fill="${ON_COLOUR}" font-family="${FONT}" font-size="${round(font)}" xml:space="preserve">${lines.join('')}</g>`
  )
}

function badge({ at, value }: NumberShape, { colour, badge: radius, font, casing }: Look): string {
  const size = String(value).length > 2 ? font * 0.7 : font
  return (
    `<circle cx="${at.x}" cy="${at.y}" r="${round(radius)}" fill="${colour}" stroke="${CASING}" stroke-width="${round(casing)}"/>` +
    `<text x="${at.x}" y="${round(at.y + size * 0.36)}" text-anchor="middle" fill="${ON_COLOUR}" ` +
    `font-family="${FONT}" font-weight="700" font-size="${round(size)}">${value}</text>`
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Also without what XML cannot hold: the composer would refuse the whole picture for it. */
function escaped(text: string): string {
  const printable = text.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
  return printable.replaceAll(/[&<>"]/g, (found) => ENTITIES[found] ?? '')
}
