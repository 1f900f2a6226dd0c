import { signal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { CodeView, RequestFlowView } from '../../../contract/code-views.ts'
import type { LabelRow } from '../../../contract/set-up-views.ts'
import { EMPTY_DRAFT, type Draft } from '../../code-user/request/draft.ts'
import { questionOf, StepFields, type DraftFields } from '../../code-user/request/step-fields.tsx'
import { stepsOf } from '../../code-user/request/steps.ts'
import { texts as codeUserTexts } from '../../code-user/texts/texts.ts'
import { Button } from '../../foundation/components/button.tsx'
import { language } from '../../foundation/language.ts'
import { wording } from './flow-choice.tsx'
import { inputOf, type FlowDraft } from './flow-draft.ts'
import { texts } from './texts/texts.ts'
import '../../code-user/request/request-page.css'

type Props = { draft: FlowDraft; labels: readonly LabelRow[] }

/** The same screens that a code user gets, to walk through; nothing is sent. */
export function FlowPreview({ draft, labels }: Props) {
  const store = useMemo(makeTrial, [])
  const at = useSignal(0)
  const view = previewOf(draft, labels)
  const steps = stepsOf(view.flow, view)
  const index = Math.min(at.value, steps.length - 1)
  const step = steps[index]
  const { flows } = texts.value
  const { back, next, send, step: place } = codeUserTexts.value
  return (
    <aside class="flow-preview" aria-label={flows.preview}>
      <h2>{flows.preview}</h2>
      <p class="field-hint">{flows.previewText}</p>
      <div class="flow-phone">
        <strong>{wording(inputOf(draft, 0).title) || flows.untitled}</strong>
        {step && (
          <>
            <p class="flow-phone-place">{place(index + 1, steps.length)}</p>
            <h3>{questionOf(step)}</h3>
            <div class="flow-phone-fields" key={step.id}>
              <StepFields {...{ view, store, step }} errors={{}} />
            </div>
            <div class="flow-phone-buttons">
              <Button onPress={() => (at.value = Math.max(0, index - 1))}>{back}</Button>
              <Button
                variant="primary"
                onPress={() => (at.value = Math.min(steps.length - 1, index + 1))}
              >
                {index === steps.length - 1 ? send : next}
              </Button>
            </div>
          </>
        )}
      </div>
    </aside>
  )
}

/** What is filled in here is kept nowhere. */
function makeTrial(): DraftFields {
  const draft = signal<Draft>(EMPTY_DRAFT)
  const change = (changes: Partial<Draft>) => (draft.value = { ...draft.peek(), ...changes })
  return {
    draft,
    change,
    answer: (step, text) => change({ answers: { ...draft.peek().answers, [step]: text } }),
  }
}

/** The view that the api would make of it, as far as the screens look at it. */
function previewOf(
  draft: FlowDraft,
  labels: readonly LabelRow[],
): CodeView & { flow: RequestFlowView } {
  const { title, steps } = inputOf(draft, 0)
  const flow: RequestFlowView = {
    id: 'preview',
    version: 1,
    title: wording(title),
    steps: steps.map((step) => ({
      kind: step.kind,
      id: step.id,
      title: step.title ? wording(step.title) : null,
      required: step.isRequired,
      ...(step.choices ? { choices: step.choices.map(wording) } : {}),
      ...(step.labels ? { labels: labels.filter(({ id }) => step.labels?.includes(id)) } : {}),
    })),
  }
  return {
    flow,
    code: 'preview',
    device: { id: 'preview', label: '', location: null },
    organisationName: '',
    requestsAllowed: true,
    emergencyPhone: null,
    flows: [flow],
    buttons: [],
    consentText: {
      version: 1,
      language: language.value,
      text: texts.value.flows.consentOfTemplate,
      keeping: '',
    },
    recordingAllowed: true,
    sessions: [],
  }
}
