import type { Problem } from '../contract/problem.ts'
import { refusalText } from '../domain/refusal-texts.ts'
import type { RefusalCode } from '../domain/refusal.ts'

/** The status each code is answered with; nothing else decides one. */
const STATUS_OF: Record<RefusalCode, number> = {
  invalid: 400,
  actor_required: 400,
  scope_missing: 403,
  pin_required: 403,
  pin_wrong: 403,
  not_found: 404,
  no_action_button: 404,
  in_use: 409,
  not_confirmed: 409,
  already_confirmed: 409,
  status_not_allowed: 409,
  call_running: 409,
  no_call: 409,
  not_ringing: 409,
  call_taken: 409,
  consent_required: 409,
  consent_declined: 409,
  recording_off: 409,
  not_first: 409,
  rating_off: 409,
  requests_off: 409,
  not_responsible: 409,
  not_participant: 409,
  key_reused: 409,
  external_key_reused: 409,
  try_again: 409,
  code_disabled: 410,
  link_expired: 410,
  too_large: 413,
  too_many: 429,
  commit_failed: 503,
  gateway_unavailable: 503,
  passivating: 503,
  unavailable: 503,
}

const RETRY_AFTER_SECONDS = 2

type Details = Partial<Omit<Problem, 'type' | 'title' | 'code'>> & { retryAfterSeconds?: number }

/** Ends a request with a problem. `status` only where the code alone does not decide it. */
export class ProblemError extends Error {
  readonly code: RefusalCode
  readonly details: Details

  constructor(code: RefusalCode, details: Details = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

/** What a missing and a forbidden thing are answered with alike. */
export function notFound(): ProblemError {
  return new ProblemError('not_found')
}

/** Somebody said as whom they ask, but is not, or no longer, signed in. */
export function signInNeeded(): ProblemError {
  return new ProblemError('actor_required', { status: 401 })
}

/** One wrong field; the pointer is into the body, or begins with /query, /params or /headers. */
export function invalidField(pointer: string, message: string): ProblemError {
  return new ProblemError('invalid', { errors: [{ pointer, message }] })
}

export function problemOf({ code, details }: ProblemError): Problem {
  const { retryAfterSeconds: _, ...members } = details
  return {
    type: `/api/docs#${code}`,
    title: refusalText(code, 'en'),
    status: statusOf(code),
    code,
    ...members,
  }
}

export function statusOf(code: RefusalCode): number {
  return STATUS_OF[code]
}

/** Seconds after which asking again makes sense, for the answers that say so. */
export function retryAfter({ code, details }: ProblemError): number | undefined {
  if (details.retryAfterSeconds !== undefined) return details.retryAfterSeconds
  const status = details.status ?? statusOf(code)
  return status === 503 || status === 429 ? RETRY_AFTER_SECONDS : undefined
}
