import type { CodeView } from '../../../contract/code-views.ts'
import { Checkbox, RadioGroup } from '../../foundation/components/choice.tsx'
import { FieldError, TextBox } from '../../foundation/components/field.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { lock, sparkles, takeBack } from '../../foundation/icons.ts'
import { texts } from '../texts/texts.ts'
import type { DraftStore } from './draft.ts'
import { MOST_OF_ANSWER, type FieldErrors, type Step } from './steps.ts'

/** Where the answers go. */
export type DraftFields = Pick<DraftStore, 'draft' | 'answer' | 'change'>
type Props = { view: CodeView; store: DraftFields; step: Step; errors: FieldErrors }

/** More is possible; a page of text helps nobody at a machine that stands still. */
const MOST_OF_REASON = 500

/** What a screen asks, as a heading. */
export function questionOf({ kind, title }: Step): string {
  switch (kind) {
    case 'reason':
      return texts.value.reasonTitle
    case 'requester':
      return texts.value.requesterTitle
    case 'consent':
      return texts.value.consentTitle
    case 'contact':
      return texts.value.contactTitle
    case 'labels':
      return texts.value.labelsTitle
    case 'question':
      return title ?? ''
  }
}

export function StepFields(props: Props) {
  switch (props.step.kind) {
    case 'reason':
      return props.step.choices ? <ReasonChoices {...props} /> : <ReasonFields {...props} />
    case 'requester':
      return <RequesterFields {...props} />
    case 'consent':
      return <ConsentFields {...props} />
    case 'contact':
      return <EmailField {...props} />
    case 'question':
      return <QuestionField {...props} />
    case 'labels':
      return <LabelFields {...props} />
  }
}

function ReasonFields({ store, step, errors }: Props) {
  const { answers } = store.draft.value
  const reason = answers[step.id] ?? ''
  const most = reason.length > MOST_OF_REASON ? MOST_OF_ANSWER : MOST_OF_REASON
  return (
    <>
      <Prepared store={store} />
      <div class="request-counted">
        <TextBox
          label={texts.value.reason}
          hint={texts.value.reasonHint}
          error={errors[step.id]}
          rows={5}
          value={reason}
          onInput={(text) => store.answer(step.id, text)}
          maxLength={most}
          isRequired={step.required}
        />
        <small aria-hidden="true">{`${reason.length} / ${most}`}</small>
      </div>
      <Reference store={store} />
      <p class="quiet-line">
        <Icon shapes={lock} />
        <span>{texts.value.keptHere}</span>
      </p>
    </>
  )
}

/** The reasons that this machine's administrators know. */
function ReasonChoices(props: Props) {
  return (
    <>
      <Prepared store={props.store} />
      <QuestionField {...props} />
      <Reference store={props.store} />
    </>
  )
}

function Reference({ store }: Pick<Props, 'store'>) {
  const { ref } = store.draft.value
  if (ref === '') return null
  return (
    <TextBox
      label={texts.value.reference}
      optional="quiet"
      value={ref}
      onInput={(text) => store.change({ ref: text })}
      maxLength={MOST_OF_REASON}
    />
  )
}

/** Somebody else has written it: whoever sends it should have read it. */
function Prepared({ store }: Pick<Props, 'store'>) {
  const { assistant } = store.draft.value
  if (!assistant) return null
  const { name, hasTranscript } = assistant
  return (
    <Note kind="accent" icon={sparkles}>
      {name ? texts.value.prepared(name) : texts.value.preparedBySomebody}{' '}
      {hasTranscript && texts.value.withTranscript}
    </Note>
  )
}

function RequesterFields(props: Props) {
  const { store, step, errors } = props
  return (
    <>
      <TextBox
        label={texts.value.yourName}
        error={errors[step.id]}
        value={store.draft.value.answers[step.id] ?? ''}
        onInput={(text) => store.answer(step.id, text)}
        autocomplete="name"
        maxLength={200}
        isRequired={step.required}
      />
      <EmailField {...props} />
    </>
  )
}

function EmailField({ store, errors }: Props) {
  return (
    <TextBox
      label={texts.value.email}
      optional="named"
      hint={texts.value.emailHint}
      error={errors['email']}
      type="email"
      value={store.draft.value.email}
      onInput={(email) => store.change({ email })}
      autocomplete="email"
      maxLength={320}
    />
  )
}

function ConsentFields({ view, store, step, errors }: Props) {
  const { text, keeping, language } = view.consentText
  return (
    <>
      <p class="request-consent-text" lang={language}>
        {text} {keeping}
      </p>
      <RadioGroup
        label={texts.value.recordingConsent}
        choices={[
          { value: 'given', label: texts.value.agree },
          { value: 'declined', label: texts.value.disagree },
        ]}
        value={store.draft.value.consent ?? ''}
        onChange={(value) => store.change({ consent: value === 'given' ? 'given' : 'declined' })}
        error={errors[step.id]}
      />
      <p class="quiet-line">
        <Icon shapes={takeBack} />
        <span>{texts.value.canTakeBack}</span>
      </p>
    </>
  )
}

function LabelFields({ store, step, errors }: Props) {
  const { labels: chosen } = store.draft.value
  const toggle = (id: string, isOn: boolean) =>
    store.change({ labels: [...chosen.filter((each) => each !== id), ...(isOn ? [id] : [])] })
  return (
    <fieldset class="request-labels">
      <legend class="only-heard">{texts.value.labelsTitle}</legend>
      {step.labels?.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          isOn={chosen.includes(id)}
          onChange={(isOn) => toggle(id, isOn)}
        />
      ))}
      {errors[step.id] && <FieldError id={`${step.id}-error`}>{errors[step.id] ?? ''}</FieldError>}
    </fieldset>
  )
}

function QuestionField({ store, step, errors }: Props) {
  const { id, choices, required } = step
  const title = questionOf(step)
  const value = store.draft.value.answers[id] ?? ''
  if (choices) {
    return (
      <RadioGroup
        label={title}
        isLabelHidden
        choices={choices.map((choice) => ({ value: choice, label: choice }))}
        value={value}
        onChange={(choice) => store.answer(id, choice)}
        error={errors[id]}
      />
    )
  }
  return (
    <TextBox
      label={title}
      error={errors[id]}
      rows={3}
      value={value}
      onInput={(text) => store.answer(id, text)}
      maxLength={MOST_OF_ANSWER}
      isRequired={required}
    />
  )
}
