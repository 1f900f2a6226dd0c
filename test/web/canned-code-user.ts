import type { CodeView, GrantSessionView } from '../../contract/code-views.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import type { Status } from '../../domain/status.ts'
import { ERIK, rulesOf, sessionView, stepsUpTo } from './canned-session.ts'

/* What the api would answer to the person at the machine, in every state that a page has to show. */

const MINUTE = 60_000
export const SESSION_ID = '9d825023-c7a5-80d9-a326-84c4fff7aa5d'

const CONSENT_TEXT = {
  version: 3,
  language: 'en',
  text: 'Weserpack Service would like to record picture and sound of this call to document the repair. Stored in Germany.',
  keeping: 'Recordings and screenshots are deleted after 90 days.',
}

export function codeView(now: number, changes: Partial<CodeView> = {}): CodeView {
  const session = (number: number, status: Status, age: number) => ({
    id: `s-${number}`,
    number,
    status,
    createdAt: now - age,
    isMine: false,
  })
  return {
    code: 'KP220L3',
    device: { id: 'd-kp', label: 'Cartoner KP-220, line 3', location: 'Hall 2, Nordhafen plant' },
    organisationName: 'Weserpack Service',
    requestsAllowed: true,
    emergencyPhone: '+49 421 555 0140',
    flows: [
      {
        id: 'flow-1',
        version: 4,
        title: 'Report a breakdown',
        steps: [
          { kind: 'reason', id: 'reason', title: null, required: true },
          { kind: 'requester', id: 'requester', title: null, required: true },
          { kind: 'consent', id: 'consent', title: null, required: true },
        ],
      },
    ],
    buttons: [{ id: 'button-1', flowId: 'flow-1' }],
    consentText: CONSENT_TEXT,
    recordingAllowed: true,
    sessions: [
      session(1042, 'requested', MINUTE),
      session(1031, 'done', 4 * 24 * 60 * MINUTE),
      session(987, 'cancelled', 40 * 24 * 60 * MINUTE),
    ],
    ...changes,
  }
}

export function codeUserView(
  now: number,
  changes: Partial<CodeUserSessionView> = {},
): CodeUserSessionView {
  const status = changes.status ?? 'requested'
  const responsible = status === 'requested' ? null : ERIK
  const waiting = (changes.waiting ?? []).map(({ id }) => ({ id, state: 'pending' }) as const)
  const participants = [{ id: 'p-1', state: 'admitted' } as const, ...waiting]
  const { number, rev, device, reason, requesterName, promisedMinutes } = sessionView(now)
  return {
    id: SESSION_ID,
    ...{ number, rev, device, reason, requesterName, promisedMinutes },
    status,
    statusSince: now - 12 * MINUTE,
    createdAt: now - 12 * MINUTE,
    origin: 'code_user',
    responsible,
    steps: stepsUpTo(status, now),
    consent: null,
    consentText: CONSENT_TEXT,
    call: null,
    calls: [],
    deletionQuestion: null,
    emergencyPhone: '+49 421 555 0140',
    organisationName: 'Weserpack Service',
    rules: rulesOf(status, responsible?.id ?? null, { consent: 'undecided', participants }),
    told: {
      employees: 4,
      at: now - 12 * MINUTE,
      department: 'Packaging',
      seenBy: 'Erik Olsen',
      seenAt: now - 10 * MINUTE,
    },
    email: 't.novak@nordhafen.example',
    labels: [],
    rating: null,
    artefacts: [],
    news: [],
    me: { participantId: 'p-1', state: 'admitted' },
    waiting: [],
    codePage: '/c/KP220L3',
    ...changes,
  }
}

export function grantView(now: number, changes: Partial<GrantSessionView> = {}): GrantSessionView {
  return {
    id: SESSION_ID,
    number: 1042,
    rev: 3,
    status: 'confirmed',
    createdAt: now - 12 * MINUTE,
    device: { label: 'Cartoner KP-220, line 3' },
    access: 'claim',
    ...changes,
  }
}
