import { expectCall } from './call-commands.ts'
import { note, type Decision } from './decision.ts'
import type { RegisterScreenshotInput } from './messages.ts'

/** The picture is in the store already; from now on both sides edit it until the call is over. */
export function registerScreenshot(decision: Decision, input: RegisterScreenshotInput): void {
  const call = expectCall(decision.next, input.call)
  const { screenshotId: id, width, height } = input
  const before = call.screenshots ?? []
  const number = before.length + 1
  call.screenshots = [...before, { id, number, width, height }]
  decision.newArtefacts.push({ id, kind: 'screenshot', call: call.number, position: number })
  decision.extra.call = call.number
  decision.extra.screenshot = number
  note(decision, 'screenshot_taken', { call: call.number, artefactId: id })
}
