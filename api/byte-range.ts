/** Bytes from first to last, both included. */
export type ByteRange = { first: number; last: number }

/**
 * What a Range header asks of a file. `whole`: no header, or one that is not about bytes, which a
 * server may ignore. `unsatisfiable`: outside the file, or several ranges at once.
 */
export function parseRange(
  header: string | undefined,
  bytes: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const [, list] = /^bytes=(.+)$/.exec(header?.replaceAll(' ', '') ?? '') ?? []
  if (list === undefined) return 'whole'
  if (list.includes(',')) return 'unsatisfiable'
  const [, from, to] = /^(\d*)-(\d*)$/.exec(list) ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'whole'
  const range = from === '' ? suffix(Number(to), bytes) : between(Number(from), to, bytes)
  return range.first <= range.last && range.first < bytes ? range : 'unsatisfiable'
}

function suffix(length: number, bytes: number): ByteRange {
  return length === 0
    ? { first: 1, last: 0 }
    : { first: Math.max(0, bytes - length), last: bytes - 1 }
}

function between(first: number, to: string, bytes: number): ByteRange {
  return { first, last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) }
}
