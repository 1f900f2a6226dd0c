import type { CallSession } from '../call-session.ts'
import type { Side } from '../strokes.ts'
import { texts } from '../texts/texts.ts'

/** The other side's name, as far as it is known. */
export function otherName(session: CallSession, side: Side): string {
  if (side === 'employee') return session.requesterName ?? texts.value.codeUser
  const inCall = session.call?.employees[0]?.name
  return inCall ?? session.responsible?.name ?? session.organisationName
}

export function firstName(name: string): string {
  return name.split(/\s+/)[0] ?? name
}
