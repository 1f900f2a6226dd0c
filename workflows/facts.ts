import { endCallWith } from './call-ending.ts'
import { note, type Decision } from './decision.ts'
import type {
  GatewayLostFact,
  MediaStoppedFact,
  PresenceFact,
  TicketChangedFact,
} from './messages.ts'
import { switchOff } from './recording-commands.ts'

/** Facts that the world tells; each says whether there is anything to commit. */

export function presence(decision: Decision, fact: PresenceFact): boolean {
  const { call } = decision.next
  if (call?.number !== fact.call) return false
  if (![...call.employees, ...call.participants, ...call.rung].includes(fact.id)) return false
  const known = call.presence[fact.id]
  if (known && isOlder(fact, known)) return false
  const { epoch, seq, present } = fact
  const since = known?.present === present ? known.since : decision.now
  call.presence[fact.id] = { epoch, seq, present, since }
  if (known && known.present !== present && call.phase === 'live') {
    const who = {
      kind: call.employees.includes(fact.id) ? 'employee' : 'code_user',
      id: fact.id,
    } as const
    note(decision, present ? 'connection_back' : 'connection_lost', {
      call: call.number,
      actor: who,
    })
  }
  return true
}

function isOlder(fact: PresenceFact, known: { epoch: number; seq: number }): boolean {
  if (fact.epoch !== known.epoch) return fact.epoch < known.epoch
  return fact.seq <= known.seq
}

export function gatewayLost(decision: Decision, fact: GatewayLostFact): boolean {
  const { call } = decision.next
  if (call?.number !== fact.call || call.gateway !== fact.gateway) return false
  endCallWith(decision, 'gateway_lost', { because: 'gateway_stopped' })
  return true
}

/** The recorder is off at the gateway although no command has said so yet. */
export function mediaStopped(decision: Decision, fact: MediaStoppedFact): boolean {
  const { call } = decision.next
  if (call?.number !== fact.call || call.recording !== 'on') return false
  switchOff(decision, call)
  return true
}

export function ticketChanged(decision: Decision, fact: TicketChangedFact): boolean {
  const { system, key } = fact
  const isLinked = decision.next.ticketLinks.some(
    (each) => each.system === system && each.key === key,
  )
  if (isLinked) note(decision, 'ticket_changed', { ticket: { system, key } })
  return isLinked
}
