import { paths } from '../../contract/paths.ts'
import type { SessionState } from '../../domain/session-state.ts'
import type { Command } from '../workflows/session-steps.ts'
import type { ModelCommand } from '../workflows/session-model-words.ts'
import type { Browser } from './browser.ts'

export const NOBODY = '00000000-0000-4000-8000-000000000000'
/** No session of these walks has that many. */
export const NO_CALL = 9_999

export type Asked = { method: 'POST' | 'PUT' | 'DELETE'; path: string; body: unknown }
export type Sent = Asked & { by: Browser; headers: Record<string, string>; key: string }
type Place = { state: SessionState; assigned: string; self: string; call: number | undefined }

/** What a page would send for a command, with what it knows of the session. */
export function requestOf(
  { command, said }: Pick<Command, 'command' | 'said'>,
  place: Place,
): Asked {
  const { state, assigned, self } = place
  const { sessionId: id, participants, lastCall, rev } = state
  const call = place.call ?? Math.max(1, lastCall)
  const waiting = participants.find((each) => each.state === 'pending')
  const recorded = said.decision === 'withdrawn' ? { recorded: 'delete' } : {}
  const consent = { ...said, ...recorded, textVersion: 1, language: 'en' }
  const requests: Record<ModelCommand, Asked> = {
    confirm: post(paths.confirmation(id)),
    assign: put(paths.responsible(id), { employeeId: assigned }),
    takeOver: put(paths.responsible(id), { employeeId: self }),
    cancel: post(paths.cancellation(id)),
    complete: post(paths.completion(id)),
    reopen: post(paths.reopening(id)),
    claim: post(paths.claim(id)),
    admit: post(paths.admission(id), { participantId: waiting?.id ?? NOBODY }),
    startCall: post(paths.calls(id)),
    acceptCall: post(paths.acceptance(id, call)),
    declineCall: post(paths.decline(id, call)),
    endCall: post(paths.end(id, call)),
    askConsent: post(paths.consentQuestion(id, call)),
    setConsent: put(paths.recordingConsent(id, call), consent),
    startRecording: put(paths.recording(id, call)),
    stopRecording: { method: 'DELETE', path: paths.recording(id, call), body: {} },
    linkTicket: put(paths.ticketLink(id, 'rt', `${rev}`)),
    rate: put(paths.rating(id), { stars: 5 }),
  }
  return requests[command]
}

/** Another body that the command would take as well, where there is one. */
export const OTHER_BODIES: Partial<Record<ModelCommand, object>> = {
  cancel: { message: 'We found it ourselves' },
  rate: { stars: 1 },
  linkTicket: { title: 'Press 7' },
}

/** One that it would not take. */
const WRONG_BODIES: Partial<Record<ModelCommand, object>> = {
  assign: { employeeId: 'nobody' },
  takeOver: {},
  cancel: { message: 7 },
  admit: { participantId: null },
  startCall: { consent: { decision: 'perhaps', textVersion: 1, language: 'en' } },
  acceptCall: { consent: 'given' },
  setConsent: { decision: 'given', textVersion: 0, language: 'en' },
  linkTicket: { url: 'javascript:alert(1)' },
  rate: { stars: 6 },
}

export function wrongBody(command: ModelCommand): unknown {
  return WRONG_BODIES[command] ?? ['nothing']
}

function post(path: string, body = {}): Asked {
  return { method: 'POST', path, body }
}

function put(path: string, body = {}): Asked {
  return { method: 'PUT', path, body }
}
