import { useLayoutEffect, useRef } from 'preact/hooks'
import { LONGEST_TEXT } from '../../domain/screenshot-shapes.ts'
import { FONT, measuresOf } from '../../domain/screenshot-svg.ts'
import { texts } from './texts/texts.ts'
import type { Desk } from './tools.ts'

type Props = { desk: Desk; scale: number }

/** A text while it is written, where it will lie. Leaving it keeps it, Escape does not. */
export function TextEntry({ desk, scale }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const writing = desk.writing.value
  // Before the next key: letters that come without the focus are shortcuts.
  useLayoutEffect(() => {
    if (!area.current || !writing) return
    area.current.value = writing.before
    area.current.focus()
  }, [writing])
  if (!writing) return null
  const { picture } = desk.shared
  const { font, lineHeight } = measuresOf(picture)
  const done = () =>
    desk.written(area.current?.value.trimEnd() ?? '', (line) => widthOf(line, font))
  return (
    <textarea
      ref={area}
      class="shot-text"
      aria-label={texts.value.writeText}
      maxLength={LONGEST_TEXT}
      rows={2}
      style={{
        left: `${Math.min(writing.at.x, picture.width * 0.6) * scale}px`,
        top: `${writing.at.y * scale}px`,
        // Phones zoom into anything smaller.
        fontSize: `${Math.max(16, font * scale)}px`,
        lineHeight: `${Math.max(20, lineHeight * scale)}px`,
      }}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          desk.writing.value = null
          event.stopPropagation()
        }
        const isDone = event.key === 'Enter' && !event.shiftKey
        if (!isDone) return
        event.preventDefault()
        event.stopPropagation()
        done()
      }}
    />
  )
}

function widthOf(line: string, font: number): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return line.length * font * 0.6
  context.font = `${font}px ${FONT}`
  return context.measureText(line).width
}
