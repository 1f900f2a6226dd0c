import { useId } from 'preact/hooks'
import { FieldError, type Choice } from './field.tsx'
import './choice.css'

type RadioGroupProps = {
  label: string
  choices: readonly Choice[]
  /** Empty: nothing is chosen yet. */
  value: string
  onChange: (value: string) => void
  error?: string | undefined
  /** `row`: small equal boxes side by side, such as a rating. */
  layout?: 'column' | 'row'
  /** The label is said by a heading of the page. */
  isLabelHidden?: boolean
}

export function RadioGroup(props: RadioGroupProps) {
  const { label, choices, value, onChange, error, layout = 'column', isLabelHidden } = props
  const id = useId()
  return (
    <fieldset class="radio-group" aria-describedby={error ? id : undefined}>
      <legend class={isLabelHidden ? 'only-heard' : 'radio-legend'}>{label}</legend>
      <div class={`radio-options radio-options-${layout}`}>
        {choices.map((choice) => (
          <label class={error ? 'radio radio-wrong' : 'radio'} key={choice.value}>
            <input
              type="radio"
              name={id}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      {error && <FieldError id={id}>{error}</FieldError>}
    </fieldset>
  )
}

type TickProps = { label: string; isOn: boolean; onChange: (isOn: boolean) => void }

export function Checkbox({ label, isOn, onChange }: TickProps) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

type SwitchProps = TickProps & {
  /** Words for the two states, shown beside the switch. */
  states?: { on: string; off: string }
}

export function Switch({ label, isOn, onChange, states }: SwitchProps) {
  return (
    <label class="switch">
      <span class="switch-label">{label}</span>
      {states && (
        <span class="switch-state" aria-hidden="true">
          {isOn ? states.on : states.off}
        </span>
      )}
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  )
}
