import type { OngoingCall } from '../ongoing-call.ts'
import type { CallControls } from './call-controls.ts'

/** The letters of the call screen → what they do there. */
export function keyActions(
  call: OngoingCall,
  controls: CallControls,
): Record<string, () => unknown> {
  const { isFlipped, areDetailsOpen, areKeysOpen } = controls
  return {
    m: controls.toggleMicrophone,
    v: controls.toggleCamera,
    d: controls.toggleDrawing,
    i: () => (areDetailsOpen.value = !areDetailsOpen.value),
    '?': () => (areKeysOpen.value = true),
    Escape: () => {
      if (areDetailsOpen.value) areDetailsOpen.value = false
      else controls.leaveTool()
    },
    ...(call.side === 'employee'
      ? {
          t: controls.toggleMarking,
          s: controls.takeScreenshot,
          f: () => (isFlipped.value = !isFlipped.value),
          r: controls.toggleRecording,
        }
      : {}),
  }
}

/** Not while somebody writes, and not with a modifier, which means something to the browser. */
export function isForCall({ target, ctrlKey, metaKey, altKey, repeat }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || repeat) return false
  if (!(target instanceof Element)) return true
  return !target.closest('input, textarea, select, dialog, [popover]')
}
