import { ClientCallMessage } from '../contract/call-messages.ts'
import { readFrame, type ScreenshotFrame } from '../domain/screenshot-frames.ts'
import { invalidField, ProblemError } from './problems.ts'
import { makeFrameReader } from './socket-frames.ts'

/** What a page says: in text, or in binary about a screenshot's document. */
export type CallMessage = ClientCallMessage | { type: 'screenshot'; frame: ScreenshotFrame }

/** The largest binary frame; docs/protocol.md says the same. */
const BINARY_LIMIT_BYTES = 256 * 1024

const readText = makeFrameReader(ClientCallMessage)

/** Reads one frame of a call socket. Throws ProblemError: `too_large`, or `invalid` with pointers. */
export function readCallMessage(data: Buffer, isBinary: boolean): CallMessage {
  if (!isBinary) return readText(data, false)
  if (data.byteLength > BINARY_LIMIT_BYTES) throw new ProblemError('too_large')
  const frame = readFrame(data)
  if (!frame) throw invalidField('', 'There is no such binary message')
  return { type: 'screenshot', frame }
}
