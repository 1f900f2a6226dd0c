import fc from 'fast-check'
import { broken, type Schema } from './fuzz-inputs.ts'

/** A frame that no socket takes, with the code that says why. */
export type WrongFrame = { data: string | Buffer; code: 'invalid' | 'too_large' }

const TEXT_LIMIT = 16 * 1024
const BINARY_LIMIT = 256 * 1024
/** Beyond the kinds that there are. */
const NO_KIND = 0x40

/** Of each message of a socket: one constraint broken; beside them what is no message at all. */
export function wrongFrames(union: { anyOf: readonly unknown[] }): fc.Arbitrary<WrongFrame> {
  // Messages are objects of what a JSON schema knows.
  const variants = union.anyOf as Schema[]
  const names = variants.map(({ properties }) => properties?.['type']?.const)
  const texts = fc.oneof(
    ...variants.map((each) => broken(each).map((value) => JSON.stringify(value))),
    fc.string().map((text) => `{${text}`),
    fc.json(),
    fc
      .string()
      .filter((type) => !names.includes(type))
      .map((type) => JSON.stringify({ type })),
  )
  return fc.oneof(
    { weight: 12, arbitrary: texts.map(textFrame) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 9_000 }).map(longText) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 200 }).map(noBinary) },
  )
}

function textFrame(data: string): WrongFrame {
  return { data, code: Buffer.byteLength(data) > TEXT_LIMIT ? 'too_large' : 'invalid' }
}

function longText(more: number): WrongFrame {
  return textFrame(JSON.stringify({ type: 'ping', padding: 'x'.repeat(TEXT_LIMIT + more) }))
}

function noBinary(bytes: Uint8Array): WrongFrame {
  return { data: Buffer.from([NO_KIND, ...bytes]), code: 'invalid' }
}

/** Binary messages exist in calls alone; this one is longer than any. */
export const LONG_BINARY: WrongFrame = {
  data: Buffer.alloc(BINARY_LIMIT + 1, 1),
  code: 'too_large',
}
