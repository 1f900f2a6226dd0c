import type { PlacedMark } from '../../contract/call-marks.ts'
import type { TrackerAnswer, TrackerRequest } from '../tracking/tracker-worker.ts'
import type { Point } from './strokes.ts'

export type Tracked = Extract<TrackerAnswer, { type: 'tracked' }>['marks'][number]

type MarkTrackingOptions = {
  /** There is something to track, or soon will be. */
  isWanted: () => boolean
  /** Somebody else's eyes can be used instead: the employee's have to do, however slow. */
  mayGiveUp: boolean
  onTracked: (marks: readonly Tracked[]) => void
  onMarked: (id: string, reference: PlacedMark['reference']) => void
}

/** Median of the first frames, from which a phone is too slow for its own tracking. */
const TOO_SLOW_MS = 40
const JUDGED_BY_FRAMES = 30
/** A frame that takes longer leaves as much time to the rest of the page. */
const RESPITE_FROM_MS = 12

/**
 * Hands the frames of a video to the worker that tracks: one at a time, and always the newest. Nothing
 * runs while there is nothing to track.
 */
export class MarkTracking {
  readonly #options: MarkTrackingOptions
  #worker: Worker | undefined
  #video: HTMLVideoElement | undefined
  #isBusy = false
  #isHolding = false
  /** The picture that is held, until the worker has time for it. */
  #next: VideoFrame | ImageBitmap | undefined
  /** Waits for the next frame; the call ends that. */
  #stopWaiting: (() => void) | undefined
  #notBefore = 0
  readonly #times: number[] = []
  #isTooSlow = false
  /** Marked before the first frame was looked at: there is nothing yet to mark them in. */
  #early: Extract<TrackerRequest, { type: 'mark' }>[] | undefined = []

  constructor(options: MarkTrackingOptions) {
    this.#options = options
  }

  /** The first frames took too long: nothing is tracked here any more. */
  get isTooSlow(): boolean {
    return this.#isTooSlow
  }

  follow(video: HTMLVideoElement): () => void {
    this.#leave()
    this.#video = video
    this.wake()
    return () => {
      if (this.#video === video) this.#leave()
    }
  }

  mark(id: string, place: Point & { radius: number }): void {
    const request = { type: 'mark', id, ...place } as const
    if (this.#early) this.#early.push(request)
    else this.#ask(request)
  }

  /**
   * Shows this moment's picture on the canvas. Until `goOn` marks are made in it, and others wait.
   * False where there is none.
   */
  async hold(canvas: HTMLCanvasElement): Promise<boolean> {
    if (!this.#video || this.#isHolding) return false
    this.#isHolding = true
    const frame = await takeFrame(this.#video).catch(() => undefined)
    this.#isHolding = frame !== undefined
    if (!frame) return false
    show(frame, canvas)
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
    this.#early ??= []
    this.#next = frame
    if (!this.#isBusy) this.#handNext(frame)
    return true
  }

  goOn(): void {
    this.#isHolding = false
    this.wake()
  }

  recognise(id: string, { x, y, reference }: PlacedMark): void {
    this.#ask({ type: 'recognise', id, x, y, reference })
  }

  unmark(id: string): void {
    this.#early = this.#early?.filter((each) => each.id !== id)
    this.#ask({ type: 'unmark', id })
  }

  /** Begins to look at frames, when that is wanted. */
  wake(): void {
    const video = this.#video
    if (!video || this.#stopWaiting || this.#isTooSlow || this.#isHolding) return
    if (!this.#options.isWanted()) return
    this.#stopWaiting = onNextFrame(video, () => {
      this.#stopWaiting = undefined
      if (!this.#isBusy && performance.now() >= this.#notBefore) void this.#hand(video)
      this.wake()
    })
  }

  close(): void {
    this.#leave()
    this.#next?.close()
    this.#worker?.terminate()
    this.#worker = undefined
  }

  /** A video that is no longer shown has no next frame: whoever waits for it waits for ever. */
  #leave(): void {
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
    this.#video = undefined
  }

  async #hand(video: HTMLVideoElement): Promise<void> {
    this.#isBusy = true
    try {
      const frame = await takeFrame(video)
      if (this.#video) return this.#ask({ type: 'frame', frame }, [frame])
      frame.close()
    } catch {
      // No picture yet, or none any more: the next one will do.
    }
    this.#isBusy = false
  }

  #handNext(frame: VideoFrame | ImageBitmap): void {
    this.#isBusy = true
    this.#next = undefined
    this.#ask({ type: 'frame', frame }, [frame])
  }

  #ask(request: TrackerRequest, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(request, transfer)
  }

  #start(): Worker {
    // In one expression: so the build finds it.
    const worker = new Worker(new URL('../tracking/tracker-worker.ts', import.meta.url), {
      type: 'module',
    })
    // What the worker sends is its own type.
    worker.onmessage = ({ data }: MessageEvent<TrackerAnswer>) => this.#hear(data)
    return worker
  }

  #hear(answer: TrackerAnswer): void {
    if (answer.type === 'marked') return this.#options.onMarked(answer.id, answer.reference)
    this.#isBusy = false
    // What is marked meanwhile is marked in the picture that is held.
    if (this.#next) this.#handNext(this.#next)
    else if (answer.type === 'tracked') this.#markEarly()
    if (answer.type === 'unread') return
    const { marks, tookMs } = answer
    if (tookMs > RESPITE_FROM_MS) this.#notBefore = performance.now() + tookMs
    if (marks.length > 0) this.#judge(tookMs / marks.length)
    this.#options.onTracked(marks)
  }

  #markEarly(): void {
    for (const request of this.#early ?? []) this.#ask(request)
    this.#early = undefined
  }

  #judge(tookMs: number): void {
    if (!this.#options.mayGiveUp || this.#times.length >= JUDGED_BY_FRAMES) return
    this.#times.push(tookMs)
    if (this.#times.length < JUDGED_BY_FRAMES) return
    const median = this.#times.toSorted((a, b) => a - b)[JUDGED_BY_FRAMES >> 1] ?? 0
    this.#isTooSlow = median > TOO_SLOW_MS
  }
}

/** Browsers without the call tell when they paint: nearly as good. The returned call ends it. */
function onNextFrame(video: HTMLVideoElement, then: () => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    const id = video.requestVideoFrameCallback(() => then())
    return () => video.cancelVideoFrameCallback(id)
  }
  const id = requestAnimationFrame(() => then())
  return () => cancelAnimationFrame(id)
}

async function takeFrame(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap> {
  if (typeof VideoFrame !== 'undefined') return new VideoFrame(video)
  return createImageBitmap(video)
}

function show(frame: VideoFrame | ImageBitmap, canvas: HTMLCanvasElement): void {
  const isVideo = 'displayWidth' in frame
  canvas.width = isVideo ? frame.displayWidth : frame.width
  canvas.height = isVideo ? frame.displayHeight : frame.height
  canvas.getContext('2d')?.drawImage(frame, 0, 0)
}
