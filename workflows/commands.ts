import type { SessionActivities } from '../activities/session-activities.ts'
import type { Command } from '../domain/command.ts'
import { refuse } from '../domain/refusal.ts'
import { acceptCall, declineCall, endCall, startCall } from './call-commands.ts'
import { rate, setLabels, setVisibility } from './classification.ts'
import type { Decision } from './decision.ts'
import { erase } from './erasure.ts'
import type { InputOf } from './messages.ts'
import { askConsent, setConsent, startRecording, stopRecording } from './recording-commands.ts'
import { Refused } from './refused.ts'
import { registerScreenshot } from './screenshot-commands.ts'
import {
  admit,
  assign,
  cancel,
  claim,
  complete,
  confirm,
  create,
  linkTicket,
  reopen,
  takeOver,
  unlinkTicket,
} from './session-commands.ts'

type Before = Pick<SessionActivities, 'openRoom' | 'startRecorder'>
type Changing = Exclude<Command, 'create'>
type Handler<C extends Changing> = (
  decision: Decision,
  input: InputOf<C>,
  before: Before,
) => void | Promise<void>

const HANDLERS: { [C in Changing]: Handler<C> } = {
  confirm,
  assign,
  takeOver,
  cancel,
  complete,
  reopen,
  claim,
  admit,
  startCall,
  acceptCall,
  declineCall,
  endCall,
  askConsent,
  setConsent,
  startRecording,
  stopRecording,
  registerScreenshot,
  linkTicket,
  unlinkTicket,
  setVisibility,
  setLabels,
  rate,
  erase,
}

type Asked<C extends Command> = { command: C; input: InputOf<C>; activities: SessionActivities }

/** Prepares the change that a command makes; refuses where only the gateway could make it true. */
async function change<C extends Command>(
  decision: Decision,
  { command, input, activities }: Asked<C>,
): Promise<Decision> {
  if (command === 'create') throw new Refused(refuse('key_reused'))
  const handlers: Partial<Record<Command, unknown>> = HANDLERS
  // The table is indexed by the very command that types its input.
  const handler = handlers[command] as (...its: Parameters<Handler<Changing>>) => unknown
  await handler(decision, input, guarded(activities))
  return decision
}

/** Before a commit the world gets a moment; then the answer is that calls are not possible now. */
function guarded(activities: SessionActivities): Before {
  const orRefuse = () => Promise.reject(new Refused(refuse('gateway_unavailable')))
  return {
    openRoom: (input) => activities.openRoom(input).catch(orRefuse),
    startRecorder: (input) => activities.startRecorder(input).catch(orRefuse),
  }
}

export const commands = { create, change }
