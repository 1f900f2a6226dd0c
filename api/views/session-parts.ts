import type { Static } from 'typebox'
import type {
  ArtefactView,
  CallView,
  ConsentText,
  ConsentView,
  DeviceView,
  StatusStep,
} from '../../contract/views.ts'
import type { listArtefacts } from '../../db/artefacts.ts'
import type { listCalls } from '../../db/calls.ts'
import { loadConsentText } from '../../db/consents.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import type { loadSessionDetails, SessionHead } from '../../db/sessions.ts'
import { keepingSentence } from '../../domain/keeping-text.ts'
import { consentFor, type Call } from '../../domain/session-state.ts'
import { STATUSES, type Status } from '../../domain/status.ts'

type Rows<F extends (...parameters: never[]) => Promise<unknown>> = Awaited<ReturnType<F>>
export type Details = Rows<typeof loadSessionDetails>
type CallRow = Rows<typeof listCalls>[number]
type ArtefactRow = Rows<typeof listArtefacts>[number]

/** Names of the people in a session, by id. */
export type Names = ReadonlyMap<string, string>

/** Whom a call's ids stand for; a code user has the name they gave. */
export type CallPeople = { names: Names; requester: string | null }

type Consents = SessionHead['state']['consents']

export type Person = { id: string; name: string }

export function personOf(id: string, names: Names): Person {
  return { id, name: names.get(id) ?? '?' }
}

export function deviceView(details: Details): Static<typeof DeviceView> {
  return {
    id: details.deviceId,
    label: details.deviceLabel,
    serial: details.deviceSerial,
    location: details.deviceLocation,
    template: { id: details.templateId, name: details.templateName },
  }
}

/** When each status was reached last, in the order in which that happened. */
export function stepsOf(statusTimes: Partial<Record<Status, number>>): Static<typeof StatusStep>[] {
  return STATUSES.flatMap((status) => {
    const at = statusTimes[status]
    return at === undefined ? [] : [{ status, at }]
  }).toSorted((a, b) => a.at - b.at)
}

/** The agreement for the running call, or for the next one. */
export function consentView({ state }: SessionHead): Static<typeof ConsentView> | null {
  const consent = consentFor(state, state.call?.number ?? state.lastCall + 1)
  if (!consent) return null
  const { call, decision, at, textVersion, language } = consent
  return { call, decision, at, textVersion, language }
}

export async function consentText(
  db: OrganisationDatabase,
  of: { templateId: string; language: string },
): Promise<Static<typeof ConsentText>> {
  const { version, language, body, keepRecordingsDays } = await loadConsentText(db, of)
  const keeping = keepingSentence(keepRecordingsDays, language === 'de' ? 'de' : 'en')
  return { version, language, text: body, keeping }
}

/** The running call as the session's state has it, which is more than the row. */
export function runningCallView(
  call: Call,
  { names, requester, atScreen, consents }: CallPeople & { atScreen: number; consents: Consents },
): CallView {
  return {
    number: call.number,
    phase: call.phase,
    startedAt: call.startedAt,
    acceptedAt: call.acceptedAt,
    endedAt: null,
    endReason: null,
    durationMs: null,
    startedBy: starter(call.startedBy, { names, requester }),
    recording: call.recording,
    recordingSince: recordingSince(call),
    employees: call.employees.map((id) => personOf(id, names)),
    ringing: call.phase === 'ringing' ? ringingOf(call, names, atScreen) : null,
    consent: saidAbout(call.number, consents),
    absent: absentSides(call),
    screenshots: call.screenshots ?? [],
  }
}

function ringingOf({ rings, rung }: Call, names: Names, atScreen: number): CallView['ringing'] {
  const [alone, ...others] = rung
  const isOne = rings === 'employees' && alone !== undefined && others.length === 0
  return { name: isOne ? (names.get(alone) ?? null) : null, people: rung.length, atScreen }
}

export function endedCallView(
  row: CallRow,
  { names, requester, consents }: CallPeople & { consents: Consents },
): CallView {
  const { acceptedAt, endedAt } = row
  const durationMs = acceptedAt && endedAt ? endedAt.getTime() - acceptedAt.getTime() : null
  return {
    number: row.number,
    phase: row.phase,
    startedAt: row.startedAt.getTime(),
    acceptedAt: acceptedAt?.getTime() ?? null,
    endedAt: endedAt?.getTime() ?? null,
    endReason: row.endReason,
    durationMs,
    startedBy: starter({ kind: row.startedByKind, id: row.startedById }, { names, requester }),
    recording: row.recording,
    recordingSince: null,
    employees: row.employees.map((id) => personOf(id, names)),
    ringing: null,
    consent: saidAbout(row.number, consents),
    absent: [],
    screenshots: [],
  }
}

/** The word about one call; what was said in the request belongs to the first accepted one. */
function saidAbout(call: number, consents: Consents): CallView['consent'] {
  return consents.findLast((consent) => consent.call === call)?.decision ?? null
}

function starter(by: { kind: string; id: string }, { names, requester }: CallPeople) {
  return { kind: by.kind, name: names.get(by.id) ?? (by.kind === 'code_user' ? requester : null) }
}

function recordingSince({ recording, segments }: Call): number | null {
  const last = segments.at(-1)
  return recording === 'on' && last?.stoppedAt === null ? last.startedAt : null
}

function absentSides({ presence, employees, participants }: Call): CallView['absent'] {
  const isAbsent = (id: string) => presence[id]?.present === false
  return [
    ...(employees.some(isAbsent) ? (['employee'] as const) : []),
    ...(participants.some(isAbsent) ? (['code_user'] as const) : []),
  ]
}

const NAMES_OF_KINDS = {
  recording: (row: ArtefactRow) => `Recording of call ${row.callNumber}`,
  screenshot: (row: ArtefactRow) => `Screenshot ${row.position} of call ${row.callNumber}`,
}

export function artefactView(row: ArtefactRow): ArtefactView {
  const { id, kind, state, reason, contentType, bytes, durationMs } = row
  // Left out by the query: a call that left nothing behind has nothing to show.
  if (state === 'none') throw new Error(`artefact ${id} is nothing to show`)
  return {
    id,
    kind,
    call: row.callNumber,
    name: NAMES_OF_KINDS[kind](row),
    state,
    ...(reason === null ? {} : { reason }),
    contentType,
    bytes,
    ...(kind === 'recording' ? { durationMs } : {}),
    createdAt: row.createdAt.getTime(),
    ...keptUntil(row),
  }
}

const DAY_MS = 86_400_000

/** What is deleted already needs no date any more. */
function keptUntil({ state, keepDays, createdAt }: ArtefactRow) {
  if (keepDays === null || state === 'deleted') return {}
  return { keptUntil: createdAt.getTime() + keepDays * DAY_MS }
}
