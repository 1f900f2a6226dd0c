import type { FastifyRequest } from 'fastify'
import { invalidField } from './problems.ts'

/** No message of ours comes near it; what goes on for thousands of levels would exhaust the stack. */
const DEEPEST = 32

/** Postgres cannot store the character NUL in text: it is refused where it is, before anything else. */
export async function refuseNul({ body, query, params }: FastifyRequest): Promise<void> {
  for (const [prefix, value] of [
    ['', body],
    ['/query', query],
    ['/params', params],
  ] as const) {
    const pointer = nulIn(value, prefix, 0)
    if (pointer !== undefined) throw invalidField(pointer, 'holds the character NUL')
  }
}

function nulIn(value: unknown, pointer: string, depth: number): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? pointer : undefined
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  if (depth > DEEPEST) throw invalidField(pointer, 'is nested too deeply')
  for (const [name, member] of Object.entries(value)) {
    if (name.includes('\0')) return pointer
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const found = nulIn(member, place, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
