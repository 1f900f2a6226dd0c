import type { CallRoom, SessionActivities } from '../activities/session-activities.ts'
import type { SessionState } from '../domain/session-state.ts'
import { note, type Decision } from './decision.ts'

/**
 * Everything the code user said, wrote and showed goes; number, times and decisions stay. What was
 * still to be stored is not stored any more.
 */
export function erase(decision: Decision): void {
  const { next, now } = decision
  const calls = [...(next.erasure?.calls ?? []), ...next.media, ...next.recordings]
  next.erasure = { since: now, calls: calls.map(({ call, gateway }) => ({ call, gateway })) }
  next.media = []
  next.recordings = []
  next.deletionQuestion = null
  delete next.screenshots
  note(decision, 'erasure_started')
  decision.effects.push({ kind: 'eraseData' })
}

type Session = {
  readonly committed: SessionState
  readonly world: { activities: SessionActivities }
  apply(commandId: string, prepare: (decision: Decision) => boolean): Promise<boolean>
}

/** Database and store at once; files beside a gateway as soon as it is there again. */
export async function eraseData(session: Session): Promise<void> {
  const { organisationId, sessionId, erasure } = session.committed
  if (!erasure) return
  const { activities } = session.world
  await activities.eraseSession({ organisationId, sessionId })
  for (const { call, gateway } of erasure.calls) {
    const room: CallRoom = { organisationId, sessionId, call, gateway }
    await activities.deleteRecorded(room)
  }
  await session.apply(`erased:${erasure.since}`, (decision) => noteErased(decision, erasure.since))
}

/** False when it was asked for again meanwhile: then that one says so. */
function noteErased(decision: Decision, since: number): boolean {
  const { next, now } = decision
  if (next.erasure?.since !== since) return false
  delete next.erasure
  next.erasedAt = now
  note(decision, 'data_erased')
  return true
}
