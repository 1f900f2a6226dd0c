import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { cropOf, type Point, type Size } from '../../domain/screenshot-shapes.ts'
import { BasePicture } from './base-picture.ts'
import { useCloserLook } from './closer-look.ts'
import { useDrawing } from './drawing.ts'
import { OthersPointer } from './others-pointer.tsx'
import { PlacedShapes } from './placed-shapes.tsx'
import { Selection } from './selection.tsx'
import { TextEntry } from './text-entry.tsx'
import { texts } from './texts/texts.ts'
import type { Desk } from './tools.ts'
import './surface.css'

type Props = { desk: Desk; address: string; otherName: string }

/** The picture as large as there is room for it, and everything on it. */
export function Surface({ desk, address, otherName }: Props) {
  const room = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const { shared } = desk
  const { picture } = shared
  const base = useMemo(() => new BasePicture(shared, address), [shared, address])
  useEffect(() => (canvas.current ? base.follow(canvas.current) : undefined), [base])
  const scale = useScale(room, picture) * desk.look.value.zoom
  const drawing = useDrawing(desk, (event) => pointIn(svg.current, picture, event))
  const fingers = useCloserLook({ desk, room, picture: svg, onGrip: drawing.onPointerCancel })
  const size = { width: picture.width * scale, height: picture.height * scale }
  return (
    <div class="shot-frame">
      <div ref={room} class="shot-room" {...fingers}>
        <div class="shot-picture" style={{ width: `${size.width}px`, height: `${size.height}px` }}>
          <canvas ref={canvas} aria-hidden="true" />
          <svg
            ref={svg}
            class="shot-surface"
            data-tool={desk.tool.value}
            viewBox={`0 0 ${picture.width} ${picture.height}`}
            role="group"
            aria-label={texts.value.picture}
            // Attributes of SVG are written as they are: with a capital it is none.
            tabindex={0}
            {...drawing}
            onKeyDown={(event) => {
              const isOnShape = event.target !== event.currentTarget
              if (event.key !== 'Enter' || isOnShape) return
              // Else the same key breaks the line of the text that begins.
              event.preventDefault()
              desk.placeInMiddle()
            }}
          >
            <PlacedShapes desk={desk} otherName={otherName} />
            <Crop desk={desk} />
            <Selection desk={desk} scale={scale} />
          </svg>
          <OthersPointer shared={shared} scale={scale} name={otherName} />
          <TextEntry desk={desk} scale={scale} />
          {base.state.value === 'failed' && (
            <div class="shot-failed" role="alert">
              <p>{texts.value.pictureFailed}</p>
              <button type="button" class="shot-back" onClick={() => void base.load()}>
                {texts.value.tryAgain}
              </button>
            </div>
          )}
        </div>
      </div>
      {desk.look.value.zoom > 1 && (
        <button type="button" class="shot-whole" onClick={() => desk.lookCloser(0)}>
          {texts.value.wholePicture}
        </button>
      )}
    </div>
  )
}

/** What will be cut away lies in the dark. */
function Crop({ desk: { shared } }: Pick<Props, 'desk'>) {
  const { width, height } = shared.picture
  const box = cropOf(shared.shapes.value, shared.picture)
  if (box.width === width && box.height === height) return null
  const hole = `M${box.x} ${box.y}v${box.height}h${box.width}v${-box.height}Z`
  return <path class="shot-cut" d={`M0 0h${width}v${height}h${-width}Z${hole}`} />
}

function pointIn(
  surface: SVGSVGElement | null,
  { width, height }: Size,
  event: PointerEvent,
): Point {
  const area = surface?.getBoundingClientRect()
  if (!area || area.width === 0) return { x: 0, y: 0 }
  const x = ((event.clientX - area.left) / area.width) * width
  const y = ((event.clientY - area.top) / area.height) * height
  return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) }
}

/** Screen pixels per pixel of the picture. */
function useScale(room: { current: HTMLElement | null }, { width, height }: Size): number {
  const scale = useSignal(0)
  useEffect(() => {
    const element = room.current
    if (!element) return undefined
    const fit = () => {
      scale.value = Math.min(element.clientWidth / width, element.clientHeight / height)
    }
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    fit()
    return () => observer.disconnect()
  }, [width, height])
  return scale.value
}
