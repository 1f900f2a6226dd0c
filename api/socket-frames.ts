import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from './error-handler.ts'
import { invalidField, ProblemError } from './problems.ts'

/** Far above what any socket takes: whoever sends too much is told so before they are cut off. */
export const FRAME_LIMIT_BYTES = 4 * 1024 * 1024
/** The largest text frame; docs/protocol.md says the same. */
const TEXT_LIMIT_BYTES = 16 * 1024

type Variant = TObject<{ type: TSchema & { const: string } }>

/**
 * Makes a reader of text frames from the union of their messages. It throws ProblemError:
 * `too_large`, or `invalid` with pointers into the message that was meant.
 */
export function makeFrameReader<const V extends readonly Variant[]>(union: { anyOf: V }) {
  const checks = new Map(
    union.anyOf.map((schema) => [schema.properties.type.const, Compile(schema)] as const),
  )
  return (data: Buffer, isBinary: boolean): Static<V[number]> => {
    const message = parseFrame(data, isBinary)
    const check = checks.get(typeOf(message) ?? '')
    if (!check) throw invalidField('/type', 'There is no such message')
    // The check of its type is what proves it.
    if (check.Check(message)) return message as Static<V[number]>
    throw new ProblemError('invalid', { errors: fieldErrors(check.Errors(message)) })
  }
}

function parseFrame(data: Buffer, isBinary: boolean): unknown {
  if (isBinary) throw invalidField('', 'Messages are JSON text')
  if (data.byteLength > TEXT_LIMIT_BYTES) throw new ProblemError('too_large')
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    throw invalidField('', 'It is not JSON')
  }
}

function typeOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined
  return typeof message.type === 'string' ? message.type : undefined
}
