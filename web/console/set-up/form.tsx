import { useSignal, type ReadonlySignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { Problem } from '../../../contract/problem.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { texts } from './texts/texts.ts'
import './form.css'

export type Form<Value> = {
  value: ReadonlySignal<Value>
  set: (changes: Partial<Value>) => void
  /** What the api found wrong at a field; `pointer` as in the problem. */
  errorAt: (pointer: string) => string | undefined
  problem: Problem | null
  isBusy: boolean
  submit: () => Promise<void>
}

/** What is being typed; the api says what is wrong with it. */
export function useForm<Value extends object>(
  initial: Value,
  send: (key: string, value: Value) => Promise<unknown>,
): Form<Value> {
  const value = useSignal(initial)
  const command = useCommand(send)
  const problem = command.problem.value
  const errorAt = (pointer: string) => {
    const error = problem?.errors?.find((each) => each.pointer === pointer)
    return error && wordsFor(error.message, valueAt(value.value, pointer))
  }
  return {
    value,
    set: (changes) => (value.value = { ...value.peek(), ...changes }),
    errorAt,
    problem,
    isBusy: command.isBusy.value,
    submit: () => command.press(value.peek()),
  }
}

function wordsFor(message: string, value: unknown): string {
  if (message === 'is taken') return texts.value.isTaken
  if (message === 'is the only administrator there is') return texts.value.onlyAdministrator
  const isBlank = value === null || value === undefined || String(value).trim() === ''
  return isBlank ? common.value.fieldRequired : common.value.fieldInvalid
}

function valueAt(value: object, pointer: string): unknown {
  const names = pointer.slice(1).split('/')
  return names.reduce<unknown>((of, name) => Reflect.get(Object(of), name), value)
}

type FieldsProps<Value> = { form: Form<Value>; children: ComponentChildren; id: string }

/** Fields one below the other, and what was refused that is no field's fault. */
export function FormFields<Value>({ form, children, id }: FieldsProps<Value>) {
  const { problem } = form
  return (
    <form
      class="set-up-form"
      id={id}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void form.submit()
      }}
    >
      {children}
      {problem && problem.code !== 'invalid' && <Refusal problem={problem} />}
    </form>
  )
}

type DialogProps<Value> = {
  title: string
  form: Form<Value>
  onClose: () => void
  children: ComponentChildren
  /** What the button does; `Save` else. */
  action?: string
  width?: 'medium' | 'wide'
}

export function FormDialog<Value>(props: DialogProps<Value>) {
  const { title, form, onClose, children, action, width = 'medium' } = props
  const id = useId()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      width={width}
      footer={
        <>
          <Button onPress={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" type="submit" form={id} isBusy={form.isBusy}>
            {action ?? texts.value.save}
          </Button>
        </>
      }
    >
      <FormFields form={form} id={id}>
        {children}
      </FormFields>
    </Dialog>
  )
}

type NumberProps = {
  label: string
  value: number | null
  onChange: (value: number | null) => void
  hint?: string
  error?: string | undefined
  isOptional?: boolean
}

/** Digits; what is none is sent as it is meant, so that the api can say so. */
export function NumberBox({ label, value, onChange, hint, error, isOptional }: NumberProps) {
  return (
    <TextBox
      label={label}
      value={value === null ? '' : String(value)}
      onInput={(text) => onChange(text.trim() === '' ? null : Number(text.replace(/\D/g, '')))}
      hint={hint}
      error={error}
      optional={isOptional ? 'quiet' : undefined}
      maxLength={6}
      autocomplete="off"
    />
  )
}
