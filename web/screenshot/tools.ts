import { signal, type Signal } from '@preact/signals'
import { measuresOf } from '../../domain/screenshot-svg.ts'
import type { Placed, Point, ShapeKind, Shape } from '../../domain/screenshot-shapes.ts'
import { movedBy, shapeBetween } from './change-shape.ts'
import type { SharedScreenshot } from './shared-screenshot.ts'

export type Tool = 'select' | ShapeKind
export const TOOLS = [
  'select',
  'pen',
  'arrow',
  'rectangle',
  'text',
  'number',
  'pixelate',
  'crop',
] as const satisfies readonly Tool[]

export const TOOL_KEYS: Record<Tool, string> = {
  select: 'v',
  pen: 'p',
  arrow: 'a',
  rectangle: 'r',
  text: 't',
  number: 'n',
  pixelate: 'x',
  crop: 'c',
}

/** A text being written: a new one, or one that is there. */
export type Writing = { id: string; at: Point; before: string }

/** `zoom` 1 is the whole picture; `hold` keeps a part of it, 0..1, at a place of the window. */
export type Look = { zoom: number; hold: { part: Point; at: Point } | null }

const CLOSEST = 8

export function zoomed(zoom: number): number {
  return Math.min(CLOSEST, Math.max(1, zoom))
}

/** What this person does with one screenshot at the moment. */
export class Desk {
  readonly tool: Signal<Tool> = signal('pen')
  readonly selected = signal<string | null>(null)
  readonly writing = signal<Writing | null>(null)
  /** Seen here before it is finished, in place of the shape of that id. */
  readonly draft = signal<Placed | null>(null)
  readonly look = signal<Look>({ zoom: 1, hold: null })
  readonly shared: SharedScreenshot

  constructor(shared: SharedScreenshot) {
    this.shared = shared
  }

  choose(tool: Tool): void {
    this.tool.value = tool
    if (tool !== 'select') this.selected.value = null
  }

  /** So many times closer than now; 0 shows the whole picture. */
  lookCloser(times: number): void {
    this.look.value = { zoom: zoomed(this.look.peek().zoom * times), hold: null }
  }

  /** The shape that is selected, as it is now. */
  selectedShape(): Placed | undefined {
    return this.shared.shapes.value.find(({ id }) => id === this.selected.value)
  }

  finish(id: string, shape: Shape): void {
    this.draft.value = null
    this.shared.put(id, shape)
    // What was just made can be moved at once; a pen goes on.
    if (shape.kind !== 'pen' && shape.kind !== 'number') this.selected.value = id
  }

  deleteSelected(): void {
    const id = this.selected.peek()
    if (id === null) return
    this.selected.value = null
    this.shared.remove(id)
  }

  moveSelected(dx: number, dy: number): void {
    const placed = this.selectedShape()
    if (placed) this.shared.put(placed.id, movedBy(placed.shape, dx, dy))
  }

  /** For who has no pointer: the tool's shape in the middle of the picture. */
  placeInMiddle(): void {
    const { picture } = this.shared
    const middle = { x: picture.width / 2, y: picture.height / 2 }
    const reach = { x: picture.width / 8, y: picture.height / 8 }
    const tool = this.tool.peek()
    if (tool === 'select') return
    if (tool === 'number') return this.putNumber(middle)
    if (tool === 'text') return this.write(middle)
    const from = { x: middle.x - reach.x, y: middle.y - reach.y }
    const to = { x: middle.x + reach.x, y: middle.y + reach.y }
    const order = this.shared.nextOrder()
    const points = [from, to].flatMap(({ x, y }) => [Math.round(x), Math.round(y)])
    const id = this.shared.newId()
    const shape =
      tool === 'pen'
        ? { kind: 'pen' as const, order, points }
        : shapeBetween(tool, { from, to, order, picture })
    if (!shape) return
    this.finish(id, shape)
    this.tool.value = 'select'
    this.selected.value = id
  }

  putNumber({ x, y }: Point): void {
    const at = { x: Math.round(x), y: Math.round(y) }
    const { shared } = this
    const order = shared.nextOrder()
    this.finish(shared.newId(), { kind: 'number', order, at, value: shared.nextNumber() })
  }

  /** Begins a text, or takes one up again. */
  write(at: Point, placed?: Placed): void {
    const before = placed?.shape.kind === 'text' ? placed.shape.text : ''
    this.writing.value = { id: placed?.id ?? this.shared.newId(), at, before }
  }

  /** An empty text is none. */
  written(text: string, lineWidth: (line: string) => number): void {
    const writing = this.writing.peek()
    if (!writing) return
    this.writing.value = null
    const { id, at, before } = writing
    if (text === before) return
    if (text.trim() === '') return before === '' ? undefined : this.shared.remove(id)
    const { lineHeight, padding } = measuresOf(this.shared.picture)
    const lines = text.split('\n')
    const box = {
      x: Math.round(at.x),
      y: Math.round(at.y),
      width: Math.ceil(Math.max(...lines.map(lineWidth)) + 2 * padding),
      height: Math.ceil(lines.length * lineHeight + 2 * padding),
    }
    this.finish(id, { kind: 'text', order: this.shared.nextOrder(), box, text })
  }
}
