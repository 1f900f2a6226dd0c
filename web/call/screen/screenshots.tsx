import { useEffect, useRef } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { image } from '../../foundation/icons.ts'
import { areShortcutsOn } from '../../foundation/shortcuts.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { RecordingSymbol } from './call-head.tsx'
import { firstName, otherName } from './people.ts'
import './screenshots.css'

type Props = { call: OngoingCall }

/** The screenshot that is open, or the way back to those there are. */
export function Screenshots({ call }: Props) {
  const { screenshots } = call
  const chips = useRef<HTMLDivElement>(null)
  const left = useRef<number | null>(null)
  const isCovering = screenshots.isCovering.value
  useEffect(() => {
    // Whoever goes back to the video stands where the screenshot is opened again.
    if (isCovering || left.current === null) return
    chips.current?.querySelector<HTMLElement>(`[data-number="${left.current}"]`)?.focus()
    left.current = null
  }, [isCovering])
  const leave = () => {
    left.current = screenshots.opened.peek()?.number ?? null
    screenshots.leave()
  }
  if (isCovering) return <Opened call={call} onClose={leave} />
  return (
    <div ref={chips} class="call-screenshots" role="group" aria-label={texts.value.screenshots}>
      {screenshots.list.value.map(({ number }) => (
        <button
          key={number}
          type="button"
          class="call-chip call-screenshot"
          data-number={number}
          onClick={() => screenshots.open(number)}
        >
          <Icon shapes={image} size={16} />
          {texts.value.screenshot(number)}
        </button>
      ))}
    </div>
  )
}

function Opened({ call, onClose }: Props & { onClose: () => void }) {
  const { screenshots, api, sessionId, number } = call
  const picture = screenshots.opened.value
  const editor = screenshots.editor.value
  if (!picture || !editor) return null
  return (
    <editor.ScreenshotEditor
      key={picture.number}
      shared={screenshots.sharedOf(editor, picture)}
      address={api.addressOf(paths.screenshot(sessionId, number, picture.number))}
      otherName={firstName(otherName(call.session.value, call.side))}
      areKeysUsed={areShortcutsOn.value}
      recording={<RecordingSymbol call={call} />}
      onClose={onClose}
    />
  )
}
