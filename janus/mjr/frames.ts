const MARKER = Buffer.from('MEET')
const FRAME_HEADER = 10
const RTP_HEADER = 12
/** The converter skips what is larger, and nothing larger fits through a network path. */
const RTP_LIMIT = 1500

export interface MjrFrame {
  /** Since the first packet of the file. */
  offsetMs: number
  packet: Buffer
}

export interface Scan {
  frames: MjrFrame[]
  /** Bytes dealt with; the rest needs what follows in the file. */
  consumed: number
  /** Bytes that belong to no intact frame. */
  lostBytes: number
  /** How many times the scan had to look for the next frame. */
  tears: number
}

/**
 * Finds the intact frames in a window of a file, also after torn ones: a full disk drops
 * arbitrary blocks while the recorder writes on, so a frame counts only when the next one (or
 * the end of the file) begins exactly where it says it ends. A window of 2 KiB or more always
 * lets the scan go on.
 */
export function scanFrames(window: Buffer, isEnd: boolean): Scan {
  const scan: Scan = { frames: [], consumed: 0, lostBytes: 0, tears: 0 }
  let isTorn = false
  while (scan.consumed < window.length) {
    const end = frameEnd(window, scan.consumed, isEnd)
    if (end === 'more') return scan
    if (end === 'torn') {
      const next = nextMarker(window, scan.consumed + 1, isEnd)
      if (!isTorn) scan.tears++
      isTorn = true
      scan.lostBytes += next - scan.consumed
      scan.consumed = next
      continue
    }
    isTorn = false
    scan.frames.push({
      offsetMs: window.readUInt32BE(scan.consumed + 4),
      packet: window.subarray(scan.consumed + FRAME_HEADER, end),
    })
    scan.consumed = end
  }
  return scan
}

function frameEnd(window: Buffer, at: number, isEnd: boolean): number | 'more' | 'torn' {
  const isCut = window.length < at + FRAME_HEADER + RTP_HEADER
  if (isCut) return isEnd ? 'torn' : 'more'
  if (!isMarker(window, at)) return 'torn'
  const length = window.readUInt16BE(at + 8)
  const isRtp = ((window[at + FRAME_HEADER] ?? 0) & 0xc0) === 0x80
  if (!isRtp || length < RTP_HEADER || length > RTP_LIMIT) return 'torn'
  const end = at + FRAME_HEADER + length
  if (isEnd && (end === window.length || isCutMarker(window, end))) return end
  if (end + MARKER.length > window.length) return isEnd ? 'torn' : 'more'
  return isMarker(window, end) ? end : 'torn'
}

function nextMarker(window: Buffer, from: number, isEnd: boolean): number {
  const found = window.indexOf(MARKER, from)
  if (found >= 0) return found
  // A marker may lie across the edge of the window.
  return isEnd ? window.length : Math.max(from, window.length - MARKER.length + 1)
}

function isMarker(window: Buffer, at: number): boolean {
  return window.compare(MARKER, 0, MARKER.length, at, at + MARKER.length) === 0
}

function isCutMarker(window: Buffer, at: number): boolean {
  const left = window.length - at
  return left > 0 && left < MARKER.length && window.compare(MARKER, 0, left, at) === 0
}
