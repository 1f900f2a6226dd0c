import { pages } from '../../contract/paths.ts'
import type { GrantSessionView } from '../../contract/code-views.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { listHistory } from '../../db/history.ts'
import { listSessionLabels } from '../../db/labels.ts'
import { listParticipants } from '../../db/participants.ts'
import { findFirstSeen, listRecipients } from '../../db/recipients.ts'
import type { SessionHead } from '../../db/sessions.ts'
import { findTextBodies } from '../../db/texts.ts'
import type { RuleState } from '../../domain/rule-state.ts'
import type { CodeUserCaller } from '../caller.ts'
import { loadSessionBase, type SessionBase } from './session-base.ts'

type Input = {
  db: OrganisationDatabase
  session: SessionHead
  participantId: string
  caller: CodeUserCaller
}

/** A session as its participant reads it: no recipients, no tickets, no internal labels. */
export async function loadCodeUserSessionView({
  db,
  session,
  participantId,
  caller,
}: Input): Promise<CodeUserSessionView> {
  const [base, told, lines, participants, labels] = await Promise.all([
    loadSessionBase(db, session),
    loadTold(db, session),
    loadNewsLines(db, session.id),
    listParticipants(db, session.id),
    listSessionLabels(db, session.id),
  ])
  const own = participants.find(({ id }) => id === participantId)
  return {
    ...base.common,
    rules: withoutEmployees(base.common.rules, session),
    labels: labels.filter(({ isPublic }) => isPublic),
    told,
    email: base.texts.email ?? null,
    artefacts: base.artefacts,
    news: newsOf(lines, base),
    me: { participantId, state: own?.state ?? 'pending' },
    waiting: participants
      .filter(({ state }) => state === 'pending')
      .map(({ id, addedAt }) => ({ id, at: addedAt.getTime() })),
    codePage: codePage(caller, session, base),
  }
}

/** A session as a browser reads it that does not take part in it. */
export async function loadGrantSessionView(
  db: OrganisationDatabase,
  session: SessionHead,
  isWaiting: boolean,
): Promise<GrantSessionView> {
  const [{ details }, participants] = await Promise.all([
    loadSessionBase(db, session),
    listParticipants(db, session.id),
  ])
  const isFree = !participants.some(({ state }) => state === 'admitted')
  const { id, number, rev, status, createdAt } = session
  return {
    id,
    number,
    rev,
    status,
    createdAt: createdAt.getTime(),
    device: { label: details.deviceLabel },
    access: accessOf(isWaiting, isFree),
  }
}

function accessOf(isWaiting: boolean, isFree: boolean): GrantSessionView['access'] {
  if (isWaiting) return 'pending'
  return isFree ? 'claim' : 'join'
}

/** Which employees are rung, and who they are, is not for the person at the machine. */
function withoutEmployees(rules: RuleState, { state }: SessionHead): RuleState {
  const { call } = rules
  if (!call) return rules
  const participants = new Set(state.participants.map(({ id }) => id))
  const { kind, id } = call.startedBy
  return {
    ...rules,
    call: {
      number: call.number,
      phase: call.phase,
      rings: call.rings,
      rung: call.rung.filter((each) => participants.has(each)),
      employees: [],
      participants: call.participants,
      recording: call.recording,
      startedBy: { kind, id: kind === 'code_user' ? id : '' },
      ...(call.screenshots ? { screenshots: call.screenshots } : {}),
    },
  }
}

async function loadTold(
  db: OrganisationDatabase,
  session: SessionHead,
): Promise<CodeUserSessionView['told']> {
  const [recipients, seen] = await Promise.all([
    listRecipients(db, session.id),
    findFirstSeen(db, session.id),
  ])
  const isRequest = session.createdByKind === 'code_user'
  return {
    employees: recipients.length,
    at: isRequest ? session.createdAt.getTime() : null,
    department: recipients.find(({ departmentName }) => departmentName)?.departmentName ?? null,
    seenBy: seen?.name ?? null,
    seenAt: seen?.seenAt.getTime() ?? null,
  }
}

const NEWS = {
  confirmed: 'confirmed',
  call_missed: 'missed_call',
  cancelled: 'cancelled',
  recording_stored: 'artefacts_ready',
} as const

async function loadNewsLines(db: OrganisationDatabase, sessionId: string) {
  const lines = (await listHistory(db, sessionId)).filter(({ kind }) => kind in NEWS)
  const ids = lines.flatMap(({ details }) => details.textId ?? [])
  const bodies = await findTextBodies(db, ids)
  return lines.map((line) => {
    const { textId } = line.details
    return { ...line, message: textId === undefined ? null : (bodies.get(textId) ?? null) }
  })
}

type NewsLine = Awaited<ReturnType<typeof loadNewsLines>>[number]

function newsOf(lines: readonly NewsLine[], base: SessionBase): CodeUserSessionView['news'] {
  return lines.flatMap(({ kind, at, actor, details, message }) => {
    if (!isNews(kind)) return []
    const isMissed = kind === 'call_missed'
    // Missed by employees: no news for the person who called them.
    if (isMissed && details.employees && details.employees.length > 0) return []
    const call = base.common.calls.find(({ number }) => number === details.call)
    const person = actor.kind === 'employee' ? actor.name : null
    const by = isMissed ? (call?.startedBy.name ?? null) : person
    return [{ kind: NEWS[kind], at: at.getTime(), by, message }]
  })
}

function isNews(kind: string): kind is keyof typeof NEWS {
  return kind in NEWS
}

function codePage(
  { grants }: CodeUserCaller,
  session: SessionHead,
  { details }: SessionBase,
): string | null {
  const ofDevice = grants.filter(({ deviceId }) => deviceId === session.deviceId)
  const grant = ofDevice.find(({ code }) => code === details.code) ?? ofDevice[0]
  return grant ? pages.code(grant.code) : null
}
