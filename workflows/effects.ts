import type { CallRoom } from '../activities/session-activities.ts'
import { eraseData } from './erasure.ts'
import { concerned, note, type Decision, type Effect } from './decision.ts'
import type { SessionState } from '../domain/session-state.ts'
import type { World } from './world.ts'

const SLOW_UPLOAD_MS = 300_000

/** What an effect needs of its session: where it stands, and a way to commit what came of it. */
type Session = {
  readonly world: World
  readonly committed: SessionState
  apply(commandId: string, prepare: (decision: Decision) => boolean): Promise<boolean>
}
type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>
type Runners = {
  [K in Effect['kind']]: (session: Session, effect: EffectOf<K>) => Promise<void>
}

const RUNNERS: Runners = {
  notify: tell,
  closeRoom: (session, { call, gateway }) =>
    session.world.activities.finishCall(room(session, call, gateway)),
  stopRecorder: (session, { call, gateway }) =>
    session.world.activities.stopRecorder(room(session, call, gateway)),
  storeRecording: (session, { call }) => storeRecording(session, call),
  storeScreenshots: (session, { call }) => storeScreenshots(session, call),
  eraseData,
  deleteRecorded: (session, { kind: _, call, gateway, ...limit }) =>
    session.world.activities.deleteRecorded({ ...room(session, call, gateway), ...limit }),
}

/** Never rejects: what cannot be done is a line in the history, or left to reconcile. */
export async function runEffect(session: Session, effect: Effect): Promise<void> {
  // The table is indexed by the effect's own kind.
  const run = RUNNERS[effect.kind] as (session: Session, effect: Effect) => Promise<void>
  await run(session, effect).catch(() => undefined)
}

function room(session: Session, call: number, gateway: string): CallRoom {
  const { organisationId, sessionId } = session.committed
  return { organisationId, sessionId, call, gateway }
}

async function tell(session: Session, effect: EffectOf<'notify'>): Promise<void> {
  const { organisationId, sessionId, rev } = session.committed
  const { kind: _, ...notice } = effect
  const input = { organisationId, sessionId, rev, ...notice }
  // Rejected: nobody was there to tell them for the whole hour.
  const { failed } = await session.world.activities
    .notify(input)
    .catch(() => ({ sent: 0, failed: 1 }))
  if (failed === 0) return
  await session.apply(`notification-failed:${rev}:${notice.event}`, (decision) => {
    note(decision, 'notification_failed')
    return true
  })
}

async function storeRecording(session: Session, call: number): Promise<void> {
  const media = session.committed.media.find((each) => each.call === call)
  if (!media) return
  const { activities, watch } = session.world
  const place = room(session, call, media.gateway)
  await activities.finishCall(place)
  const { segments, artefactId, isGatewayLost } = media
  const work = activities.storeRecording({
    ...place,
    artefactId,
    segments,
    codeUsers: media.participants,
    employees: media.employees,
    isGatewayLost,
  })
  const result = await watch(work, SLOW_UPLOAD_MS, () => noteSlowUpload(session, call))
  const isKept = await session.apply(`stored:${call}`, (decision) =>
    noteStored(decision, call, result),
  )
  if (!isKept) await activities.deleteRecorded(place)
}

async function storeScreenshots(session: Session, call: number): Promise<void> {
  const { organisationId, sessionId, screenshots = [] } = session.committed
  const pending = screenshots.find((each) => each.call === call)
  if (!pending) return
  const { activities, watch, has } = session.world
  const work = activities.storeScreenshots({ organisationId, sessionId, ...pending })
  const { stored, failed } = await watch(work, SLOW_UPLOAD_MS, () => noteSlowUpload(session, call))
  const isTold = has('tell-of-screenshots')
  await session.apply(`screenshots-stored:${call}`, (decision) => {
    const { next } = decision
    const left = next.screenshots?.filter((each) => each.call !== call) ?? []
    if (left.length > 0) next.screenshots = left
    else delete next.screenshots
    const because = 'uploaded_after_call'
    if (stored > 0) note(decision, 'screenshots_stored', { call, because })
    if (stored > 0 && isTold) tellOfKept(decision, 'screenshots_ready', call)
    if (failed > 0) note(decision, 'screenshot_failed', { call })
    return true
  })
}

async function noteSlowUpload(session: Session, call: number): Promise<void> {
  await session.apply(`upload-slow:${call}`, (decision) => {
    note(decision, 'upload_slow', { call })
    return true
  })
}

/** False when it was deleted while it was being stored: then what was stored goes as well. */
function noteStored(
  decision: Decision,
  call: number,
  result: { state: 'ready' | 'partial' | 'none' | 'failed'; durationMs?: number },
): boolean {
  const { next } = decision
  const media = next.media.find((each) => each.call === call)
  if (!media) return false
  const { artefactId, gateway } = media
  const { state, durationMs } = result
  const isStored = state === 'ready' || state === 'partial'
  next.media = next.media.filter((each) => each !== media)
  // One that failed left its files at the gateway: they can be deleted too.
  if (state !== 'none') next.recordings.push({ call, artefactId, gateway })
  note(decision, isStored ? 'recording_stored' : 'recording_failed', {
    call,
    artefactId,
    artefactState: state,
    because: 'uploaded_after_call',
    ...(durationMs === undefined ? {} : { durationMs }),
  })
  if (isStored) tellOfKept(decision, 'recording_ready', call)
  return true
}

function tellOfKept(
  { next, effects }: Decision,
  event: 'recording_ready' | 'screenshots_ready',
  call: number,
): void {
  const employees = next.responsible === null ? concerned(next) : [next.responsible]
  effects.push({ kind: 'notify', event, employees, codeUser: true, call })
}
