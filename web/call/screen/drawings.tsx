import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { OngoingCall } from '../ongoing-call.ts'
import { pictureArea, type Area } from '../picture-area.ts'
import { FADE_MS } from '../strokes.ts'
import { texts } from '../texts/texts.ts'
import { paintStrokes } from './paint-strokes.ts'
import { usePen } from './pen.ts'

type Props = {
  call: OngoingCall
  video: RefObject<HTMLVideoElement | null>
  isDrawing: boolean
  isFlipped: boolean
}

/** What both sides draw on the picture, and where this side draws. */
export function Drawings({ call, video, isDrawing, isFlipped }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const area = () => areaOf(canvas.current, video.current)
  const pen = usePen({ call, canvas, area, isFlipped })
  useEffect(() => {
    return canvas.current ? paintWhileVisible(canvas.current, call, area) : undefined
  }, [call])
  return (
    <canvas
      ref={canvas}
      class={isDrawing ? 'call-drawings call-drawings-on' : 'call-drawings'}
      role="img"
      aria-label={texts.value.drawings}
      {...pen}
      onPointerCancel={pen.onPointerUp}
    />
  )
}

function areaOf(canvas: HTMLCanvasElement | null, video: HTMLVideoElement | null): Area {
  const element = { width: canvas?.clientWidth ?? 0, height: canvas?.clientHeight ?? 0 }
  return pictureArea(element, { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 })
}

/** Paints only while there is something to see; the returned call ends it. */
function paintWhileVisible(
  canvas: HTMLCanvasElement,
  { strokes, strokesChanged }: OngoingCall,
  area: () => Area,
): () => void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)')
  let frame: number | undefined
  const paint = () => {
    const visible = strokes.visible(performance.now(), isCalm.matches ? 0 : FADE_MS)
    paintStrokes(canvas, visible, area())
    frame = visible.length > 0 ? requestAnimationFrame(paint) : undefined
  }
  const stop = strokesChanged.subscribe(() => {
    frame ??= requestAnimationFrame(paint)
  })
  return () => {
    stop()
    if (frame !== undefined) cancelAnimationFrame(frame)
  }
}
