import { MediaProblem, type MediaAnswer, type MediaProblemCause } from './media-problem.ts'
import { OwnMedia } from './own-media.ts'
import type { Side } from './strokes.ts'

type Asking = {
  side: Side
  wantsCamera: boolean
  /** Shows the problem until the person has said what to do about it. */
  explain: (problem: MediaProblemCause) => Promise<MediaAnswer>
  /** The browser is asking the person once more. */
  onAgain: (wantsCamera: boolean) => void
}

export function makeOwnMedia(side: Side): OwnMedia {
  return new OwnMedia(side === 'code_user' ? 'environment' : 'user')
}

/** Asks the browser before a call; undefined when the person went back from the explanation. */
export async function askForMedia(asking: Asking): Promise<OwnMedia | undefined> {
  const { side, wantsCamera, explain, onAgain } = asking
  const media = makeOwnMedia(side)
  for (let camera = wantsCamera; ;) {
    try {
      await media.acquire({ camera })
      return media
    } catch (error) {
      if (!(error instanceof MediaProblem)) throw error
      const { problem } = error
      const answer = isMinor(side, problem) ? 'sound_only' : await explain(problem)
      if (answer === 'leave') return undefined
      camera = wantsCamera && answer === 'again'
      onAgain(camera)
    }
  }
}

/** An employee is not needed in the picture. */
function isMinor(side: Side, problem: MediaProblemCause): boolean {
  return side === 'employee' && (problem === 'camera_denied' || problem === 'no_camera')
}
