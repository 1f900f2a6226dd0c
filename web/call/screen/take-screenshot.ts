import type { ReadonlySignal, Signal } from '@preact/signals'
import type { Problem } from '../../../contract/problem.ts'
import type { Actor } from '../../../domain/actor.ts'
import { refusalFor } from '../../../domain/session-rules.ts'
import { useCommand } from '../../foundation/command.ts'
import { sentenceFor } from '../../foundation/components/note.tsx'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'

/** What is seen keeps its detail; the server encodes it anew. */
const QUALITY = 0.95

type ScreenshotControls = {
  takeScreenshot: () => Promise<void>
  screenshotRefusal: string | null | undefined
  screenshotProblem: ReadonlySignal<Problem | null>
}

/** Takes the picture of the machine as it is at this moment, at its full size, never mirrored. */
export function useScreenshot(
  call: OngoingCall,
  notice: Signal<string | null>,
): ScreenshotControls {
  const command = useCommand((key) => takeFrom(call, key))
  const refusal = refusalOf(call)
  return {
    screenshotRefusal: refusal,
    screenshotProblem: command.problem,
    async takeScreenshot() {
      if (refusal !== null) return
      const hasPicture = (stageVideo()?.videoWidth ?? 0) > 0
      notice.value = hasPicture ? null : texts.value.noPictureYet
      if (hasPicture) await command.press()
    },
  }
}

async function takeFrom(call: OngoingCall, key: string): Promise<void> {
  const video = stageVideo()
  const picture = video && (await pictureOf(video))
  if (!picture) return
  void call.screenshots.prefetch()
  await call.commands.takeScreenshot(key, picture)
}

/** The machine's picture, whichever side shows it. */
function stageVideo(): HTMLVideoElement | null {
  return document.querySelector<HTMLVideoElement>('.call-picture video')
}

function pictureOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}

/** Null when one may; undefined where one never may, and so sees no button. */
function refusalOf(call: OngoingCall): string | null | undefined {
  const { rules } = call.session.value
  if (call.side === 'code_user' && !rules.codeUserScreenshots) return undefined
  const refusal = refusalFor(rules, actorIn(call), 'registerScreenshot')
  return refusal ? sentenceFor({ code: refusal.code }) : null
}

/** Whoever sees the call screen takes part in the call; the role does not matter there. */
function actorIn(call: OngoingCall): Actor {
  const { rules } = call.session.value
  const [participant = ''] = rules.call?.participants ?? []
  if (call.side === 'code_user')
    return { kind: 'code_user', id: participant, relation: 'participant' }
  const [id = ''] = rules.call?.employees ?? []
  return { kind: 'employee', id, role: 'member', relation: 'responsible' }
}
