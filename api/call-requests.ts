import type { RecordingConsent } from '../contract/requests.ts'
import { consentFor } from '../domain/session-state.ts'
import type { ConsentInput } from '../workflows/messages.ts'
import type { AccessedSession } from './session-access.ts'
import type { CommandRequest } from './session-commands.ts'

/*
 * The stops, which reach the workflow by two ways with one key: the page's request and the media
 * holder's repetition. Both are made here, so that they are the same command.
 */

type Of = Pick<AccessedSession, 'db' | 'actor'> & { sessionId: string; call: number; key: string }

export function endCallRequest({ call, ...of }: Of): CommandRequest<'endCall'> {
  return { ...of, command: 'endCall', body: { call }, input: () => ({ call }) }
}

export function stopRecordingRequest({ call, ...of }: Of): CommandRequest<'stopRecording'> {
  return { ...of, command: 'stopRecording', body: { call }, input: () => ({ call }) }
}

/** What was read when consent was taken back makes it no other request: the socket does not say. */
export function setConsentRequest(
  { call, ...of }: Of,
  { decision, recorded, textVersion, language }: RecordingConsent,
): CommandRequest<'setConsent'> {
  const text = { textVersion, language }
  const said = { call, decision, ...(recorded ? { recorded } : {}) }
  const body = decision === 'withdrawn' ? said : { ...said, ...text }
  return { ...of, command: 'setConsent', body, input: () => ({ ...said, ...text }) }
}

/** The wording that consent was given to, for taking it back. */
export function consentTextOf(
  state: Parameters<typeof consentFor>[0],
  call: number,
): Pick<ConsentInput, 'textVersion' | 'language'> {
  const given = consentFor(state, call)
  return { textVersion: given?.textVersion ?? 1, language: given?.language ?? 'en' }
}
