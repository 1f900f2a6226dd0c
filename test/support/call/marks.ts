import type { ClientCallMessage } from '../../../contract/call-messages.ts'

type MarkMessage = Extract<ClientCallMessage, { type: 'mark' }>

/** What a page sends when its employee marks something. */
export function markMessage(id: string): MarkMessage {
  const reference = { image: JPEG_OF(64, 48), x: 32, y: 24 }
  return { type: 'mark', id, x: 0.5, y: 0.5, radius: 0.04, reference }
}

/** The headers of a JPEG of that size, base64: what is looked at before it is passed on. */
export function JPEG_OF(width: number, height: number): string {
  const application = Buffer.from('ffe000104a46494600010100000100010000', 'hex')
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex')
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  const start = Buffer.from('ffd8', 'hex')
  return Buffer.concat([start, application, frame, Buffer.alloc(60)]).toString('base64')
}
