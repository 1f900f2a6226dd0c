import type { EmployeeSessionView, MeView } from '../../../contract/views.ts'
import type { EmployeeActor } from '../../../domain/actor.ts'
import type { Command } from '../../../domain/command.ts'
import type { Refusal } from '../../../domain/refusal.ts'
import { refusalFor } from '../../../domain/session-rules.ts'
import { sentenceFor } from '../../foundation/components/note.tsx'

export type Offered = Exclude<Command, 'create'>

/** Who the reader is to this session, as the rules want to know it. */
export function actorIn(session: EmployeeSessionView, me: MeView): EmployeeActor {
  return { kind: 'employee', id: me.id, role: me.role, relation: session.me.relation }
}

/** Why the reader may not give this command now, in a sentence; undefined when they may. */
export function refusalSentence(
  session: EmployeeSessionView,
  me: MeView,
  command: Offered,
): string | undefined {
  const refusal = refusalFor(session.rules, actorIn(session, me), command)
  return refusal && sentenceFor(withNames(refusal, session))
}

export function isOffered(session: EmployeeSessionView, me: MeView, command: Offered): boolean {
  return refusalFor(session.rules, actorIn(session, me), command) === undefined
}

/** Somebody else holds it, and the reader could relieve them of it. */
export function canRelieve(session: EmployeeSessionView, me: MeView): boolean {
  const isOthers = session.responsible !== null && session.responsible.id !== me.id
  return isOthers && isOffered(session, me, 'takeOver')
}

/** The reader is in the running call, or made it: they come back instead of starting one. */
export function isInCall({ rules: { call } }: EmployeeSessionView, me: MeView): boolean {
  if (!call) return false
  return call.employees.includes(me.id) || call.startedBy.id === me.id
}

/** Rules name people by their ids. */
function withNames({ code, responsible, by }: Refusal, session: EmployeeSessionView) {
  const known = [session.responsible, ...(session.call?.employees ?? [])]
  const named = (id: string | undefined) => known.find((each) => each?.id === id)
  const holder = named(responsible)
  const taker = named(by)
  return {
    code,
    ...(holder ? { responsible: holder } : {}),
    ...(taker ? { by: taker } : {}),
  }
}
