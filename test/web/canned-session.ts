import type { HistoryList } from '../../contract/answers.ts'
import type { LabelView } from '../../contract/labels.ts'
import type { ArtefactView, EmployeeSessionView, MeView } from '../../contract/views.ts'
import type { HistoryLineView } from '../../contract/history-view.ts'
import type { RuleState } from '../../domain/rule-state.ts'
import type { Status } from '../../domain/status.ts'

/* What the api would answer about sessions in every state that a page has to show. */

export const ANNA = { id: 'e-anna', name: 'Anna Keller' }
export const ERIK = { id: 'e-erik', name: 'Erik Olsen' }
export const JAN = { id: 'e-jan', name: 'Jan Petersen' }
export const LENA = { id: 'e-lena', name: 'Lena Böhm' }

export const ME: MeView = {
  ...ANNA,
  email: 'anna.keller@weserpack.example',
  role: 'administrator',
  organisation: { id: 'o-weserpack', name: 'Weserpack Service' },
  department: null,
  language: null,
  signOutUrl: null,
}

export const LINE_STOP: LabelView = {
  ...{ id: 'l-stop', name: 'Line stop', nameDe: 'Stillstand' },
  ...{ colour: 'red', isPublic: false },
}
export const WARRANTY: LabelView = {
  ...{ id: 'l-warranty', name: 'Warranty', nameDe: 'Garantie' },
  ...{ colour: 'blue', isPublic: true },
}

const MINUTE = 60_000

const ORDER: Status[] = ['requested', 'confirmed', 'in_progress', 'done']

/** When each status before and with this one was reached. */
export function stepsUpTo(status: Status, now: number): EmployeeSessionView['steps'] {
  const at = (index: number) => now - (12 - index * 3) * MINUTE
  if (status === 'cancelled') {
    return [
      { status: 'requested', at: at(0) },
      { status: 'cancelled', at: at(1) },
    ]
  }
  const reached = ORDER.slice(0, ORDER.indexOf(status) + 1)
  return reached.map((each, index) => ({ status: each, at: at(index) }))
}

export function sessionView(
  now: number,
  changes: Partial<EmployeeSessionView> = {},
): EmployeeSessionView {
  const status = changes.status ?? 'requested'
  const responsible = changes.responsible ?? null
  return {
    id: 's-1042',
    number: 1042,
    rev: 3,
    status,
    statusSince: now - 12 * MINUTE,
    createdAt: now - 12 * MINUTE,
    origin: 'code_user',
    device: {
      id: 'd-kp',
      label: 'Cartoner KP-220, line 3',
      serial: 'KP220-19-0447',
      location: 'Hall 2, Nordhafen plant',
      template: { id: 't-kp', name: 'Cartoner KP series' },
    },
    reason: 'Cartons jam at the infeed after about 20 minutes',
    requesterName: 'Tomáš Novák',
    responsible,
    steps: stepsUpTo(status, now),
    consent: {
      call: null,
      decision: 'given',
      at: now - 12 * MINUTE,
      textVersion: 3,
      language: 'en',
    },
    erasure: null,
    consentText: {
      ...{ version: 3, language: 'en', text: 'Weserpack Service records this call.' },
      keeping: 'Recordings and screenshots are deleted after 90 days.',
    },
    call: null,
    calls: [],
    deletionQuestion: null,
    promisedMinutes: 10,
    emergencyPhone: '+49 421 555 0140',
    organisationName: 'Weserpack Service',
    rules: rulesOf(status, responsible?.id ?? null),
    email: 't.novak@nordhafen.example',
    answers: [{ question: 'What does the display show?', answer: 'E-114, then it goes dark' }],
    assistant: {
      name: 'Nordhafen Assistant',
      transcript:
        'Jam counter shows 14 stops since 08:00. Infeed sensor B12 cleaned, no change. Carton batch was changed at 07:40.',
      ref: null,
    },
    recipients: [
      recipient(ANNA, now - MINUTE),
      recipient(ERIK, now - 10 * MINUTE),
      recipient(JAN, null),
      recipient(LENA, null),
    ],
    participants: [{ id: 'p-1', state: 'admitted', via: 'request', at: now - 12 * MINUTE }],
    tickets: [
      {
        system: 'helpdesk.example',
        key: 'SRV-2288',
        url: 'https://helpdesk.example/SRV-2288',
        title: 'KP-220 stops several times a shift',
        state: 'open',
      },
    ],
    labels: [LINE_STOP, WARRANTY],
    rating: null,
    visibility: 'public',
    artefacts: [],
    links: {
      console: 'https://lotse.example/sessions/1042',
      join: 'https://lotse.example/j#k7Qv2mXw9Lr4k7Qv2mXw9Lr4',
      temporal: 'https://temporal.example/namespaces/lotse/workflows/session-1042',
    },
    me: { relation: 'recipient' },
    ...changes,
  }
}

function recipient(employee: { id: string; name: string }, seenAt: number | null) {
  const because = { rule: 'device_department' as const, department: 'Packaging' }
  return { employee, because, seenAt }
}

export function rulesOf(
  status: Status,
  responsible: string | null,
  changes: Partial<RuleState> = {},
): RuleState {
  return {
    status,
    responsible,
    participants: [{ id: 'p-1', state: 'admitted' }],
    recordingAllowed: true,
    ratingAllowed: true,
    codeUserScreenshots: false,
    consent: 'given',
    call: null,
    ...changes,
  }
}

/** A call of Erik Olsen with the person at the machine, accepted three minutes ago. */
export function liveCall(now: number, changes: Partial<EmployeeSessionView> = {}) {
  const startedBy = { kind: 'code_user' as const, id: 'p-1' }
  return sessionView(now, {
    status: 'in_progress',
    responsible: ERIK,
    call: {
      number: 1,
      phase: 'live',
      startedAt: now - 4 * MINUTE,
      acceptedAt: now - 3 * MINUTE,
      endedAt: null,
      endReason: null,
      durationMs: null,
      startedBy: { kind: 'code_user', name: 'Tomáš Novák' },
      recording: 'on',
      recordingSince: now - 2 * MINUTE,
      employees: [ERIK],
      ringing: null,
      consent: 'given',
      absent: [],
      screenshots: [],
    },
    rules: rulesOf('in_progress', ERIK.id, {
      call: {
        number: 1,
        phase: 'live',
        rings: 'employees',
        rung: [],
        employees: [ERIK.id],
        participants: ['p-1'],
        recording: 'on',
        startedBy,
      },
    }),
    ...changes,
  })
}

export function artefacts(now: number): ArtefactView[] {
  const of = (id: string, changes: Partial<ArtefactView>): ArtefactView => ({
    id,
    kind: 'recording',
    call: 1,
    name: 'Recording of call 1',
    state: 'ready',
    contentType: 'video/webm',
    bytes: 8_123_456,
    createdAt: now - 5 * MINUTE,
    ...changes,
  })
  const screenshot = { kind: 'screenshot', contentType: 'image/png' } as const
  return [
    of('a-1', { durationMs: 829_000, keptUntil: now + 90 * 24 * 60 * MINUTE }),
    of('a-2', { ...screenshot, name: 'Screenshot 1 of call 1' }),
    of('a-3', { ...screenshot, name: 'Screenshot 2 of call 1', state: 'uploading' }),
    of('a-4', {
      call: 2,
      name: 'Recording of call 2',
      state: 'partial',
      reason: 'gateway_lost',
      durationMs: 252_000,
    }),
    of('a-5', { call: 3, name: 'Recording of call 3', state: 'failed', reason: 'unreadable' }),
    of('a-6', { call: 4, name: 'Recording of call 4', state: 'deleted', contentType: null }),
  ]
}

const BY_TOMAS = { kind: 'code_user', id: 'p-1', name: 'Tomáš Novák' }
const BY_ERIK = { kind: 'employee', ...ERIK }
const BY_ANNA = { kind: 'employee', ...ANNA }
const BY_LOTSE = { kind: 'system', id: 'lotse', name: null }

/** A session with one call that went well, as the history tells it. */
export function history(now: number): HistoryList {
  const all = [ANNA, ERIK, JAN, LENA]
  const lines: [number, Omit<HistoryLineView, 'seq' | 'at'>][] = [
    [0, { kind: 'created', actor: BY_TOMAS, status: 'requested' }],
    [0, { kind: 'recipients_told', actor: BY_TOMAS, employees: all }],
    [150, { kind: 'confirmed', actor: BY_ERIK, status: 'confirmed' }],
    [275, { kind: 'call_started', actor: BY_TOMAS, call: 1, employees: [ERIK] }],
    [
      290,
      {
        kind: 'ring_widened',
        actor: BY_LOTSE,
        call: 1,
        employees: all,
        because: 'no_answer_in_time',
      },
    ],
    [292, { kind: 'call_accepted', actor: BY_ANNA, call: 1, because: 'first_accept_wins' }],
    [410, { kind: 'consent_given', actor: BY_TOMAS, call: 1 }],
    [
      412,
      {
        kind: 'recording_started',
        actor: BY_ANNA,
        call: 1,
        because: 'module_on_and_consent_given',
      },
    ],
    [
      1241,
      {
        kind: 'call_ended',
        actor: BY_ANNA,
        call: 1,
        reason: 'employee_hangup',
        durationMs: 949_000,
      },
    ],
    [
      1241,
      {
        kind: 'status_changed',
        actor: BY_ANNA,
        status: 'done',
        because: 'call_end_closes_session',
      },
    ],
    [
      1270,
      {
        kind: 'recording_stored',
        actor: BY_LOTSE,
        call: 1,
        artefactState: 'ready',
        durationMs: 829_000,
        because: 'uploaded_after_call',
      },
    ],
  ]
  const start = now - 30 * MINUTE
  return {
    items: lines.map(([seconds, line], index) => ({
      seq: index + 1,
      at: start + seconds * 1000,
      ...line,
    })),
  }
}
