import { makeTracker } from '../../../web/tracking/tracker.ts'
import { HEIGHT, WIDTH } from './clip.ts'
import type { Follower } from './measure.ts'

/** One tracker for all marks, as a call has it. */
export const OWN_TRACKER: Follower = {
  name: 'own tracker',
  begin(first, marks) {
    const tracker = makeTracker({ width: WIDTH, height: HEIGHT })
    for (const [id, { x, y }] of marks.entries()) tracker.mark(id, first, x, y)
    return (grey) => {
      const found = tracker.track(grey)
      return marks.map((_, id) => {
        const { x, y, state } = found.get(id)!
        return { x, y, isShown: state !== 'lost', isSure: state === 'anchored' }
      })
    }
  },
}
