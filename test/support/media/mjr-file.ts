import { writeFile } from 'node:fs/promises'
import type { MediaPacket } from './media-packets.ts'

export interface MjrFile {
  kind: 'audio' | 'video'
  /** Recorder created and first packet written, microseconds since the epoch. */
  createdMicros: number
  startedMicros: number
  packets: MediaPacket[]
}

/** Writes a recording as the gateway's recorder does, one fragment per frame. */
export async function writeMjr(file: string, mjr: MjrFile): Promise<void> {
  await writeFile(file, Buffer.concat([mjrHeader(mjr), ...mjrFrames(mjr)]))
}

export function mjrHeader(mjr: Omit<MjrFile, 'packets'>): Buffer {
  const info = Buffer.from(
    JSON.stringify({
      t: mjr.kind === 'video' ? 'v' : 'a',
      c: mjr.kind === 'video' ? 'vp8' : 'opus',
      x: { 4: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
      s: mjr.createdMicros,
      u: mjr.startedMicros,
    }),
  )
  const length = Buffer.alloc(2)
  length.writeUInt16BE(info.length)
  return Buffer.concat([Buffer.from('MJR00002'), length, info])
}

/** The frames alone, each with its marker, time and length. */
export function mjrFrames(mjr: Pick<MjrFile, 'kind' | 'packets'>): Buffer[] {
  return mjr.packets.map((packet, index) => {
    const rtp = Buffer.concat([rtpHeader(mjr.kind, packet, index), packet.payload])
    const head = Buffer.from('MEET\0\0\0\0\0\0')
    head.writeUInt32BE(Math.round(packet.seconds * 1000), 4)
    head.writeUInt16BE(rtp.length, 8)
    return Buffer.concat([head, rtp])
  })
}

/** Numbers start just before they wrap, and the `mid` extension is there, as browsers send it. */
function rtpHeader(kind: MjrFile['kind'], packet: MediaPacket, index: number): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x90
  header[1] = (packet.isLastOfFrame ? 0x80 : 0) | (kind === 'video' ? 96 : 111)
  header.writeUInt16BE((65_500 + index) & 0xffff, 2)
  header.writeUInt32BE((0xffff_f000 + packet.timestamp) % 0x1_0000_0000, 4)
  header.writeUInt32BE(kind === 'video' ? 0x1234_5678 : 0x0bad_cafe, 8)
  header.writeUInt32BE(0xbede_0001, 12)
  header.writeUInt32BE(0x4030_0000, 16)
  return header
}
