import type { Actor } from './actor.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { RuleState } from './rule-state.ts'
import { MOST_SCREENSHOTS } from './screenshot.ts'

/** One condition of a rule: the refusal it causes, or undefined. */
export type Condition = (state: RuleState, actor: Actor) => Refusal | undefined

/** Conditions by the name that the rule table uses; each answers one question about the call. */
export const callConditions = {
  somebodyWaits: (state) =>
    state.participants.some((each) => each.state === 'pending') ? undefined : refuse('not_found'),

  /** Whoever was let in by others lets nobody in: one browser answers for who sees the machine. */
  firstOrEmployee: (state, actor) => {
    const first = state.participants.find((each) => each.state === 'admitted')
    return actor.kind === 'code_user' && first?.id !== actor.id ? refuse('not_first') : undefined
  },

  /** An employee starts calls only in their own session, or in one that nobody holds. */
  ownOrFree: (state, actor) => {
    const isOthers = state.responsible !== null && state.responsible !== actor.id
    if (actor.kind !== 'employee' || !isOthers || rings(state, actor)) return undefined
    return refuse('not_responsible', { responsible: state.responsible ?? '' })
  },

  /** The second START of a ringing call counts as accepting it. */
  noneRunning: (state, actor) =>
    state.call === null || rings(state, actor) ? undefined : refuse('call_running'),

  running: (state) => (state.call === null ? refuse('no_call') : undefined),

  live: (state) => (state.call?.phase === 'live' ? undefined : refuse('no_call')),

  ringing: (state, actor) => {
    if (state.call === null) return refuse('no_call')
    if (state.call.phase === 'ringing') return undefined
    const by = state.call.employees[0]
    const isTaken = actor.kind === 'employee' && by !== undefined && by !== actor.id
    return isTaken ? refuse('call_taken', { by }) : refuse('not_ringing')
  },

  rung: (state, actor) => (rings(state, actor) ? undefined : refuse('not_ringing')),

  /** In the call, or its caller; whoever is rung declines instead. */
  takingPart: (state, actor) => {
    if (actor.kind === 'code_user' || takesPart(state, actor)) return undefined
    return refuse('not_responsible', state.responsible ? { responsible: state.responsible } : {})
  },

  moduleRecords: (state) => (state.recordingAllowed ? undefined : refuse('recording_off')),

  moduleRates: (state) => (state.ratingAllowed ? undefined : refuse('rating_off')),

  consentGiven: (state) => {
    if (state.consent === 'given') return undefined
    return refuse(state.consent === 'undecided' ? 'consent_required' : 'consent_declined')
  },

  /** A person who said no, or took consent back, is not asked again in that call. */
  consentNotRefused: (state) =>
    state.consent === 'declined' || state.consent === 'withdrawn'
      ? refuse('consent_declined')
      : undefined,

  /** Employees always, the person at the machine where the module lets them. */
  mayTakeScreenshots: (state, actor) => {
    if (actor.kind !== 'code_user' || state.codeUserScreenshots) return undefined
    return refuse('not_responsible')
  },

  screenshotsLeft: ({ call }) =>
    (call?.screenshots?.length ?? 0) < MOST_SCREENSHOTS ? undefined : refuse('too_many'),
} satisfies Record<string, Condition>

function rings(state: RuleState, actor: Actor): boolean {
  const { call } = state
  if (call?.phase !== 'ringing') return false
  return sideOf(actor) === call.rings && call.rung.includes(actor.id)
}

function takesPart(state: RuleState, actor: Actor): boolean {
  const { call } = state
  return call !== null && (call.employees.includes(actor.id) || call.startedBy.id === actor.id)
}

function sideOf(actor: Actor): 'employees' | 'code_user' {
  return actor.kind === 'code_user' ? 'code_user' : 'employees'
}
