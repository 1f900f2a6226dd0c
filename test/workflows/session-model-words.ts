/* What the model of a session is told in; see session-model.ts. */

export type Person = {
  id: string
  kind: 'employee' | 'code_user' | 'api_client'
  isModerator?: boolean
}
export type ModelCall = {
  phase: 'ringing' | 'live'
  startedBy: Person
  rings: 'employees' | 'code_user'
  rung: string[]
  declined: string[]
  isWide: boolean
  /** Of both sides. */
  people: string[]
  consent: Decision
  recording: 'off' | 'asked' | 'on'
  /** Seconds. */
  since: number
  askedAt: number
}
export type Decision = 'undecided' | 'given' | 'declined' | 'withdrawn'
export type Said = { decision: 'given' | 'declined' | 'withdrawn' }

export const MODEL_COMMANDS = [
  ...(['confirm', 'assign', 'takeOver', 'cancel', 'complete', 'reopen'] as const),
  ...(['claim', 'admit', 'startCall', 'acceptCall', 'declineCall', 'endCall'] as const),
  ...([
    'askConsent',
    'setConsent',
    'startRecording',
    'stopRecording',
    'linkTicket',
    'rate',
  ] as const),
] as const
export type ModelCommand = (typeof MODEL_COMMANDS)[number]

/** What only the one side may ever do. */
export const EMPLOYEES_ONLY: readonly ModelCommand[] = [
  ...(['confirm', 'assign', 'takeOver', 'complete', 'reopen'] as const),
  ...(['askConsent', 'startRecording', 'stopRecording', 'linkTicket'] as const),
]
export const CODE_USERS_ONLY: readonly ModelCommand[] = ['claim', 'setConsent', 'rate']

export type ModelOptions = {
  recipients: readonly string[]
  /** The code user who requested it. */
  requester?: string
  /** Else the employee who created it, and is responsible. */
  creator?: string
  recordingAllowed: boolean
  consent: 'given' | 'declined' | null
  /** Pages of employees are open, so that a call rings at the responsible first. */
  isAtScreen: boolean
}

/** Whom moderators assign. */
export const ASSIGNED = 'anna'

/** Ids of those who are in, in the order in which they came. */
export function admitted(participants: ReadonlyMap<string, 'admitted' | 'pending'>): string[] {
  return [...participants].flatMap(([id, state]) => (state === 'admitted' ? id : []))
}
