import type { LabelRow } from '../../../contract/set-up-views.ts'
import { IconButton } from '../../foundation/components/button.tsx'
import { Checkbox, Switch } from '../../foundation/components/choice.tsx'
import { FieldError, TextBox } from '../../foundation/components/field.tsx'
import { arrowDown, arrowUp, x } from '../../foundation/icons.ts'
import type { StepDraft } from './flow-draft.ts'
import { texts } from './texts/texts.ts'

type Props = {
  step: StepDraft
  labels: readonly LabelRow[]
  number: number
  isLast: boolean
  errorAt: (pointer: string) => string | undefined
  onChange: (changes: Partial<StepDraft>) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

/** One step: what it asks, and its place among the others. */
export function FlowStepFields(props: Props) {
  const { step, number, isLast, onChange, onMove, onRemove } = props
  const { flows } = texts.value
  const name = `${number}. ${flows.kinds[step.kind]}`
  const canChoose = step.kind === 'question' || step.kind === 'reason'
  return (
    <fieldset class="flow-step">
      <legend class="only-heard">{name}</legend>
      <div class="flow-step-head">
        <strong aria-hidden="true">{name}</strong>
        {number > 1 && (
          <IconButton icon={arrowUp} label={flows.moveUp(name)} onPress={() => onMove(-1)} />
        )}
        {!isLast && (
          <IconButton icon={arrowDown} label={flows.moveDown(name)} onPress={() => onMove(1)} />
        )}
        <IconButton icon={x} label={flows.removeStep(name)} onPress={onRemove} />
      </div>
      {step.kind === 'question' && <QuestionTitles {...props} />}
      {canChoose && <Choices {...props} />}
      {step.kind === 'labels' && <LabelChoices {...props} />}
      <Switch
        label={flows.isRequired}
        states={texts.value.states}
        isOn={step.isRequired}
        onChange={(isRequired) => onChange({ isRequired })}
      />
    </fieldset>
  )
}

function QuestionTitles({ step, errorAt, onChange }: Props) {
  const { flows } = texts.value
  return (
    <div class="set-up-pair">
      <TextBox
        label={flows.questionEnglish}
        value={step.titleEn}
        onInput={(titleEn) => onChange({ titleEn })}
        error={errorAt('/title/en') ?? errorAt('/title')}
        maxLength={200}
        autocomplete="off"
      />
      <TextBox
        label={flows.questionGerman}
        optional="quiet"
        value={step.titleDe}
        onInput={(titleDe) => onChange({ titleDe })}
        error={errorAt('/title/de')}
        maxLength={200}
        autocomplete="off"
      />
    </div>
  )
}

function Choices({ step, errorAt, onChange }: Props) {
  const { flows } = texts.value
  return (
    <div class="set-up-pair">
      <TextBox
        label={flows.choicesEnglish}
        hint={flows.choicesHint}
        optional="quiet"
        rows={3}
        value={step.choicesEn}
        onInput={(choicesEn) => onChange({ choicesEn })}
        error={errorAt('/choices')}
        maxLength={4000}
      />
      <TextBox
        label={flows.choicesGerman}
        optional="quiet"
        rows={3}
        value={step.choicesDe}
        onInput={(choicesDe) => onChange({ choicesDe })}
        maxLength={4000}
      />
    </div>
  )
}

function LabelChoices({ step, labels, errorAt, onChange }: Props) {
  const { flows } = texts.value
  const error = errorAt('/labels')
  const toggle = (id: string, isOn: boolean) =>
    onChange({ labels: [...step.labels.filter((each) => each !== id), ...(isOn ? [id] : [])] })
  return (
    <>
      {labels.length === 0 && <p class="field-hint">{flows.noPublicLabels}</p>}
      {labels.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          isOn={step.labels.includes(id)}
          onChange={(isOn) => toggle(id, isOn)}
        />
      ))}
      {error && <FieldError id={`${step.id}-labels-error`}>{error}</FieldError>}
    </>
  )
}
