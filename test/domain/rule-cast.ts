import type { Actor } from '../../domain/actor.ts'
import type { RuleCall, RuleState } from '../../domain/rule-state.ts'

/** The people of the rule tables: Erik holds the session, Anna was offered it too, Tomáš asked. */
export const CAST = {
  responsible: { kind: 'employee', id: 'erik', role: 'member', relation: 'responsible' },
  recipient: { kind: 'employee', id: 'anna', role: 'member', relation: 'recipient' },
  moderator: { kind: 'employee', id: 'mona', role: 'moderator', relation: 'overseer' },
  administrator: { kind: 'employee', id: 'ada', role: 'administrator', relation: 'overseer' },
  stranger: { kind: 'employee', id: 'olaf', role: 'administrator', relation: 'none' },
  participant: { kind: 'code_user', id: 'tomas', relation: 'participant' },
  second_browser: { kind: 'code_user', id: 'marta', relation: 'device' },
  api_client: { kind: 'api_client', id: 'helpdesk' },
  operations: { kind: 'system', id: 'operations' },
} as const satisfies Record<string, Actor>
export type CastName = keyof typeof CAST

const CALL: RuleCall = {
  number: 1,
  phase: 'live',
  rings: 'employees',
  rung: [],
  employees: ['erik'],
  participants: ['tomas'],
  recording: 'off',
  startedBy: { kind: 'code_user', id: 'tomas' },
}

export function makeCall(details: Partial<RuleCall> = {}): RuleCall {
  return { ...CALL, ...details }
}

const STATE: RuleState = {
  status: 'requested',
  responsible: null,
  participants: [
    { id: 'tomas', state: 'admitted' },
    { id: 'marta', state: 'pending' },
  ],
  recordingAllowed: true,
  ratingAllowed: true,
  codeUserScreenshots: false,
  consent: 'given',
  call: null,
}

export function makeState(details: Partial<RuleState> = {}): RuleState {
  return { ...STATE, ...details }
}

/** One typical state per column of the table. */
export const SITUATIONS = {
  requested: makeState(),
  confirmed: makeState({ status: 'confirmed', responsible: 'erik' }),
  ringing: makeState({
    status: 'in_progress',
    responsible: 'erik',
    call: makeCall({ phase: 'ringing', rung: ['erik', 'anna'], employees: [] }),
  }),
  live: makeState({ status: 'in_progress', responsible: 'erik', call: makeCall() }),
  done: makeState({ status: 'done', responsible: 'erik' }),
  cancelled: makeState({ status: 'cancelled', responsible: 'erik' }),
} as const
export type Situation = keyof typeof SITUATIONS
