/*
 * Binary frames of the call socket: a screenshot's document on its way between page and server.
 * One byte says what it is, two which screenshot of the call, the rest is the document's own.
 */

export const FRAME_KINDS = {
  /** What the sender has already; answered with the rest. */
  sync: 1,
  /** A change, or the last part of one. */
  change: 2,
  /** A part of a change that goes on in the next frame. */
  part: 3,
  /** From the server: a change of this page is logged. */
  accepted: 4,
} as const
export type FrameKind = keyof typeof FRAME_KINDS
export type ScreenshotFrame = { kind: FrameKind; screenshot: number; body: Uint8Array }

const HEAD_BYTES = 3
/** The server takes frames of 256 KiB; a change that is larger goes in parts. */
export const PART_BYTES = 200 * 1024
/** Changes and documents beyond it are refused. */
export const MOST_BYTES = 1024 * 1024

export function writeFrame({ kind, screenshot, body }: ScreenshotFrame): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD_BYTES + body.length)
  frame.set([FRAME_KINDS[kind], screenshot >> 8, screenshot & 0xff])
  frame.set(body, HEAD_BYTES)
  return frame
}

/** Undefined for what is no frame. */
export function readFrame(frame: Uint8Array): ScreenshotFrame | undefined {
  const [code, high = 0, low] = frame
  const kind = (Object.keys(FRAME_KINDS) as FrameKind[]).find((each) => FRAME_KINDS[each] === code) // its own keys
  if (!kind || low === undefined) return undefined
  return { kind, screenshot: (high << 8) | low, body: frame.subarray(HEAD_BYTES) }
}

/** The frames that a change goes in. */
export function changeFrames(screenshot: number, change: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const frames: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at < Math.max(1, change.length); at += PART_BYTES) {
    const isLast = at + PART_BYTES >= change.length
    const body = change.subarray(at, at + PART_BYTES)
    frames.push(writeFrame({ kind: isLast ? 'change' : 'part', screenshot, body }))
  }
  return frames
}
