import fc from 'fast-check'
import type { SessionState } from '../../domain/session-state.ts'
import { MODEL_COMMANDS, type ModelCommand, type Person, type Said } from './session-model-words.ts'
import type { SessionModel } from './session-model.ts'

export const SEED = 20_261_123

export const PEOPLE = {
  erik: { id: 'erik', kind: 'employee' },
  anna: { id: 'anna', kind: 'employee' },
  olaf: { id: 'olaf', kind: 'employee' },
  mo: { id: 'mo', kind: 'employee', isModerator: true },
  tomas: { id: 'tomas', kind: 'code_user' },
  marta: { id: 'marta', kind: 'code_user' },
  tickets: { id: 'tickets', kind: 'api_client' },
} as const satisfies Record<string, Person>

export type Command = { by: Person; command: ModelCommand; said: Said }
export type Step = Command | { seconds: number }

const { erik, anna, olaf, mo, tomas, marta, tickets } = PEOPLE
const NOTHING: Said = { decision: 'given' }
const took = (command: ModelCommand, by: Person): Command => ({ command, by, said: NOTHING })
/** Where walks begin: few would come as far as a call by chance. */
export const BEGINNINGS: Command[][] = [
  [],
  [took('confirm', erik)],
  [took('confirm', anna), took('startCall', tomas)],
  [took('confirm', erik), took('claim', marta), took('startCall', erik)],
  [took('confirm', erik), took('startCall', tomas), took('acceptCall', erik)],
]
/** What ends things, and what nobody may, comes up less often. */
const SELDOM: readonly ModelCommand[] = ['cancel', 'complete', 'endCall', 'assign', 'linkTicket']
export const anyCommand: fc.Arbitrary<Command> = fc.record({
  by: fc.constantFrom(erik, erik, erik, anna, anna, tomas, tomas, tomas, marta, mo, olaf, tickets),
  command: fc.constantFrom(
    ...MODEL_COMMANDS,
    ...MODEL_COMMANDS.filter((command) => !SELDOM.includes(command)),
    ...(['startCall', 'acceptCall', 'setConsent', 'startRecording'] as const),
  ),
  said: fc.record({
    decision: fc.constantFrom('given', 'given', 'declined', 'withdrawn'),
  }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 15, arbitrary: anyCommand },
  { weight: 1, arbitrary: fc.record({ seconds: fc.constantFrom(16, 46, 61) }) },
)
export const walk = fc.record({
  recordingAllowed: fc.constantFrom(true, true, false),
  consent: fc.constantFrom('given', null),
  steps: fc
    .tuple(fc.constantFrom(...BEGINNINGS), fc.array(step, { minLength: 10, maxLength: 40 }))
    .map((parts) => parts.flat()),
})

/** What is compared of a session after each step. */
export function sightOf({ status, responsible, lastCall, participants, call }: SessionState) {
  return {
    ...{ status, responsible, lastCall },
    participants: participants.map(({ id, state }) => [id, state]).toSorted(),
    call: call && {
      ...{ phase: call.phase, recording: call.recording },
      rung: call.rung.toSorted(),
      people: [...call.employees, ...call.participants].toSorted(),
    },
  }
}

/** The same of its model. */
export function sightOfModel({ status, responsible, lastCall, participants, call }: SessionModel) {
  return {
    ...{ status, responsible, lastCall },
    participants: [...participants].toSorted(),
    call: call && {
      ...{ phase: call.phase, recording: call.recording },
      rung: call.rung.toSorted(),
      people: call.people.toSorted(),
    },
  }
}
