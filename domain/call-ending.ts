import type { Status } from './status.ts'

/** Why a call ended, and the status the session has afterwards (product decisions, end reasons). */
const STATUS_AFTER = {
  employee_hangup: 'done',
  code_user_hangup: 'done',
  max_duration: 'done',
  completed_by_employee: 'done',
  employee_network_lost: 'done',
  code_user_network_lost: 'done',
  declined: 'confirmed',
  ring_timeout: 'confirmed',
  caller_hangup: 'confirmed',
  nobody_joined: 'confirmed',
  gateway_lost: 'confirmed',
  both_network_lost: 'confirmed',
  cancelled_by_employee: 'cancelled',
} as const satisfies Record<string, Status>

export type EndReason = keyof typeof STATUS_AFTER
export const END_REASONS = Object.keys(STATUS_AFTER) as EndReason[] // keys of the table above

export function statusAfter(reason: EndReason): Status {
  return STATUS_AFTER[reason]
}

/** A call that rang and was not answered: a history line and a notification. */
export function isMissedCall(reason: EndReason): boolean {
  return reason === 'ring_timeout' || reason === 'caller_hangup'
}
