import { GreyReader, type GreyPicture } from './grey-reader.ts'
import { packReference, unpackReference, type PackedReference } from './mark-reference.ts'
import { makeTracker, type MarkId, type Tracker, type TrackedMark } from './tracker.ts'

/** Places are parts of the picture, 0..1 of its width and height. */
export type TrackerRequest =
  | { type: 'frame'; frame: VideoFrame | ImageBitmap }
  /** Marks a place of the last frame; `radius` in parts of the longer side. */
  | { type: 'mark'; id: string; x: number; y: number; radius: number }
  | { type: 'recognise'; id: string; x: number; y: number; reference: PackedReference }
  | { type: 'unmark'; id: string }

export type TrackerAnswer =
  /** A frame is done, and the next may come. `tookMs`: the tracking alone. */
  | { type: 'tracked'; marks: ({ id: string } & TrackedMark)[]; tookMs: number }
  | { type: 'marked'; id: string; reference: PackedReference }
  /** The frame could not be read; the next may come. */
  | { type: 'unread' }

const reader = new GreyReader()
let tracker: Tracker | undefined
let picture: GreyPicture | undefined
/** What each mark looks like and where it was last: for a picture of another shape. */
const known = new Map<string, { reference: PackedReference; x: number; y: number }>()

addEventListener('message', ({ data }: MessageEvent<TrackerRequest>) => {
  void answer(data)
})

async function answer(request: TrackerRequest): Promise<void> {
  switch (request.type) {
    case 'frame':
      return takeFrame(request.frame)
    case 'mark':
      return mark(request)
    case 'recognise':
      known.set(request.id, request)
      return recognise(request.id)
    case 'unmark':
      known.delete(request.id)
      tracker?.unmark(request.id)
  }
}

function tell(message: TrackerAnswer): void {
  postMessage(message)
}

async function takeFrame(frame: VideoFrame | ImageBitmap): Promise<void> {
  try {
    const next = await reader.read(frame)
    const isOtherShape = next.width !== picture?.width || next.height !== picture.height
    picture = next
    if (isOtherShape) beginAnew(next)
  } catch {
    // A frame of a camera that was just switched off: the next one will do.
    return tell({ type: 'unread' })
  }
  const began = performance.now()
  const found = tracker?.track(picture.grey) ?? new Map<MarkId, TrackedMark>()
  const tookMs = performance.now() - began
  const { width, height } = picture
  const marks = [...found].map(([id, mark]) => {
    const place = { x: mark.x / width, y: mark.y / height }
    const remembered = known.get(String(id))
    if (remembered && mark.state === 'anchored') Object.assign(remembered, place)
    return { ...mark, ...place, id: String(id) }
  })
  tell({ type: 'tracked', marks, tookMs })
}

/** After the phone was turned, or another camera was taken: every mark is looked for by its looks. */
function beginAnew({ width, height }: GreyPicture): void {
  tracker = makeTracker({ width, height })
  for (const id of known.keys()) void recognise(id)
}

async function mark(request: Extract<TrackerRequest, { type: 'mark' }>): Promise<void> {
  if (!picture || !tracker) return
  const { id } = request
  const { width, height, grey } = picture
  const [x, y] = [inside(request.x, width), inside(request.y, height)]
  tracker.mark(id, grey, x, y, request.radius * Math.max(width, height))
  const reference = await packReference({ width, height, grey: grey.slice() }, { x, y })
  known.set(id, { reference, x: request.x, y: request.y })
  tell({ type: 'marked', id, reference })
}

async function recognise(id: string): Promise<void> {
  const remembered = known.get(id)
  if (!remembered) return
  // What cannot be read is never found, and its mark stays lost.
  const reference = await unpackReference(remembered.reference).catch(() => undefined)
  if (!reference || !picture || !known.has(id)) return
  const { width, height } = picture
  const near = { x: inside(remembered.x, width), y: inside(remembered.y, height) }
  tracker?.recognise(id, reference, near)
}

function inside(part: number, size: number): number {
  return Math.max(0, Math.min(size - 1, part * size))
}
