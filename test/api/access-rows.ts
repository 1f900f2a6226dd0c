import { readFileSync } from 'node:fs'
import { PRINCIPALS, type Principal } from './access-principals.ts'

/** When a row is asked: what has become of the session by then; `-` where it is about none. */
export const STAGES = [
  ...(['requested', 'confirmed', 'called', 'ringing', 'live'] as const),
  /** A call with a screenshot that both sides edit. */
  'screenshot',
  ...(['done', 'internal'] as const),
] as const
export type Stage = (typeof STAGES)[number]

/**
 * One line of test/access-matrix.csv. `ok` is any success, or that a message is heard; `-` that it is
 * not; else the status of the answer, with the code where the status is 409, with the problem where
 * it leads to the sign-in page, or the code of a problem on a socket.
 */
export type Row = {
  /** As the requests and messages of the matrix are called; what is in brackets tells variants apart. */
  operation: string
  stage: Stage | null
  cells: Record<Principal, string>
}

const [head = [], ...lines] = readFileSync(new URL('../access-matrix.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','))

export const HEAD = head
export const ROWS: readonly Row[] = lines.map(([operation = '', when = '', ...cells]) => ({
  operation,
  stage: STAGES.find((stage) => stage === when) ?? null,
  // As many as there are principals: a test compares.
  cells: Object.fromEntries(
    PRINCIPALS.map((principal, index) => [principal, cells[index] ?? '']),
  ) as Record<Principal, string>,
}))

export function nameOf({ operation, stage }: Row): string {
  return stage ? `${operation}, ${stage}` : operation
}

/** `GET /me` for `GET /me (again)`: what the documents call it. */
export function documented(operation: string): string {
  return operation.replace(/ \(.*\)$/, '')
}
