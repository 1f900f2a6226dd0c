import { DEFAULT_TIMINGS, type Call, type SessionState } from '../../domain/session-state.ts'

/** What a template says unless told otherwise. */
export const MODULE: SessionState['module'] = {
  requestsAllowed: true,
  recordingAllowed: true,
  codeUserScreenshots: false,
  ringSeconds: 45,
  maxCallSeconds: 3600,
}

type Own = Pick<SessionState, 'sessionId' | 'organisationId' | 'createdBy' | 'createdAt'> &
  Pick<SessionState, 'deviceId' | 'templateId' | 'recipients' | 'participants'>

/** A session that its code user has just requested; everything can be told otherwise. */
export function requestedState(own: Own & Partial<SessionState>): SessionState {
  return {
    number: null,
    rev: 1,
    status: 'requested',
    statusSince: own.createdAt,
    responsible: null,
    consents: [],
    call: null,
    lastCall: 0,
    media: [],
    recordings: [],
    deletionQuestion: null,
    ticketLinks: [],
    visibility: 'public',
    labels: [],
    module: MODULE,
    timings: DEFAULT_TIMINGS,
    seen: [],
    ...own,
  }
}

/** The first call of a session, ringing at the code user's page. */
export function ringingCall(
  own: Pick<Call, 'gateway' | 'startedBy' | 'startedAt'> & Partial<Call>,
): Call {
  return {
    number: 1,
    phase: 'ringing',
    acceptedAt: null,
    rings: 'code_user',
    rung: [],
    declined: [],
    widensAt: null,
    ringsUntil: own.startedAt + MODULE.ringSeconds * 1000,
    employees: [],
    participants: [],
    presence: {},
    recording: 'off',
    askedUntil: null,
    segments: [],
    ...own,
  }
}
