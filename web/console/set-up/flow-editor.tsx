import { useId } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { FlowRow, LabelRow } from '../../../contract/set-up-views.ts'
import { FLOW_STEP_KINDS, type FlowStepKind } from '../../../domain/request-flow.ts'
import { Button } from '../../foundation/components/button.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { plus } from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { draftOf, inputOf, newStep, type FlowDraft, type StepDraft } from './flow-draft.ts'
import { FlowPreview } from './flow-preview.tsx'
import { FlowStepFields } from './flow-step-fields.tsx'
import { FormFields, useForm, type Form } from './form.tsx'
import { useList } from './list.ts'
import { texts } from './texts/texts.ts'
import './flow-editor.css'

type Props = {
  template: string
  row: FlowRow | null
  /** Where a new flow stands. */
  position: number
  onClose: () => void
  onDone: () => Promise<void>
}

/** The steps of a flow, and beside them what the code user will see. */
export function FlowEditor({ template, row, position, onClose, onDone }: Props) {
  const { api } = useConsole()
  const id = useId()
  const { loaded } = useList<LabelRow>(paths.labels)
  const labels = (loaded.value.value ?? []).filter(({ isPublic }) => isPublic)
  const form = useForm(draftOf(row), async (key, draft) => {
    const flow = inputOf(draft, row?.position ?? position)
    if (row) await api.put(paths.requestFlow(row.id), { key, body: flow })
    else await api.post(paths.requestFlows, { key, body: { templateId: template, ...flow } })
    await onDone()
    onClose()
  })
  const { flows } = texts.value
  return (
    <section class="flow-editor" aria-label={row ? flows.edit : flows.add}>
      <div class="flow-editor-steps">
        <h2>{row ? flows.edit : flows.add}</h2>
        <Note>{flows.versionsText}</Note>
        <FormFields form={form} id={id}>
          <Titles form={form} />
          <Steps form={form} labels={labels} />
        </FormFields>
        <div class="flow-editor-buttons">
          <Button onPress={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" type="submit" form={id} isBusy={form.isBusy}>
            {texts.value.save}
          </Button>
        </div>
      </div>
      <FlowPreview draft={form.value.value} labels={labels} />
    </section>
  )
}

function Titles({ form }: { form: Form<FlowDraft> }) {
  const { flows } = texts.value
  return (
    <div class="set-up-pair">
      <TextBox
        label={flows.titleEnglish}
        hint={flows.titleHint}
        value={form.value.value.titleEn}
        onInput={(titleEn) => form.set({ titleEn })}
        error={form.errorAt('/title/en') ?? form.errorAt('/title')}
        maxLength={200}
        autocomplete="off"
      />
      <TextBox
        label={flows.titleGerman}
        optional="quiet"
        value={form.value.value.titleDe}
        onInput={(titleDe) => form.set({ titleDe })}
        error={form.errorAt('/title/de')}
        maxLength={200}
        autocomplete="off"
      />
    </div>
  )
}

function Steps({ form, labels }: { form: Form<FlowDraft>; labels: readonly LabelRow[] }) {
  const { steps } = form.value.value
  const { flows } = texts.value
  const setSteps = (next: readonly StepDraft[]) => form.set({ steps: next })
  const change = (index: number, changes: Partial<StepDraft>) =>
    setSteps(steps.map((step, each) => (each === index ? { ...step, ...changes } : step)))
  const present = new Set(steps.map(({ kind }) => kind))
  const addable = FLOW_STEP_KINDS.filter((kind) => kind === 'question' || !present.has(kind))
  return (
    <>
      <ol class="flow-steps" aria-label={flows.steps}>
        {steps.map((step, index) => (
          <li key={step.id}>
            <FlowStepFields
              {...{ step, labels }}
              number={index + 1}
              isLast={index === steps.length - 1}
              errorAt={(pointer) => form.errorAt(`/steps/${index}${pointer}`)}
              onChange={(changes) => change(index, changes)}
              onMove={(by) => setSteps(moved(steps, index, by))}
              onRemove={() => setSteps(steps.filter((_, each) => each !== index))}
            />
          </li>
        ))}
      </ol>
      <div class="flow-add" role="group" aria-label={flows.addStep}>
        {addable.map((kind: FlowStepKind) => (
          <Button
            key={kind}
            size="small"
            icon={plus}
            label={flows.addKind(flows.kinds[kind])}
            onPress={() => setSteps([...steps, newStep(kind, steps)])}
          >
            {flows.kinds[kind]}
          </Button>
        ))}
      </div>
    </>
  )
}

function moved(steps: readonly StepDraft[], index: number, by: -1 | 1): readonly StepDraft[] {
  const step = steps[index]
  if (!step) return steps
  return steps.toSpliced(index, 1).toSpliced(index + by, 0, step)
}
