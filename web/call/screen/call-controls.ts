import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Problem } from '../../../contract/problem.ts'
import { refusalFor } from '../../../domain/session-rules.ts'
import type { EmployeeActor } from '../../../domain/actor.ts'
import { useCommand } from '../../foundation/command.ts'
import { sentenceFor } from '../../foundation/components/note.tsx'
import type { CallSession } from '../call-session.ts'
import { MediaProblem } from '../media-problem.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { useScreenshot } from './take-screenshot.ts'
import { texts } from '../texts/texts.ts'

/** What the bar, the menu and the keys do, and what of the screen is open. */
export type CallControls = {
  isDrawing: Signal<boolean>
  isFlipped: Signal<boolean>
  /** The browser keeps the sound off until it is tapped. */
  isSilenced: Signal<boolean>
  areDetailsOpen: Signal<boolean>
  areKeysOpen: Signal<boolean>
  areDevicesOpen: Signal<boolean>
  /** Something did not work; a sentence. */
  notice: Signal<string | null>
  /** One tool at a time. */
  toggleDrawing: () => void
  toggleMarking: () => void
  leaveTool: () => void
  toggleMicrophone: () => void
  toggleCamera: () => Promise<void>
  switchCamera: () => Promise<void>
  toggleTorch: () => Promise<void>
  toggleRecording: () => Promise<void>
  recordingProblem: ReadonlySignal<Problem | null>
  takeScreenshot: () => Promise<void>
  /** Absent where one may never take any; null while one may now. */
  screenshotRefusal: string | null | undefined
  screenshotProblem: ReadonlySignal<Problem | null>
  hangUp: () => void
}

export function useCallControls(call: OngoingCall): CallControls {
  const { media } = call
  const notice = useSignal<string | null>(null)
  const record = useCommand((key) => {
    return isConsentGiven(call.session.peek())
      ? call.commands.startRecording(key)
      : call.commands.askConsent(key)
  })
  const screenshot = useScreenshot(call, notice)
  const withCamera = async (change: () => Promise<void>) => {
    notice.value = null
    try {
      await change()
    } catch (error) {
      if (!(error instanceof MediaProblem)) throw error
      notice.value = texts.value.cameraNotAvailable
    }
  }
  const isDrawing = useSignal(false)
  const { isMarking } = call.marks
  return {
    isDrawing,
    isFlipped: useSignal(false),
    isSilenced: useSignal(false),
    areDetailsOpen: useSignal(false),
    areKeysOpen: useSignal(false),
    areDevicesOpen: useSignal(false),
    notice,
    toggleDrawing() {
      isMarking.value = false
      isDrawing.value = !isDrawing.peek()
    },
    toggleMarking() {
      isDrawing.value = false
      isMarking.value = !isMarking.peek()
    },
    leaveTool() {
      isDrawing.value = false
      isMarking.value = false
    },
    recordingProblem: record.problem,
    toggleMicrophone: () => media.setMuted(media.microphone.peek() === 'on'),
    toggleCamera: () =>
      withCamera(async () => {
        if (media.camera.peek() === 'on') media.turnCameraOff()
        else await media.turnCameraOn()
      }),
    switchCamera: () => withCamera(() => media.switchCamera()),
    toggleTorch: () => withCamera(() => media.setTorch(media.torch.peek() !== 'on')),
    async toggleRecording() {
      if (call.isRecording.peek()) call.stopRecording()
      else if (!recordingRefusal(call)) await record.press()
    },
    ...screenshot,
    hangUp: () => call.hangUp(),
  }
}

/** Why Record does nothing now; undefined when it records, or asks for consent. */
export function recordingRefusal(call: OngoingCall): string | undefined {
  const session = call.session.value
  if (call.isRecording.value) return undefined
  if (session.call?.phase !== 'live') return sentenceFor({ code: 'no_call' })
  if (session.call.recording === 'asked') return texts.value.personIsAsked
  const command = isConsentGiven(session) ? 'startRecording' : 'askConsent'
  const refusal = refusalFor(session.rules, employeeIn(session), command)
  return refusal && sentenceFor({ code: refusal.code })
}

function isConsentGiven(session: CallSession): boolean {
  return session.rules.consent === 'given'
}

/** Whoever sees the employee's call screen takes part in the call; the role does not matter there. */
function employeeIn({ rules }: CallSession): EmployeeActor {
  const id = rules.call?.employees[0] ?? ''
  return { kind: 'employee', id, role: 'member', relation: 'responsible' }
}
