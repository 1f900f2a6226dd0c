import type { NotificationEvent } from '../domain/notification.ts'
import type { ActorRef } from '../domain/actor.ts'
import type {
  ConsentRecord,
  EndedCall,
  HistoryLine,
  NewArtefact,
} from '../domain/session-change.ts'
import type { CommandExtra, Consent, SessionState } from '../domain/session-state.ts'
import type { Status } from '../domain/status.ts'
import type { World } from './world.ts'

/** What happens in the world once a change is committed; detached, its failures become history. */
export type Effect =
  | {
      kind: 'notify'
      event: NotificationEvent
      employees: string[]
      codeUser: boolean
      by?: string
      call?: number
    }
  | { kind: 'closeRoom'; call: number; gateway: string }
  | { kind: 'storeRecording'; call: number }
  | { kind: 'storeScreenshots'; call: number }
  | { kind: 'eraseData' }
  | { kind: 'stopRecorder'; call: number; gateway: string }
  | { kind: 'deleteRecorded'; call: number; gateway: string; recordedUntil?: number }

/** One change being prepared on a copy of the state; nothing of it is true before the commit. */
export type Decision = {
  next: SessionState
  actor: ActorRef
  now: number
  newId: World['newId']
  history: HistoryLine[]
  textIds: string[]
  consents: ConsentRecord[]
  endedCall: EndedCall | null
  newArtefacts: NewArtefact[]
  effects: Effect[]
  /** Takes back what was done in the world before a commit that then failed. */
  undo: Effect[]
  extra: CommandExtra
  externalKey?: { apiClientId: string; key: string; bodyHash: string }
}

export function decide(
  state: SessionState,
  actor: ActorRef,
  { now, newId }: Pick<World, 'now' | 'newId'>,
): Decision {
  return {
    // The workflow sandbox has no structuredClone; the state is JSON by definition.
    next: JSON.parse(JSON.stringify(state)) as SessionState,
    actor: { kind: actor.kind, id: actor.id },
    now: now(),
    newId,
    history: [],
    textIds: [],
    consents: [],
    endedCall: null,
    newArtefacts: [],
    effects: [],
    undo: [],
    extra: {},
  }
}

export function note(
  decision: Decision,
  kind: HistoryLine['kind'],
  details: Partial<Omit<HistoryLine, 'kind' | 'at'>> = {},
): void {
  decision.history.push({ kind, actor: decision.actor, at: decision.now, ...details })
}

export function setStatus(decision: Decision, status: Status): void {
  decision.next.status = status
  decision.next.statusSince = decision.now
}

/** Keeps the decision in force and the evidence of it. */
export function recordConsent(decision: Decision, consent: Omit<Consent, 'at'>): void {
  const complete = { ...consent, at: decision.now }
  const { consents } = decision.next
  decision.next.consents = [...consents.filter((each) => each.call !== consent.call), complete]
  decision.consents.push(complete)
}

/** Everybody the session was offered to, and whoever holds it; without one person if given. */
export function concerned(state: SessionState, except?: string): string[] {
  const ids = [...state.recipients.map((recipient) => recipient.id)]
  if (state.responsible !== null && !ids.includes(state.responsible)) ids.push(state.responsible)
  return ids.filter((id) => id !== except)
}
