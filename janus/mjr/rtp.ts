const FIXED_HEADER = 12

/**
 * The same packet without contributing sources, extensions and padding. Browsers fill those, the
 * converter needs none of them, and its parsing of them had a stack overflow before Janus 1.4.1.
 * Undefined when they do not fit into the packet.
 */
export function barePacket(packet: Buffer): Buffer | undefined {
  const flags = packet[0] ?? 0
  let start = FIXED_HEADER + (flags & 0x0f) * 4
  if (flags & 0x10) {
    if (start + 4 > packet.length) return undefined
    start += 4 + packet.readUInt16BE(start + 2) * 4
  }
  const padding = flags & 0x20 ? (packet.at(-1) ?? 0) : 0
  const end = packet.length - padding
  if (start > end) return undefined
  const bare = Buffer.concat([packet.subarray(0, FIXED_HEADER), packet.subarray(start, end)])
  bare[0] = 0x80
  return bare
}

/** Whether a bare VP8 packet is the first of a key frame (RFC 7741 §4). */
export function startsKeyFrame(packet: Buffer): boolean {
  let at = FIXED_HEADER
  const descriptor = packet[at++] ?? 0
  const isFirstPart = (descriptor & 0x17) === 0x10
  if (!isFirstPart) return false
  if (descriptor & 0x80) {
    const extensions = packet[at++] ?? 0
    if (extensions & 0x80) at += (packet[at] ?? 0) & 0x80 ? 2 : 1
    if (extensions & 0x40) at++
    if (extensions & 0x30) at++
  }
  const first = packet[at]
  return first !== undefined && (first & 0x01) === 0
}
