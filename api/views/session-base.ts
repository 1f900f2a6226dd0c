import { listCalls } from '../../db/calls.ts'
import { listArtefacts } from '../../db/artefacts.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import { findPeopleAtScreen } from '../../db/open-pages.ts'
import { loadSessionDetails, type SessionHead } from '../../db/sessions.ts'
import { findSessionTexts } from '../../db/texts.ts'
import { ruleState } from '../../domain/rule-state.ts'
import {
  artefactView,
  consentText,
  consentView,
  deviceView,
  endedCallView,
  runningCallView,
  stepsOf,
} from './session-parts.ts'

export type SessionBase = Awaited<ReturnType<typeof loadSessionBase>>

/** What employees and code users both see of a session, and what their views are made from. */
export async function loadSessionBase(db: OrganisationDatabase, head: SessionHead) {
  const [details, texts, calls, artefacts] = await Promise.all([
    loadSessionDetails(db, head.id),
    findSessionTexts(db, head.id),
    listCalls(db, head.id),
    listArtefacts(db, head.id),
  ])
  const language = details.language ?? 'en'
  const { call, deletionQuestion } = head.state
  const [text, names, atScreen] = await Promise.all([
    consentText(db, { templateId: head.templateId, language }),
    findEmployeeNames(db, employeesIn(head, calls)),
    findPeopleAtScreen(db, call?.phase === 'ringing' ? call.rung : []),
  ])
  const requester = texts.requester ?? null
  const people = { names, requester, consents: head.state.consents }
  const { responsibleId, responsibleName } = details
  const isHeld = responsibleId !== null && responsibleName !== null
  const common = {
    id: head.id,
    number: head.number,
    rev: head.rev,
    status: head.status,
    statusSince: head.statusSince.getTime(),
    createdAt: head.createdAt.getTime(),
    origin: originOf(head),
    device: deviceView(details),
    reason: texts.reason ?? null,
    requesterName: requester,
    responsible: isHeld ? { id: responsibleId, name: responsibleName } : null,
    steps: stepsOf(head.statusTimes),
    consent: consentView(head),
    consentText: text,
    call: call && runningCallView(call, { ...people, atScreen: atScreen.length }),
    calls: calls.filter(({ phase }) => phase === 'over').map((row) => endedCallView(row, people)),
    deletionQuestion: deletionQuestion && {
      call: deletionQuestion.call,
      until: deletionQuestion.until,
    },
    promisedMinutes: details.promisedMinutes,
    emergencyPhone: details.emergencyPhone,
    organisationName: details.organisationName,
    rating: ratingView(head),
    rules: ruleState(head.state),
  }
  return { common, details, texts, artefacts: artefacts.map(artefactView) }
}

function ratingView({ state: { rating } }: SessionHead) {
  return rating ? { stars: rating.stars, at: rating.at } : null
}

function originOf({ createdByKind }: SessionHead) {
  // Nothing creates sessions by itself: the system only acts on those there are.
  return createdByKind === 'system' ? 'api_client' : createdByKind
}

type CallRows = Awaited<ReturnType<typeof listCalls>>

function employeesIn({ state }: SessionHead, calls: CallRows): string[] {
  const started = [
    ...(state.call ? [state.call.startedBy] : []),
    ...calls.map(({ startedByKind, startedById }) => ({ kind: startedByKind, id: startedById })),
  ]
  const ids = [
    ...(state.call?.employees ?? []),
    ...(state.call?.rings === 'employees' ? state.call.rung : []),
    ...calls.flatMap(({ employees }) => employees),
    ...started.filter(({ kind }) => kind === 'employee').map(({ id }) => id),
  ]
  return [...new Set(ids)]
}
