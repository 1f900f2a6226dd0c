import type { RequestSession } from '../contract/requests.ts'
import { findActionButton } from '../db/action-buttons.ts'
import { loadConsentText } from '../db/consents.ts'
import { forOrganisation, type OrganisationDatabase } from '../db/database.ts'
import { announceJoined } from '../db/device-grants.ts'
import { findDraft } from '../db/drafts.ts'
import { listPublicLabels } from '../db/labels.ts'
import { claimRequest, type RequestOrigin } from '../db/open-requests.ts'
import { findFlowVersion, findRequestFlow } from '../db/request-flows.ts'
import type { FlowStep } from '../domain/request-flow.ts'
import type { Language } from '../domain/refusal-texts.ts'
import type { ConsentInput } from '../workflows/messages.ts'
import type { CodeUserCaller, Grant } from './caller.ts'
import { commandId, idFrom, sessionId as sessionIdFrom } from './command-ids.ts'
import { checkAnswers } from './flow-answers.ts'
import { invalidField, notFound, ProblemError } from './problems.ts'
import type { RouteContext } from './route-context.ts'
import { createSession, findSettings, wasCreated, type Creation } from './session-creation.ts'
import { commandIds, type CommandText } from './session-commands.ts'
import { answersText, assistantText, wordingOf } from './views/texts.ts'

const MOST_OPEN_OF_BROWSER = 1
const MOST_OPEN_OF_CODE = 3

type Flow = { id: string; templateId: string; steps: FlowStep[] }
type RequestContext = Pick<RouteContext, 'commands' | 'limits'>
type Requesting = { body: RequestSession; key: string; language: Language }

/** By the person at the machine: requested, and this browser becomes its participant. */
export async function requestSession(
  { commands, limits }: RequestContext,
  caller: CodeUserCaller,
  { body, key, language }: Requesting,
): Promise<{ sessionId: string; participantId: string }> {
  const { grant, db, flow } = await findGrantedFlow(caller, body)
  const settings = await findSettings(db, grant.deviceId)
  if (!settings) throw notFound()
  const { module } = settings
  if (!module.requestsAllowed) throw new ProblemError('requests_off')
  const draft = await findOwnDraft(db, grant, body)
  await checkButton(db, body, draft)
  const answers = checkAnswers(flow.steps, body.answers)
  const labels = await checkLabels({ db, flow }, body)
  const consent = await checkConsent({ db, flow, isRecorded: module.recordingAllowed }, body)
  const by = `grant:${grant.id}`
  const sessionId = sessionIdFrom(grant.organisationId, by, key)
  const participantId = participantOf({ grant, by, sessionId, key })
  const origin = {
    ...{ sessionId, codeId: grant.codeId, deviceGrantId: grant.id, requestFlowId: flow.id },
    language: body.language ?? language,
    actionButtonId: body.buttonId ?? null,
    draftId: body.draftId ?? null,
  }
  const creation: Creation = {
    ...{ db, sessionId, deviceId: grant.deviceId, ...settings, by, key, body },
    actor: { kind: 'code_user', id: participantId, relation: 'participant' },
    texts: textsOf({ draft, language }, body, answers),
    origin,
    details: () => ({
      status: 'requested',
      responsible: null,
      participants: [{ id: participantId, state: 'admitted', via: 'request' }],
      consent,
      ticketLinks: [],
      ...(labels.length > 0 ? { labels } : {}),
    }),
  }
  if (!(await isRepeated(creation))) await claim({ limits }, db, origin)
  await createSession(commands, creation)
  await announceJoined(db, { grantId: grant.id, participantId, sessionId })
  return { sessionId, participantId }
}

type Participation = { grant: Grant; by: string; sessionId: string; key: string }

function participantOf({ grant, by, sessionId, key }: Participation): string {
  const { organisationId } = grant
  const id = commandId({ organisationId, actor: by, command: 'create', sessionId, key })
  return idFrom(id, 'participant')
}

/** The browser may have opened several codes: the flow must belong to one of their machines. */
async function findGrantedFlow(
  { database, grants }: CodeUserCaller,
  { flowId, flowVersion: version, code }: RequestSession,
): Promise<{ grant: Grant; db: OrganisationDatabase; flow: Flow }> {
  for (const grant of grants) {
    if (code !== undefined && grant.code !== code) continue
    const db = forOrganisation(database, grant.organisationId)
    const flow =
      version === undefined
        ? await findRequestFlow(db, flowId)
        : await findFlowVersion(db, { id: flowId, version })
    if (flow?.templateId === grant.templateId) return { grant, db, flow }
  }
  throw notFound()
}

type Draft = Awaited<ReturnType<typeof findDraft>>

async function findOwnDraft(
  db: OrganisationDatabase,
  { codeId }: Grant,
  { draftId }: RequestSession,
): Promise<Draft> {
  if (draftId === undefined) return undefined
  const draft = await findDraft(db, { id: draftId, codeId })
  if (!draft) throw invalidField('/draftId', 'has expired')
  return draft
}

/** What an assistant prepared stays good when its button opens another flow by now. */
async function checkButton(
  db: OrganisationDatabase,
  { buttonId, flowId }: RequestSession,
  draft: Draft,
): Promise<void> {
  if (buttonId === undefined) return
  const button = await findActionButton(db, buttonId)
  const isOfDraft = draft?.requestFlowId === flowId && draft.actionButtonId === buttonId
  if (button && (button.requestFlowId === flowId || isOfDraft)) return
  throw new ProblemError('no_action_button')
}

/** Undecided stays undecided: a flow without that step, or a machine that is never recorded. */
async function checkConsent(
  { db, flow, isRecorded }: { db: OrganisationDatabase; flow: Flow; isRecorded: boolean },
  { consent }: RequestSession,
): Promise<ConsentInput | null> {
  const step = flow.steps.find(({ kind }) => kind === 'consent')
  if (!step || !isRecorded) return null
  if (!consent) {
    if (step.isRequired) throw invalidField('/consent', 'is required')
    return null
  }
  const { templateId } = flow
  const { version } = await loadConsentText(db, { templateId, language: consent.language })
  if (consent.textVersion <= version) return consent
  throw invalidField('/consent/textVersion', 'is not a version there is')
}

/** A label that was switched off meanwhile is no reason to turn a person away. */
async function checkLabels(
  { db, flow }: { db: OrganisationDatabase; flow: Flow },
  { labels: chosen = [] }: RequestSession,
): Promise<string[]> {
  const step = flow.steps.find(({ kind }) => kind === 'labels')
  const offered = step?.labels ?? []
  const unknown = chosen.findIndex((id) => !offered.includes(id))
  if (unknown >= 0) throw invalidField(`/labels/${unknown}`, 'is not asked in this request flow')
  const present = (await listPublicLabels(db, offered)).map(({ id }) => id)
  if (step?.isRequired && present.length > 0 && chosen.length === 0) {
    throw invalidField('/labels', 'are required')
  }
  return chosen.filter((id) => present.includes(id))
}

function textsOf(
  { draft, language }: { draft: Draft; language: Language },
  { email, ref }: RequestSession,
  answers: ReadonlyMap<FlowStep, string>,
): CommandText[] {
  const texts: CommandText[] = []
  const others: { question: string; answer: string }[] = []
  for (const [step, answer] of answers) {
    if (step.kind === 'reason' || step.kind === 'requester') {
      texts.push({ kind: step.kind, body: answer })
    } else {
      others.push({ question: wordingOf(step.title, language) ?? step.id, answer })
    }
  }
  if (others.length > 0) texts.push({ kind: 'answers', body: answersText(others) })
  if (email !== undefined) texts.push({ kind: 'email', body: email })
  const name = draft ? draft.assistantName : null
  const transcript = draft ? draft.transcript : null
  const reference = (draft ? draft.reference : null) ?? ref ?? null
  if (name !== null || transcript !== null || reference !== null) {
    texts.push({ kind: 'assistant', body: assistantText({ name, transcript, ref: reference }) })
  }
  return texts
}

/** A repeated request is no further one. */
function isRepeated(creation: Creation): Promise<boolean> {
  const input = () => {
    throw new Error('only its ids are asked for')
  }
  return wasCreated(creation, commandIds({ ...creation, command: 'create', input }))
}

function claim(
  { limits }: Pick<RouteContext, 'limits'>,
  db: OrganisationDatabase,
  origin: RequestOrigin,
): Promise<void> {
  return claimRequest(db, origin, ({ ofBrowser, ofCode }) => {
    if (ofBrowser >= MOST_OPEN_OF_BROWSER || ofCode >= MOST_OPEN_OF_CODE) {
      throw new ProblemError('too_many', { retryAfterSeconds: 60 })
    }
    limits.request.take(origin.codeId)
  })
}
