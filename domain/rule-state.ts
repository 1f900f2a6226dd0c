import type { ActorRef } from './actor.ts'
import { consentFor, type Call, type ConsentDecision, type SessionState } from './session-state.ts'
import type { Status } from './status.ts'

/** What the rules read: derived from the state in the workflow, sent with each view to the pages. */
export type RuleState = {
  status: Status
  responsible: string | null
  participants: { id: string; state: 'admitted' | 'pending' }[]
  recordingAllowed: boolean
  ratingAllowed: boolean
  codeUserScreenshots: boolean
  /** For the running call, or for the next one when none runs. */
  consent: ConsentDecision | 'undecided'
  call: RuleCall | null
}
export type RuleCall = Pick<
  Call,
  'number' | 'phase' | 'rings' | 'rung' | 'employees' | 'participants' | 'recording' | 'screenshots'
> & { startedBy: ActorRef }

/** The part of a session's state that the rules read. */
export function ruleState(state: SessionState): RuleState {
  const consent = consentFor(state, state.call?.number ?? state.lastCall + 1)
  return {
    status: state.status,
    responsible: state.responsible,
    participants: state.participants.map(({ id, state }) => ({ id, state })),
    recordingAllowed: state.module.recordingAllowed,
    ratingAllowed: state.module.ratingAllowed ?? false,
    codeUserScreenshots: state.module.codeUserScreenshots,
    consent: consent?.decision ?? 'undecided',
    call: state.call,
  }
}
