export const STATUSES = ['requested', 'confirmed', 'in_progress', 'done', 'cancelled'] as const
export type Status = (typeof STATUSES)[number]

/** Reads a status from outside; `closed` is the alias of `done` and never leaves the system. */
export function parseStatus(text: string): Status | undefined {
  if (text === 'closed') return 'done'
  return STATUSES.find((status) => status === text)
}

/** Over means: nobody can call any more, unless an employee reopens. */
export function isOver(status: Status): boolean {
  return status === 'done' || status === 'cancelled'
}
