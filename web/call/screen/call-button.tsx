import { Icon } from '../../foundation/components/icon.tsx'
import './call-button.css'

type Props = {
  icon: string
  /** The whole name, which contains the short one. */
  label: string
  short: string
  onPress: () => unknown
  /** `off`: what it stands for is off. `tool`: in use. `recording`, `hang-up`: red. */
  look?: 'plain' | 'off' | 'tool' | 'recording' | 'hang-up'
  isPressed?: boolean | undefined
  isOpen?: boolean | undefined
  /** Why this may not be done now. */
  refusal?: string | undefined
}

/** A control of the call: an icon with a word below it. */
export function CallButton(props: Props) {
  const { icon, label, short, onPress, look = 'plain', isPressed, isOpen, refusal } = props
  return (
    <button
      type="button"
      class="call-button"
      data-look={look}
      aria-label={label}
      aria-pressed={isPressed}
      aria-expanded={isOpen}
      aria-haspopup={isOpen === undefined ? undefined : 'menu'}
      aria-disabled={refusal ? true : undefined}
      aria-description={refusal}
      title={refusal ?? label}
      onClick={() => {
        if (!refusal) void onPress()
      }}
    >
      <span class="call-button-face">
        <Icon shapes={icon} size={22} />
      </span>
      <span class="call-button-word" aria-hidden="true">
        {short}
      </span>
    </button>
  )
}
