import { readFile } from 'node:fs/promises'

/** What one RTP packet of a recording carries, and when it was written. */
export interface MediaPacket {
  /** Since the first packet of the clip. */
  seconds: number
  /** In the clock of its kind: 90 kHz for pictures, 48 kHz for sound. */
  timestamp: number
  payload: Buffer
  isLastOfFrame: boolean
}

const VP8_PAYLOAD = 1100
const OPUS_FRAME_SECONDS = 0.02
const OGG_PAGE_HEADER = 27

/** VP8 frames of an IVF file, cut into payloads with the descriptor Chromium writes. */
export async function vp8Packets(file: string): Promise<MediaPacket[]> {
  const ivf = await readFile(file)
  const secondsPerTick = ivf.readUInt32LE(20) / ivf.readUInt32LE(16)
  const packets: MediaPacket[] = []
  let pictureId = 0x1234
  for (let at = ivf.readUInt16LE(6); at < ivf.length;) {
    const length = ivf.readUInt32LE(at)
    const seconds = Number(ivf.readBigUInt64LE(at + 4)) * secondsPerTick
    const frame = ivf.subarray(at + 12, at + 12 + length)
    packets.push(...cutVp8(frame, seconds, pictureId++ & 0x7fff))
    at += 12 + length
  }
  return packets
}

function cutVp8(frame: Buffer, seconds: number, pictureId: number): MediaPacket[] {
  const packets: MediaPacket[] = []
  for (let at = 0; at < frame.length; at += VP8_PAYLOAD) {
    const descriptor = Buffer.from([at === 0 ? 0x90 : 0x80, 0x80, 0, 0])
    descriptor.writeUInt16BE(0x8000 | pictureId, 2)
    packets.push({
      seconds,
      timestamp: Math.round(seconds * 90_000),
      payload: Buffer.concat([descriptor, frame.subarray(at, at + VP8_PAYLOAD)]),
      isLastOfFrame: at + VP8_PAYLOAD >= frame.length,
    })
  }
  return packets
}

/** The 20 ms packets of an Ogg Opus file. */
export async function opusPackets(file: string): Promise<MediaPacket[]> {
  // The first two are the headers of the container.
  return oggPackets(await readFile(file))
    .slice(2)
    .map((payload, index) => ({
      seconds: index * OPUS_FRAME_SECONDS,
      timestamp: index * OPUS_FRAME_SECONDS * 48_000,
      payload,
      isLastOfFrame: index === 0,
    }))
}

function oggPackets(ogg: Buffer): Buffer[] {
  const packets: Buffer[] = []
  let pending: Buffer[] = []
  for (let page = 0; page < ogg.length;) {
    const segments = ogg[page + 26] ?? 0
    let at = page + OGG_PAGE_HEADER + segments
    for (let segment = 0; segment < segments; segment++) {
      const length = ogg[page + OGG_PAGE_HEADER + segment] ?? 0
      pending.push(ogg.subarray(at, at + length))
      at += length
      // A lacing value of 255 says that the packet goes on.
      if (length === 255) continue
      packets.push(Buffer.concat(pending))
      pending = []
    }
    page = at
  }
  return packets
}
