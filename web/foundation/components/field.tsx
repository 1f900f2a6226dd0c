import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { chevronDown, eye, eyeOff, warning } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { Icon } from './icon.tsx'
import './field.css'

type FieldProps = {
  label: string
  hint?: string | undefined
  error?: string | undefined
  /** `quiet`: said beside the label; `named`: a part of the control's name. */
  optional?: 'quiet' | 'named' | undefined
}
type ControlProps = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

/** Label above, hint or error below; the control is made with what ties it to them. */
function Field(props: FieldProps & { control: (tied: ControlProps) => ComponentChildren }) {
  const { label, hint, error, optional, control } = props
  const id = useId()
  const isDescribed = Boolean(error ?? hint)
  const marker = <span class="field-optional">{texts.value.optional}</span>
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <div class="field-label">
        <label for={id}>
          {label}
          {optional === 'named' && <> {marker}</>}
        </label>
        {optional === 'quiet' && <> {marker}</>}
      </div>
      {control({
        id,
        ...(isDescribed ? { 'aria-describedby': `${id}-more` } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
      {error ? (
        <FieldError id={`${id}-more`}>{error}</FieldError>
      ) : (
        hint && (
          <p class="field-hint" id={`${id}-more`}>
            {hint}
          </p>
        )
      )}
    </div>
  )
}

export function FieldError({ id, children }: { id: string; children: string }) {
  return (
    <p class="field-error" id={id}>
      <Icon shapes={warning} size={16} />
      {children}
    </p>
  )
}

type TextBoxProps = FieldProps & {
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'email' | 'password' | 'search'
  /** More than one: a text area. */
  rows?: number
  icon?: string
  isRequired?: boolean
  isReadOnly?: boolean
  hasFirstFocus?: boolean
  maxLength?: number
  autocomplete?: 'off' | 'name' | 'email' | 'username' | 'current-password' | 'new-password'
  placeholder?: string
}

export function TextBox(props: TextBoxProps) {
  const { rows = 1, type = 'text', icon } = props
  const isShown = useSignal(false)
  return (
    <Field
      {...props}
      control={(tied) => {
        const attributes = { ...tied, ...attributesOf(props), class: 'field-control' }
        if (rows > 1) return <textarea {...attributes} rows={rows} />
        if (type === 'password') return <Password attributes={attributes} isShown={isShown} />
        if (!icon) return <Input attributes={attributes} type={type} />
        return (
          <span class="field-with-icon">
            <Icon shapes={icon} size={18} />
            <Input attributes={attributes} type={type} />
          </span>
        )
      }}
    />
  )
}

function attributesOf(props: TextBoxProps) {
  return {
    value: props.value,
    required: props.isRequired ?? false,
    readOnly: props.isReadOnly ?? false,
    'data-first-focus': props.hasFirstFocus ? '' : undefined,
    ...(props.maxLength ? { maxLength: props.maxLength } : {}),
    ...(props.autocomplete ? { autoComplete: props.autocomplete } : {}),
    ...(props.placeholder ? { placeholder: props.placeholder } : {}),
    onInput: (event: { currentTarget: { value: string } }) =>
      props.onInput(event.currentTarget.value),
  }
}

type InputType = NonNullable<TextBoxProps['type']>
type Attributes = ControlProps & ReturnType<typeof attributesOf>

function Input({ attributes, type }: { attributes: Attributes; type: InputType }) {
  // The types tell inputs apart by `type`; the ones of this kind take the same attributes.
  const kind = { type } as { type: 'text' }
  return <input {...attributes} {...kind} />
}

function Password(props: { attributes: Attributes; isShown: { value: boolean } }) {
  const { attributes, isShown } = props
  return (
    <span class="field-with-button">
      <Input attributes={attributes} type={isShown.value ? 'text' : 'password'} />
      <button
        type="button"
        class="field-button"
        aria-label={isShown.value ? texts.value.hidePassword : texts.value.showPassword}
        onClick={() => (isShown.value = !isShown.value)}
      >
        <Icon shapes={isShown.value ? eyeOff : eye} />
      </button>
    </span>
  )
}

export type Choice = { value: string; label: string }
type ComboBoxProps = FieldProps & {
  value: string
  choices: readonly Choice[]
  onChange: (value: string) => void
  isRequired?: boolean
  hasFirstFocus?: boolean
}

export function ComboBox({ value, choices, onChange, ...props }: ComboBoxProps) {
  return (
    <Field
      {...props}
      control={(tied) => (
        <span class="field-select">
          <select
            {...tied}
            class="field-control"
            value={value}
            required={props.isRequired ?? false}
            data-first-focus={props.hasFirstFocus ? '' : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
          >
            <Options choices={choices} />
          </select>
          <Icon shapes={chevronDown} size={18} />
        </span>
      )}
    />
  )
}

type SelectProps = {
  label: string
  value: string
  choices: readonly Choice[]
  onChange: (value: string) => void
  icon?: string
}

/** A choice in one line, with its label inside: filters, the language. */
export function InlineSelect({ label, value, choices, onChange, icon }: SelectProps) {
  const id = useId()
  return (
    <span class="inline-select">
      {icon && <Icon shapes={icon} size={16} />}
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <Options choices={choices} />
      </select>
      <Icon shapes={chevronDown} size={16} />
    </span>
  )
}

function Options({ choices }: { choices: readonly Choice[] }) {
  return (
    <>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </>
  )
}
