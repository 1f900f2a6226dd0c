import type { Point } from '../../../web/tracking/homography.ts'
import { median, percentile } from '../figures.ts'
import type { Clip, Truth } from './clip.ts'

export type Reported = Point & { isShown: boolean; isSure: boolean }

/** Anything that follows marks through a clip. */
export type Follower = {
  name: string
  begin: (first: Uint8Array, marks: readonly Point[]) => FollowFrame
}
/** One entry per mark. */
type FollowFrame = (grey: Uint8Array) => Reported[]

export type Row = {
  clip: string
  take: number
  follower: string
  /** Shares of visible frames: shown within 5 px; of all points, TAP-Vid's average over thresholds. */
  within5: number
  /** The same, only what is said to be sure. */
  sure5: number
  deltaAverage: number
  averageJaccard: number
  occlusionAccuracy: number
  medianError: number
  rightAtEnd: string
  /** Shares of frames out of the picture, or hidden, in which it was shown, and was called sure. */
  falseOutside: number | undefined
  falseHidden: number | undefined
  sureOutside: number | undefined
  sureHidden: number | undefined
  /** Visible frames until it is right again after re-entry, per return; Infinity: never. */
  back: number[]
  /** Milliseconds per frame and mark. */
  p50: number
  p95: number
  perMark: number[]
}

/** TAP-Vid measures in pixels of pictures 256 wide and high. */
const TAP_VID = { x: 256 / 640, y: 256 / 480 }
const THRESHOLDS = [1, 2, 4, 8, 16]

export function measure(clip: Clip, follower: Follower): Row {
  const counts = new Counts(clip)
  const [first] = clip.frames
  if (!first) throw new Error(`${clip.name} has no frames`)
  const follow = follower.begin(first, clip.marks)
  const times: number[] = []
  for (let frame = 1; frame < clip.frames.length; frame++) {
    const began = performance.now()
    const reported = follow(clip.frames[frame]!)
    times.push(performance.now() - began)
    for (const [mark, report] of reported.entries()) counts.add(mark, frame, report)
  }
  return {
    clip: clip.name,
    take: clip.take,
    follower: follower.name,
    ...counts.figures(),
    p50: median(times) / clip.marks.length,
    p95: percentile(times, 0.95) / clip.marks.length,
  }
}

class Counts {
  readonly #clip: Clip
  readonly #errors: number[] = []
  readonly #perMark: { visible: number; right: number }[]
  readonly #last: (boolean | undefined)[]
  readonly #away: boolean[]
  readonly #waited: (number | undefined)[]
  readonly #back: number[] = []
  #visible = 0
  #sure = 0
  #occlusionRight = 0
  #all = 0
  readonly #out = { frames: 0, shown: 0, sure: 0 }
  readonly #hidden = { frames: 0, shown: 0, sure: 0 }
  readonly #tap = THRESHOLDS.map(() => ({ right: 0, true: 0, wrong: 0 }))

  constructor(clip: Clip) {
    this.#clip = clip
    this.#perMark = clip.marks.map(() => ({ visible: 0, right: 0 }))
    this.#last = clip.marks.map(() => undefined)
    this.#away = clip.marks.map(() => false)
    this.#waited = clip.marks.map(() => undefined)
  }

  add(mark: number, frame: number, { x, y, isShown, isSure }: Reported): void {
    const truth = this.#clip.truth(mark, frame)
    if (!truth) return
    const isVisible = truth.seen === 'shown'
    const error = Math.hypot(x - truth.x, y - truth.y)
    this.#all += 1
    if (isShown === isVisible) this.#occlusionRight += 1
    this.#addTap({ isVisible, isShown }, [(x - truth.x) * TAP_VID.x, (y - truth.y) * TAP_VID.y])
    this.#noteReturn(mark, truth.seen, isShown && error <= 5)
    if (!isVisible) {
      const kind = truth.seen === 'outside' ? this.#out : this.#hidden
      kind.frames += 1
      kind.shown += +isShown
      kind.sure += +isSure
      return
    }
    const own = this.#perMark[mark]!
    own.visible += 1
    this.#visible += 1
    if (isShown) this.#errors.push(error)
    if (isShown && error <= 5) own.right += 1
    if (isSure && error <= 5) this.#sure += 1
    this.#last[mark] = isShown && error <= 10
  }

  #addTap(flags: { isVisible: boolean; isShown: boolean }, [dx, dy]: [number, number]): void {
    for (const [index, threshold] of THRESHOLDS.entries()) {
      const isNear = Math.hypot(dx, dy) < threshold
      const tap = this.#tap[index]!
      if (flags.isVisible && isNear) tap.right += 1
      if (flags.isVisible && isNear && flags.isShown) tap.true += 1
      if (flags.isShown && !(flags.isVisible && isNear)) tap.wrong += 1
    }
  }

  /** Frames in which it is behind something do not count: nobody could find it there. */
  #noteReturn(mark: number, seen: Truth['seen'], isRight: boolean): void {
    if (seen === 'outside') this.#away[mark] = true
    if (seen !== 'shown' || !this.#away[mark]) return
    const waited = this.#waited[mark] ?? 0
    this.#waited[mark] = waited + 1
    if (!isRight) return
    this.#back.push(waited)
    this.#away[mark] = false
    this.#waited[mark] = undefined
  }

  figures() {
    const right = this.#perMark.reduce((sum, each) => sum + each.right, 0)
    const ends = this.#last.filter((each) => each !== undefined)
    const never = this.#waited.filter((each) => each !== undefined).map(() => Infinity)
    const share = ({ frames }: { frames: number }, count: number) =>
      frames > 0 ? count / frames : undefined
    return {
      within5: right / this.#visible,
      sure5: this.#sure / this.#visible,
      deltaAverage: average(this.#tap.map((each) => each.right / this.#visible)),
      averageJaccard: average(this.#tap.map((each) => each.true / (this.#visible + each.wrong))),
      occlusionAccuracy: this.#occlusionRight / this.#all,
      medianError: this.#errors.length > 0 ? median(this.#errors) : NaN,
      rightAtEnd: `${ends.filter(Boolean).length} of ${ends.length}`,
      falseOutside: share(this.#out, this.#out.shown),
      falseHidden: share(this.#hidden, this.#hidden.shown),
      sureOutside: share(this.#out, this.#out.sure),
      sureHidden: share(this.#hidden, this.#hidden.sure),
      back: [...this.#back, ...never],
      perMark: this.#perMark.map((each) => each.right / Math.max(1, each.visible)),
    }
  }
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
