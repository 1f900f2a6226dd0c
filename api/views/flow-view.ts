import type { Static } from 'typebox'
import type { FlowStepView, RequestFlowView } from '../../contract/code-views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { listPublicLabels } from '../../db/labels.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import type { FlowStep, Texts } from '../../domain/request-flow.ts'
import { wordingOf } from './texts.ts'

type Flow = { id: string; version: number; title: Texts; steps: FlowStep[] }
type Labels = Awaited<ReturnType<typeof listPublicLabels>>

/** Flows as a code user is shown them; a step whose labels are all gone is left out. */
export async function loadFlowViews(
  db: OrganisationDatabase,
  flows: readonly Flow[],
  language: Language,
): Promise<RequestFlowView[]> {
  const wanted = flows.flatMap(({ steps }) => steps.flatMap(({ labels = [] }) => labels))
  const labels = await listPublicLabels(db, wanted)
  return flows.map(({ id, version, title, steps }) => ({
    id,
    version,
    title: wordingOf(title, language) ?? '',
    steps: steps.flatMap((step) => stepViews(step, labels, language)),
  }))
}

type StepView = Static<typeof FlowStepView>

function stepViews(step: FlowStep, labels: Labels, language: Language): StepView[] {
  const { kind, id, title, choices, isRequired: required } = step
  const view: StepView = { kind, id, title: wordingOf(title, language), required }
  if (choices) view.choices = choices.map((choice) => wordingOf(choice, language) ?? '')
  if (kind !== 'labels') return [view]
  const own = labels.filter((label) => step.labels?.includes(label.id))
  if (own.length === 0) return []
  const names = own.map(({ id, name, nameDe, colour }) => {
    return { id, name: language === 'de' ? (nameDe ?? name) : name, colour }
  })
  return [{ ...view, labels: names }]
}
