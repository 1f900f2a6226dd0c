import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { loadCallChunk, type Calls, type CallStage } from './calls.ts'

type Chunk = Awaited<ReturnType<typeof loadCallChunk>>

/** Shows the stage that the page's calls are at, over everything beside it; else nothing. */
export function CallLayer({ calls }: { calls: Calls }) {
  const layer = useRef<HTMLDivElement>(null)
  const chunk = useSignal<Chunk | null>(null)
  const stage = calls.stage.value
  const isShown = stage.name !== 'none' && chunk.value !== null
  useEffect(() => {
    if (stage.name === 'none' || chunk.peek()) return
    // It is being loaded already by whoever entered the stage, who also hears of a failure.
    loadCallChunk().then(
      (loaded) => (chunk.value = loaded),
      () => undefined,
    )
  }, [stage.name])
  useAlone(layer, isShown)
  return (
    <div ref={layer}>
      {chunk.value && <Stage chunk={chunk.value} stage={stage} calls={calls} />}
    </div>
  )
}

type StageProps = { chunk: Chunk; stage: CallStage; calls: Calls }

function Stage({ chunk, stage, calls }: StageProps) {
  const { AskingForMedia, CallScreen, PermissionProblem } = chunk
  switch (stage.name) {
    case 'none':
      return null
    case 'asking':
      return <AskingForMedia {...stage} />
    case 'blocked':
      return <PermissionProblem {...stage} />
    case 'on':
      return <CallScreen key={stage.call.number} call={stage.call} sessions={calls.sessions} />
  }
}

/** While it is shown, what is beside it is neither seen nor reached, and stays as it is. */
function useAlone(layer: RefObject<HTMLElement | null>, isShown: boolean): void {
  useEffect(() => {
    const around = layer.current?.parentElement
    if (!isShown || !around) return undefined
    const before = document.activeElement
    const hidden = new Set<HTMLElement>()
    const hide = () => {
      for (const each of around.children) {
        if (!(each instanceof HTMLElement) || each === layer.current) continue
        each.inert = true
        each.style.visibility = 'hidden'
        hidden.add(each)
      }
    }
    hide()
    // The page beside it goes on: what it shows instead is hidden as well.
    const watch = new MutationObserver(hide)
    watch.observe(around, { childList: true })
    return () => {
      watch.disconnect()
      for (const each of hidden) {
        each.inert = false
        each.style.removeProperty('visibility')
      }
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      // The button that began the call is seldom there after it.
      if (document.activeElement === document.body) around.querySelector('h1')?.focus()
    }
  }, [isShown])
}
