import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { StrokeList } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import { ApiProblem, type Api } from '../../foundation/api-client.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Switch } from '../../foundation/components/choice.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { expand } from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { pictureArea } from '../picture-area.ts'
import { paintStrokes } from '../screen/paint-strokes.ts'
import { FADE_MS } from '../strokes.ts'
import { texts } from '../texts/texts.ts'
import { readStrokes, strokesAt, type RecordedStroke } from './recorded-strokes.ts'
import './recording-player.css'

type Props = {
  api: Pick<Api, 'addressOf' | 'get'>
  id: string
  title: string
  onBroken: () => void
}

/** A recording, and over it what was drawn meanwhile; the drawings can be switched off. */
export function RecordingPlayer({ api, id, title, onBroken }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const { strokes, problem, load } = useStrokes(api, id)
  const areShown = useSignal(true)
  const hasStrokes = strokes.length > 0
  // The browser's own would show the picture without what was drawn on it.
  const canBeFull = hasStrokes && document.fullscreenEnabled
  return (
    <>
      <div ref={frame} class="recording-player">
        <video
          ref={video}
          class="gallery-content"
          src={api.addressOf(paths.artefactContent(id))}
          aria-label={title}
          controls
          controlsList={canBeFull ? 'nofullscreen' : ''}
          playsInline
          preload="metadata"
          onError={onBroken}
        />
        {hasStrokes && areShown.value && <Overlay video={video} strokes={strokes} />}
      </div>
      {hasStrokes && (
        <div class="recording-options">
          <Switch
            label={texts.value.showDrawings}
            isOn={areShown.value}
            onChange={(isOn) => (areShown.value = isOn)}
          />
          {canBeFull && (
            <Button icon={expand} onPress={() => frame.current?.requestFullscreen()}>
              {texts.value.fullScreen}
            </Button>
          )}
        </div>
      )}
      {problem && (
        <Refusal problem={problem}>
          <Button size="small" onPress={load}>
            {common.value.tryAgain}
          </Button>
        </Refusal>
      )}
    </>
  )
}

function useStrokes(api: Props['api'], id: string) {
  const strokes = useSignal<RecordedStroke[]>([])
  const problem = useSignal<Problem | null>(null)
  const load = async () => {
    problem.value = null
    try {
      strokes.value = readStrokes(await api.get<StrokeList>(paths.artefactStrokes(id)))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      problem.value = error.problem
    }
  }
  useEffect(() => void load(), [id])
  return { strokes: strokes.value, problem: problem.value, load }
}

type OverlayProps = { video: RefObject<HTMLVideoElement | null>; strokes: RecordedStroke[] }

function Overlay({ video, strokes }: OverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!video.current || !canvas.current) return undefined
    return paintOver(video.current, canvas.current, strokes)
  }, [strokes])
  return (
    <canvas ref={canvas} class="recording-drawings" role="img" aria-label={texts.value.drawings} />
  )
}

/** Follows the recording, also while somebody drags through it; until the returned call. */
function paintOver(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  strokes: readonly RecordedStroke[],
): () => void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)')
  let before = ''
  const paint = () => {
    request = requestAnimationFrame(paint)
    const { currentTime, videoWidth, videoHeight } = video
    const { clientWidth, clientHeight } = canvas
    const now = [currentTime, videoWidth, videoHeight, clientWidth, clientHeight].join(' ')
    if (now === before) return
    before = now
    const area = pictureArea(
      { width: clientWidth, height: clientHeight },
      { width: videoWidth, height: videoHeight },
    )
    paintStrokes(canvas, strokesAt(strokes, currentTime * 1000, isCalm.matches ? 0 : FADE_MS), area)
  }
  let request = requestAnimationFrame(paint)
  return () => cancelAnimationFrame(request)
}
