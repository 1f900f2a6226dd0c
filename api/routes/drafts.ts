import Type from 'typebox'
import { DraftCreated, DraftView } from '../../contract/answers.ts'
import { pages, paths } from '../../contract/paths.ts'
import { CreateDraft } from '../../contract/requests.ts'
import { Id } from '../../contract/scalars.ts'
import { findActionButton } from '../../db/action-buttons.ts'
import { findCode } from '../../db/codes.ts'
import { forOrganisation, type OrganisationDatabase } from '../../db/database.ts'
import { findDraft, insertDraft } from '../../db/drafts.ts'
import { findFlowVersion, findRequestFlow } from '../../db/request-flows.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import type { App } from '../app-type.ts'
import { apiClientOf, codeUserOf } from '../caller.ts'
import { languageOf } from '../language.ts'
import { invalidField, notFound, ProblemError } from '../problems.ts'
import type { RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadFlowViews } from '../views/flow-view.ts'

const TAGS = ['assistant']
const DRAFT_HOURS = 24
const HOUR_MS = 3_600_000
const DraftParams = Type.Object({ id: Id })

/** What an assistant prepares. It becomes a session only when a person sends it. */
export function draftRoutes(app: App, context: RouteContext): void {
  registerPreparing(app, context)
  registerReading(app, context)
}

function registerPreparing(app: App, { database, settings }: RouteContext): void {
  app.post(
    paths.drafts(':id'),
    {
      config: { scope: 'drafts' },
      schema: {
        tags: TAGS,
        summary: 'Prepare a request behind an action button',
        params: DraftParams,
        body: CreateDraft,
        response: answering({ 201: named(DraftCreated) }),
      },
    },
    async (request, reply) => {
      const { db } = apiClientOf(request)
      const { code: text, answers, transcript, name, ref } = request.body
      const button = await findActionButton(db, request.params.id)
      const flow = button && (await findRequestFlow(db, button.requestFlowId))
      if (!button || !flow) throw new ProblemError('no_action_button')
      const code = await findCode(database, text)
      const isTheirs = code?.organisationId === db.organisationId && code.isUsable
      if (!code || !isTheirs || code.templateId !== flow.templateId) {
        throw invalidField('/code', 'is not a code of a machine with this button')
      }
      const expiresAt = new Date(Date.now() + DRAFT_HOURS * HOUR_MS)
      const id = await insertDraft(db, {
        actionButtonId: button.id,
        requestFlowId: flow.id,
        flowVersion: flow.version,
        codeId: code.id,
        answers: knownAnswers(answers, new Set(flow.steps.map((step) => step.id))),
        transcript: transcript ?? null,
        assistantName: name ?? null,
        reference: ref ?? null,
        expiresAt,
      })
      const url = `${settings.publicUrl}${pages.code(code.code)}?button=${button.id}&draft=${id}`
      void reply.code(201)
      return { id, url, expiresAt: expiresAt.getTime() }
    },
  )
}

function registerReading(app: App, { database }: RouteContext): void {
  app.get(
    paths.draft(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'A draft for a machine whose code this browser has opened',
        params: DraftParams,
        response: answering({ 200: named(DraftView) }),
      },
    },
    async (request) => {
      const { grants } = codeUserOf(request)
      for (const { organisationId, codeId } of grants) {
        const db = forOrganisation(database, organisationId)
        const draft = await findDraft(db, { id: request.params.id, codeId })
        const button = draft && (await findActionButton(db, draft.actionButtonId))
        if (draft && !button) throw new ProblemError('no_action_button')
        const flow = draft && button && (await loadShownFlow(db, draft, languageOf(request)))
        if (draft && button && flow) {
          return {
            id: draft.id,
            flow,
            buttonId: button.id,
            answers: draft.answers,
            assistantName: draft.assistantName,
            hasTranscript: draft.transcript !== null,
            expiresAt: draft.expiresAt.getTime(),
          }
        }
      }
      throw notFound()
    },
  )
}

/** The version that the assistant has answered. */
async function loadShownFlow(
  db: OrganisationDatabase,
  { requestFlowId: id, flowVersion: version }: { requestFlowId: string; flowVersion: number },
  language: Language,
) {
  const flow = await findFlowVersion(db, { id, version })
  if (!flow) throw new ProblemError('no_action_button')
  const [view] = await loadFlowViews(db, [flow], language)
  return view
}

function knownAnswers(
  answers: Record<string, string>,
  steps: ReadonlySet<string>,
): Record<string, string> {
  const unknown = Object.keys(answers).find((id) => !steps.has(id))
  if (unknown === undefined) return answers
  throw invalidField(`/answers/${unknown}`, 'is not asked in the button’s request flow')
}
