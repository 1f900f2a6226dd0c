import { paths } from '../../contract/paths.ts'
import type { Command } from '../../domain/command.ts'

const SESSION = paths.session('{id}')
const CALL = `${paths.calls('{id}')}/{call}`

/** The route of every update there is. A new update does not compile without one. */
export const ROUTES: Record<Command, string> = {
  create: `post ${paths.sessions}`,
  confirm: `post ${SESSION}/confirmation`,
  assign: `put ${SESSION}/responsible`,
  takeOver: `put ${SESSION}/responsible`,
  cancel: `post ${SESSION}/cancellation`,
  complete: `post ${SESSION}/completion`,
  reopen: `post ${SESSION}/reopening`,
  claim: `post ${SESSION}/claim`,
  admit: `post ${SESSION}/admission`,
  startCall: `post ${SESSION}/calls`,
  acceptCall: `post ${CALL}/acceptance`,
  declineCall: `post ${CALL}/decline`,
  endCall: `post ${CALL}/end`,
  askConsent: `post ${CALL}/consent-question`,
  setConsent: `put ${CALL}/recording-consent`,
  startRecording: `put ${CALL}/recording`,
  stopRecording: `delete ${CALL}/recording`,
  registerScreenshot: `post ${CALL}/screenshots`,
  linkTicket: `put ${SESSION}/ticket-links/{system}/{key}`,
  unlinkTicket: `delete ${SESSION}/ticket-links/{system}/{key}`,
  setVisibility: `put ${SESSION}/visibility`,
  setLabels: `put ${SESSION}/labels`,
  rate: `put ${SESSION}/rating`,
  erase: `post ${SESSION}/erasure`,
}
