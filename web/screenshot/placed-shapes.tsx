import { authorOf, type Placed, type Size } from '../../domain/screenshot-shapes.ts'
import { measuresOf, shapeMarkup } from '../../domain/screenshot-svg.ts'
import { boundsOf } from './change-shape.ts'
import { texts } from './texts/texts.ts'
import type { Desk } from './tools.ts'

type Props = { desk: Desk; otherName: string }

/** Every shape, those that are just being drawn as well; each can be reached and moved by keys. */
export function PlacedShapes({ desk, otherName }: Props) {
  const { shared } = desk
  const { picture } = shared
  const own = desk.draft.value
  const others = shared.other.draft.value
  const drafts = [own, others].filter((draft) => draft !== null)
  const isFinished = ({ id }: Placed) => !drafts.some((draft) => draft.id === id)
  return (
    <>
      {shared.shapes.value.filter(isFinished).map((placed) => (
        <Shape key={placed.id} {...{ placed, desk, otherName }} />
      ))}
      {drafts.map((draft) => (
        <Drawn key={draft.id} placed={draft} picture={picture} />
      ))}
    </>
  )
}

function Shape({ placed, desk, otherName }: Props & { placed: Placed }) {
  const { id, shape } = placed
  const { shared } = desk
  const isOwn = authorOf(id) === shared.link.side
  const name = isOwn ? texts.value.you : otherName
  const edit = () => {
    if (shape.kind === 'text') desk.write({ x: shape.box.x, y: shape.box.y }, placed)
  }
  const select = () => {
    desk.tool.value = 'select'
    desk.selected.value = id
  }
  return (
    <g
      class="shot-shape"
      data-shape={id}
      data-kind={shape.kind}
      tabindex={0}
      role="button"
      aria-label={texts.value.shapeBy(wordsFor(shape), name)}
      aria-pressed={desk.selected.value === id}
      onFocus={(event) => {
        // With the pointer it is the tool that decides.
        if (event.currentTarget.matches(':focus-visible')) select()
      }}
      onDblClick={edit}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        // Else the same key breaks the line of the text that is taken up.
        event.preventDefault()
        edit()
      }}
    >
      <Drawn placed={placed} picture={shared.picture} />
      <HitArea placed={placed} picture={shared.picture} />
    </g>
  )
}

/** What it is, with what is written on it. */
function wordsFor(shape: Placed['shape']): string {
  const kind = texts.value.tool[shape.kind]
  if (shape.kind === 'text') return `${kind} “${shape.text}”`
  return shape.kind === 'number' ? `${kind} ${shape.value}` : kind
}

/** The same markup that the stored picture is made with; `shapeMarkup` escapes what people wrote. */
function Drawn({ placed, picture }: { placed: Placed; picture: Size }) {
  const { shape } = placed
  if (shape.kind === 'pixelate' || shape.kind === 'crop') {
    const { x, y, width, height } = shape.box
    return <rect class={`shot-${shape.kind}`} x={x} y={y} width={width} height={height} />
  }
  return <g dangerouslySetInnerHTML={{ __html: shapeMarkup(placed, picture) }} />
}

/** Thin lines are hard to hit: what answers the pointer is wider. */
function HitArea({ placed, picture }: { placed: Placed; picture: Size }) {
  const { shape } = placed
  const { line, badge } = measuresOf(picture)
  const width = line * 5
  if (shape.kind === 'pen') {
    return <polyline class="shot-hit" points={shape.points.join(' ')} stroke-width={width} />
  }
  if (shape.kind === 'arrow') {
    const { from, to } = shape
    return (
      <line class="shot-hit" x1={from.x} y1={from.y} x2={to.x} y2={to.y} stroke-width={width} />
    )
  }
  const { kind } = shape
  const box = boundsOf(placed, badge)
  const isFilled = kind === 'text' || kind === 'number' || kind === 'pixelate'
  const look = isFilled ? 'shot-hit shot-hit-filled' : 'shot-hit'
  return <rect class={look} {...box} stroke-width={width} />
}
