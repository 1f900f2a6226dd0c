import fc from 'fast-check'
import { anyCommand, BEGINNINGS, type Command } from '../workflows/session-steps.ts'
import { OTHER_BODIES } from './walk-requests.ts'

/** What is wrong with a request that none of the session's rules is asked about. */
export const FAULTS = [
  ...(['unknown field', 'wrong value', 'no json', 'no key', 'no actor', 'signed out'] as const),
  ...(['stranger', 'other machine', 'other site', 'unknown session'] as const),
] as const
export type Fault = (typeof FAULTS)[number]

export type WalkStep =
  | Command
  /** The same request once more, as after a lost answer. */
  | 'again'
  /** And then the same key with another body. */
  | { twice: Command }
  /** A command that means a call which this session never had. */
  | { elsewhere: Command }
  | { fault: Fault; of: Command }

export type WalkPlan = {
  /** Sent by Tomas at the machine, or created by Erik at his desk. */
  isRequested: boolean
  recordingAllowed: boolean
  consent: 'given' | 'declined'
  steps: readonly WalkStep[]
}

const ABOUT_A_CALL = [
  ...(['acceptCall', 'declineCall', 'endCall'] as const),
  ...(['askConsent', 'setConsent', 'startRecording', 'stopRecording'] as const),
]
const command = anyCommand.filter(isOneRequest)
const step: fc.Arbitrary<WalkStep> = fc.oneof(
  { weight: 12, arbitrary: command },
  { weight: 2, arbitrary: fc.constant('again' as const) },
  { weight: 1, arbitrary: oneOf(Object.keys(OTHER_BODIES)).map((twice) => ({ twice })) },
  { weight: 1, arbitrary: oneOf(ABOUT_A_CALL).map((elsewhere) => ({ elsewhere })) },
  {
    weight: 3,
    arbitrary: fc.record({
      fault: fc.constantFrom(...FAULTS),
      of: command.filter(({ by }) => by.kind !== 'api_client'),
    }),
  },
)
const steps = fc.oneof(
  { weight: 8, arbitrary: fc.array(step, { minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(step, { minLength: 5, maxLength: 9 }) },
  { weight: 1, arbitrary: fc.array(step, { minLength: 10, maxLength: 24 }) },
)

/** Mostly short ones: what a session forgets shows early, what it piles up shows in the long ones. */
export const walkPlan: fc.Arbitrary<WalkPlan> = fc.record({
  isRequested: fc.constantFrom(true, true, true, false),
  recordingAllowed: fc.constantFrom(true, true, true, false),
  consent: fc.constantFrom('given', 'given', 'declined'),
  steps: fc
    .tuple(fc.constantFrom(...BEGINNINGS), steps)
    .map(([beginning, rest]) => [...beginning, ...rest]),
})

function oneOf(names: readonly string[]): fc.Arbitrary<Command> {
  return command.filter((each) => names.includes(each.command))
}

/** A program's answer depends on its scopes; and whoever names themselves takes over. */
function isOneRequest({ command, by }: Command): boolean {
  if (command === 'assign' && by.id === 'anna') return false
  if (command === 'takeOver') return by.kind === 'employee' && by.id !== 'mo'
  return command !== 'claim' || by.kind !== 'api_client'
}
