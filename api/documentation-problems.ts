import { API, paths } from '../contract/paths.ts'
import type { RefusalCode } from '../domain/refusal.ts'

/** What the document knows of an operation when its problems are written into it. */
export type DocumentOperation = {
  /** `post /api/v1/login`, placeholders in braces. */
  key: string
  tag: string
  isOpen: boolean
  hasInput: boolean
  hasBody: boolean
  /** Takes an Idempotency-Key. */
  isCommand: boolean
}

const SESSION = paths.session('{id}')
const CALL = `${paths.calls('{id}')}/{call}`
const IN_A_CALL = ['no_call', 'call_taken', 'not_ringing', 'not_participant'] as const
const AFTER_CONFIRMING = ['not_confirmed', 'status_not_allowed'] as const
const OF_RECORDING = ['recording_off', 'consent_required', 'consent_declined'] as const

/** What an operation can be refused with beside what all of its kind can. */
const OWN: Readonly<Record<string, readonly RefusalCode[]>> = {
  [`post ${paths.codeAccess}`]: ['not_found', 'code_disabled', 'pin_required', 'pin_wrong'],
  [`post ${paths.joinAccess}`]: ['not_found', 'link_expired', 'not_participant'],
  [`post ${paths.invitation}`]: ['link_expired'],
  // Where no identity provider is set up.
  [`get ${paths.oidcSignIn}`]: ['not_found'],
  [`get ${paths.oidcCallback}`]: ['not_found'],
  [`post ${paths.sessions}`]: [
    ...(['not_found', 'requests_off', 'no_action_button', 'external_key_reused'] as const),
    ...(['code_disabled', 'not_responsible', 'not_participant'] as const),
  ],
  [`post ${paths.joinLinks('{id}')}`]: ['link_expired', 'not_responsible'],
  [`post ${paths.joinLinkMail('{id}')}`]: ['link_expired', 'not_responsible'],
  [`post ${SESSION}/confirmation`]: ['already_confirmed', 'status_not_allowed'],
  [`post ${SESSION}/cancellation`]: ['status_not_allowed', 'not_participant'],
  [`post ${SESSION}/completion`]: AFTER_CONFIRMING,
  [`post ${SESSION}/reopening`]: ['status_not_allowed'],
  [`post ${SESSION}/claim`]: ['not_participant', 'status_not_allowed', 'code_disabled'],
  [`post ${SESSION}/admission`]: ['not_participant', 'not_first', 'status_not_allowed'],
  [`put ${SESSION}/responsible`]: [...AFTER_CONFIRMING, 'already_confirmed'],
  [`put ${SESSION}/rating`]: ['rating_off', 'status_not_allowed', 'not_participant'],
  [`post ${SESSION}/erasure`]: ['status_not_allowed'],
  [`post ${SESSION}/calls`]: [...AFTER_CONFIRMING, ...IN_A_CALL, 'call_running'],
  [`post ${CALL}/acceptance`]: IN_A_CALL,
  [`post ${CALL}/decline`]: IN_A_CALL,
  [`post ${CALL}/end`]: IN_A_CALL,
  [`post ${CALL}/consent-question`]: [...IN_A_CALL, ...OF_RECORDING],
  [`put ${CALL}/recording-consent`]: [...IN_A_CALL, ...OF_RECORDING, 'status_not_allowed'],
  [`put ${CALL}/recording`]: [...IN_A_CALL, ...OF_RECORDING],
  [`delete ${CALL}/recording`]: IN_A_CALL,
  [`post ${CALL}/screenshots`]: IN_A_CALL,
  [`get ${CALL}/screenshots/{number}`]: ['no_call', 'not_participant'],
  [`post ${paths.drafts('{id}')}`]: ['no_action_button'],
  [`get ${paths.draft('{id}')}`]: ['no_action_button'],
  [`post ${paths.ticketEvents('{id}')}`]: ['not_found', 'actor_required'],
  [`post ${paths.pushSubscriptions}`]: ['not_participant', 'not_found'],
}

/** Of every command: it may have been sent before, or its outcome may not be known yet. */
const OF_COMMANDS = ['key_reused', 'try_again', 'commit_failed', 'passivating'] as const

/** Every code that an operation can be answered with, in the order of the closed list. */
export function problemCodesOf(operation: DocumentOperation): RefusalCode[] {
  const { key, tag, isOpen, hasInput, hasBody, isCommand } = operation
  const isChange = !key.startsWith('get ')
  const codes = new Set<RefusalCode>(['too_many', 'unavailable', ...(OWN[key] ?? [])])
  const add = (isSo: boolean, ...more: RefusalCode[]) => {
    if (isSo) for (const code of more) codes.add(code)
  }
  // What is not for whoever asks does not exist.
  add(!isOpen, 'actor_required', 'scope_missing', 'not_found')
  add(hasInput || isChange, 'invalid')
  add(hasBody, 'too_large')
  add(tag === 'set-up' && isChange, 'in_use')
  add(isCommand, ...OF_COMMANDS)
  add(isCommand && key.includes(SESSION), 'not_responsible')
  add(tag === 'calls', 'gateway_unavailable', 'not_responsible')
  add(key.startsWith(`post ${API}/login`), 'actor_required')
  return [...codes]
}
