import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { OngoingCall } from '../ongoing-call.ts'
import { pictureArea, type Area } from '../picture-area.ts'
import { useMarking } from './marking.ts'
import { paintAim, paintMarks } from './paint-marks.ts'
import './mark-layer.css'

type Props = {
  call: OngoingCall
  video: RefObject<HTMLVideoElement | null>
  isFlipped: boolean
  isDrawing?: boolean
  /** There are as many marks as there may be. */
  onFull?: (() => void) | undefined
}

/** The marks on the picture, and where the employee makes them. */
export function MarkLayer({ call, video, isFlipped, isDrawing = false, onFull }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const held = useRef<HTMLCanvasElement>(null)
  const { marks } = call
  useEffect(() => (video.current ? marks.follow(video.current) : undefined), [call])
  useEffect(() => {
    if (!canvas.current) return undefined
    return paintWhenMoved(canvas.current, call, () => {
      return { area: areaOf(canvas.current, video.current), isFlipped }
    })
  }, [call, isFlipped])
  const pointer = useMarking({
    call,
    isFlipped,
    held,
    onFull,
    area: () => areaOf(canvas.current, video.current),
  })
  const isHeld = marks.aim.value !== null
  return (
    <>
      <canvas ref={held} class="call-video call-held-frame" hidden={!isHeld} aria-hidden="true" />
      <canvas
        ref={canvas}
        class="call-marks"
        data-takes={takenBy(call, isDrawing)}
        aria-hidden="true"
        {...pointer}
      />
    </>
  )
}

/** What makes marks here: any pointer while the tool is on, else a finger that rests. */
function takenBy({ side, marks }: OngoingCall, isDrawing: boolean): string | undefined {
  if (side === 'code_user' || isDrawing) return undefined
  return marks.isMarking.value ? 'all' : 'fingers'
}

function areaOf(canvas: HTMLCanvasElement | null, video: HTMLVideoElement | null): Area {
  const element = { width: canvas?.clientWidth ?? 0, height: canvas?.clientHeight ?? 0 }
  return pictureArea(element, { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 })
}

type View = () => { area: Area; isFlipped: boolean }

function paintWhenMoved(canvas: HTMLCanvasElement, { marks }: OngoingCall, view: View) {
  let frame: number | undefined
  const paint = () => {
    frame = undefined
    paintMarks(canvas, marks.shown, view())
    const aim = marks.aim.peek()
    if (aim) paintAim(canvas, aim, view())
  }
  const repaint = () => {
    frame ??= requestAnimationFrame(paint)
  }
  const stop = marks.moved.subscribe(repaint)
  const observer = new ResizeObserver(repaint)
  observer.observe(canvas)
  return () => {
    stop()
    observer.disconnect()
    if (frame !== undefined) cancelAnimationFrame(frame)
  }
}
