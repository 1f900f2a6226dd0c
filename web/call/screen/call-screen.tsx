import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { pencil, track, warning } from '../../foundation/icons.ts'
import { areShortcutsOn } from '../../foundation/shortcuts.ts'
import { startRingback } from '../../foundation/sounds.ts'
import type { CallSessions } from '../call-session.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import { Announcements } from './announcements.tsx'
import { CallBar } from './call-bar.tsx'
import { useCallControls, type CallControls } from './call-controls.ts'
import { CallHead } from './call-head.tsx'
import { isForCall, keyActions } from './call-keys.ts'
import { CallStatus } from './call-status.tsx'
import { ConnectionDetails } from './connection-details.tsx'
import { DeletionQuestion } from './deletion-question.tsx'
import { DeviceDialog } from './device-dialog.tsx'
import { KeyList } from './key-list.tsx'
import { ConsentQuestion } from './recording-dialogs.tsx'
import { MarkList } from './mark-list.tsx'
import { Screenshots } from './screenshots.tsx'
import { Stage } from './stage.tsx'
import { play } from './video-view.tsx'
import './call-screen.css'

type Props = { call: OngoingCall; sessions: CallSessions }

/** The whole call, over everything else; dark in both themes. */
export function CallScreen({ call, sessions }: Props) {
  const main = useRef<HTMLElement>(null)
  const controls = useCallControls(call)
  const phase = call.phase.value
  useKeys(call, controls)
  useEffect(() => (phase === 'calling' ? startRingback() : undefined), [phase])
  // What was pressed is gone or covered: Tab goes on from here, to the first control.
  useEffect(() => main.current?.focus(), [])
  const session = call.session.value
  return (
    <main
      ref={main}
      tabIndex={-1}
      class="call always-dark"
      data-side={call.side}
      data-editing={call.screenshots.isCovering.value ? true : undefined}
    >
      <Stage call={call} controls={controls} />
      <CallHead call={call} />
      <MarkList call={call} />
      <Screenshots call={call} />
      <CallStatus call={call} />
      <Notices call={call} controls={controls} />
      <CallBar call={call} controls={controls} />
      <Announcements call={call} />
      {controls.areDetailsOpen.value && (
        <ConnectionDetails call={call} onClose={() => (controls.areDetailsOpen.value = false)} />
      )}
      {controls.areDevicesOpen.value && (
        <DeviceDialog call={call} onClose={() => (controls.areDevicesOpen.value = false)} />
      )}
      {controls.areKeysOpen.value && (
        <KeyList call={call} onClose={() => (controls.areKeysOpen.value = false)} />
      )}
      <ConsentQuestion call={call} />
      {call.side === 'code_user' && (
        <DeletionQuestion api={call.api} sessions={sessions} session={session} />
      )}
    </main>
  )
}

/** Above the bar: what the tool does, what did not work, what needs a tap. */
function Notices({ call, controls }: { call: OngoingCall; controls: CallControls }) {
  const { isDrawing, isSilenced, notice, recordingProblem } = controls
  const lost = call.media.lost.value
  // The tools of the picture wait while a screenshot covers it.
  const isCovered = call.screenshots.isCovering.value
  const sentence = notice.value ?? (lost === null ? null : lostSentence(lost))
  return (
    <div class="call-notices">
      {isSilenced.value && <TapToHear call={call} controls={controls} />}
      {recordingProblem.value && <Refusal problem={recordingProblem.value} />}
      {controls.screenshotProblem.value && <Refusal problem={controls.screenshotProblem.value} />}
      {sentence && (
        <p class="call-chip call-notice" role="alert">
          <Icon shapes={warning} size={18} />
          {sentence}
        </p>
      )}
      {!isCovered && isDrawing.value && <DrawingHint side={call.side} />}
      {!isCovered && <MarkingHint call={call} />}
      {call.side === 'employee' && call.call?.recording === 'asked' && (
        <p class="call-chip call-notice" role="status">
          {texts.value.personIsAsked}
        </p>
      )}
    </div>
  )
}

function DrawingHint({ side }: Pick<OngoingCall, 'side'>) {
  return (
    <p class="call-chip call-drawing-hint" data-side={side}>
      <Icon shapes={pencil} size={16} />
      <span>
        <strong>{side === 'employee' ? texts.value.drawInRed : texts.value.drawInBlue}</strong>
        {': '}
        {texts.value.fades}
      </span>
    </p>
  )
}

function MarkingHint({ call: { marks } }: Pick<Props, 'call'>) {
  const isHeld = marks.aim.value !== null
  if (!isHeld && !marks.isMarking.value) return null
  return (
    <p class="call-chip call-drawing-hint" data-tool="track">
      <Icon shapes={track} size={16} />
      <span>
        <strong>{isHeld ? texts.value.pictureHeld : texts.value.tapToMark}</strong>
        {': '}
        {isHeld ? texts.value.liftToMark : texts.value.markStays}
      </span>
    </p>
  )
}

function TapToHear({ controls }: { call: OngoingCall; controls: CallControls }) {
  const hear = () => {
    controls.isSilenced.value = false
    const silence = () => (controls.isSilenced.value = true)
    for (const video of document.querySelectorAll('video')) void play(video, silence)
  }
  return (
    <div class="call-chip call-notice call-silenced" role="alert">
      <p>{texts.value.tapToHear}</p>
      <Button variant="primary" size="large" onPress={hear}>
        {texts.value.rejoin}
      </Button>
    </div>
  )
}

function lostSentence(lost: 'microphone' | 'camera'): string {
  return lost === 'microphone' ? texts.value.microphoneLost : texts.value.cameraLost
}

function useKeys(call: OngoingCall, controls: CallControls): void {
  useEffect(() => {
    const actions = keyActions(call, controls)
    const onKey = (event: KeyboardEvent) => {
      if (!areShortcutsOn.peek() || !isForCall(event)) return
      const action = actions[event.key]
      if (!action) return
      // What else Escape closes is the browser's to close.
      if (event.key !== 'Escape') event.preventDefault()
      void action()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
    // Each drawing has controls of its own: those of the first were made before the call was accepted.
  })
}
