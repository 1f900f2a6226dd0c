import type { Actor } from './actor.ts'
import type { Command } from './command.ts'
import { callConditions, type Condition } from './call-rules.ts'
import { refuse, type Refusal } from './refusal.ts'
import type { RuleState } from './rule-state.ts'
import { STATUSES, type Status } from './status.ts'

type Standing = 'related' | 'moderator' | 'administrator' | 'participant' | 'device' | 'any'
type Permission = { from: readonly Status[]; as: Standing }
type Rule = {
  /** Where the session would go; named in the refusal. */
  to?: Status
  may: Partial<Record<Actor['kind'], Permission>>
  when?: readonly Condition[]
}

const OPEN = ['requested', 'confirmed', 'in_progress'] as const
const CONFIRMED_ON = ['confirmed', 'in_progress'] as const
const OVER = ['done', 'cancelled'] as const
const NOT_CANCELLED = ['requested', 'confirmed', 'in_progress', 'done'] as const

/** Command → who may, from which statuses, under which conditions. Read by `refusalFor` alone. */
const RULES: Record<Exclude<Command, 'create'>, Rule> = {
  confirm: { to: 'confirmed', may: { employee: { from: ['requested'], as: 'related' } } },
  assign: { may: { employee: { from: OPEN, as: 'moderator' } } },
  takeOver: { may: { employee: { from: CONFIRMED_ON, as: 'related' } } },
  cancel: {
    to: 'cancelled',
    may: {
      employee: { from: NOT_CANCELLED, as: 'related' },
      code_user: { from: ['requested'], as: 'participant' },
      system: { from: NOT_CANCELLED, as: 'any' },
    },
  },
  complete: { to: 'done', may: { employee: { from: CONFIRMED_ON, as: 'related' } } },
  reopen: { to: 'confirmed', may: { employee: { from: OVER, as: 'related' } } },
  claim: { may: { code_user: { from: STATUSES, as: 'device' } } },
  admit: {
    may: {
      employee: { from: STATUSES, as: 'related' },
      code_user: { from: STATUSES, as: 'participant' },
    },
    when: [callConditions.firstOrEmployee, callConditions.somebodyWaits],
  },
  startCall: {
    to: 'in_progress',
    may: {
      employee: { from: CONFIRMED_ON, as: 'related' },
      code_user: { from: CONFIRMED_ON, as: 'participant' },
    },
    when: [callConditions.ownOrFree, callConditions.noneRunning],
  },
  acceptCall: call({ employee: 'related', code_user: 'participant' }, ['ringing', 'rung']),
  declineCall: call({ employee: 'related', code_user: 'participant' }, ['ringing', 'rung']),
  endCall: call({ employee: 'related', code_user: 'participant' }, ['running', 'takingPart']),
  askConsent: call({ employee: 'related' }, [
    'live',
    'takingPart',
    'moduleRecords',
    'consentNotRefused',
  ]),
  setConsent: { may: { code_user: { from: STATUSES, as: 'participant' } } },
  startRecording: call({ employee: 'related' }, [
    'live',
    'takingPart',
    'moduleRecords',
    'consentGiven',
  ]),
  stopRecording: call({ employee: 'related' }, ['running', 'takingPart']),
  registerScreenshot: call({ employee: 'related', code_user: 'participant' }, [
    'live',
    'takingPart',
    'mayTakeScreenshots',
    'screenshotsLeft',
  ]),
  linkTicket: {
    may: { employee: { from: STATUSES, as: 'related' }, api_client: { from: STATUSES, as: 'any' } },
  },
  unlinkTicket: {
    may: { employee: { from: STATUSES, as: 'related' }, api_client: { from: STATUSES, as: 'any' } },
  },
  setVisibility: { may: { employee: { from: STATUSES, as: 'related' } } },
  setLabels: { may: { employee: { from: STATUSES, as: 'related' } } },
  rate: {
    may: { code_user: { from: ['done'], as: 'participant' } },
    when: [callConditions.moduleRates],
  },
  erase: { may: { employee: { from: OVER, as: 'administrator' } } },
}

/** A command about a call: the call decides, not the status. */
function call(
  standings: Partial<Record<Actor['kind'], Standing>>,
  when: readonly (keyof typeof callConditions)[],
): Rule {
  const may: Rule['may'] = {}
  if (standings.employee) may.employee = { from: STATUSES, as: standings.employee }
  if (standings.code_user) may.code_user = { from: STATUSES, as: standings.code_user }
  return { may, when: when.map((name) => callConditions[name]) }
}

/**
 * Why this actor may not give this command now, or undefined when they may.
 * The workflow refuses by it, the api answers 409 with it, the pages disable and explain by it.
 */
export function refusalFor(
  state: RuleState,
  actor: Actor,
  command: Exclude<Command, 'create'>,
): Refusal | undefined {
  const rule = RULES[command]
  const permission = rule.may[actor.kind]
  if (!permission) return notForThisKind(actor)
  return (
    refusalOfStanding(state, actor, permission.as) ??
    refusalOfStatus(state, command, permission.from) ??
    rule.when?.map((condition) => condition(state, actor)).find((refusal) => refusal)
  )
}

function notForThisKind(actor: Actor): Refusal {
  if (actor.kind === 'employee' && actor.relation === 'none') return refuse('not_found')
  return refuse(actor.kind === 'employee' ? 'not_participant' : 'not_responsible')
}

function refusalOfStanding(state: RuleState, actor: Actor, as: Standing): Refusal | undefined {
  if (actor.kind === 'employee') {
    if (actor.relation === 'none') return refuse('not_found')
    if (as === 'moderator' && actor.role === 'member') return refuse('not_responsible')
    if (as === 'administrator' && actor.role !== as) return refuse('not_responsible')
  }
  if (actor.kind === 'code_user' && as === 'participant' && !isAdmitted(state, actor.id)) {
    return refuse('not_participant')
  }
  return undefined
}

function isAdmitted(state: RuleState, id: string): boolean {
  return state.participants.some((each) => each.id === id && each.state === 'admitted')
}

function refusalOfStatus(
  state: RuleState,
  command: Exclude<Command, 'create'>,
  from: readonly Status[],
): Refusal | undefined {
  if (from.includes(state.status)) return undefined
  if (command === 'confirm' && (state.status === 'confirmed' || state.status === 'in_progress')) {
    return refuse('already_confirmed', state.responsible ? { responsible: state.responsible } : {})
  }
  const awaitsConfirmation = from === CONFIRMED_ON && command !== 'complete'
  if (awaitsConfirmation && state.status === 'requested') return refuse('not_confirmed')
  const to = RULES[command].to
  return refuse('status_not_allowed', to ? { from: state.status, to } : { from: state.status })
}
