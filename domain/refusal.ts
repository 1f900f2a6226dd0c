/** Every reason to say no that reaches a person or a program. Closed: a new one needs texts. */
export const REFUSAL_CODES = [
  'not_confirmed',
  'already_confirmed',
  'status_not_allowed',
  'call_running',
  'no_call',
  'not_ringing',
  'call_taken',
  'consent_required',
  'consent_declined',
  'recording_off',
  'rating_off',
  'requests_off',
  'not_responsible',
  'not_participant',
  'not_first',
  'no_action_button',
  'code_disabled',
  'pin_required',
  'pin_wrong',
  'link_expired',
  'gateway_unavailable',
  'commit_failed',
  'try_again',
  'key_reused',
  'external_key_reused',
  'passivating',
  'actor_required',
  'scope_missing',
  'in_use',
  'invalid',
  'not_found',
  'too_many',
  'too_large',
  'unavailable',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

export type RefusalDetails = {
  /** Employee who already confirmed or holds the session. */
  responsible?: string
  /** Employee who took the call. */
  by?: string
  from?: string
  to?: string
}

/** A rule says no. Not an error of the system: the sentence for the code tells the person why. */
export type Refusal = { code: RefusalCode } & RefusalDetails

export function refuse(code: RefusalCode, details: RefusalDetails = {}): Refusal {
  return { code, ...details }
}

export function isRefusalCode(text: string): text is RefusalCode {
  return REFUSAL_CODES.some((code) => code === text)
}
