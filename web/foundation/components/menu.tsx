import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import { buttonsIn, moveWithArrows } from '../arrow-keys.ts'
import { more } from '../icons.ts'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import './menu.css'

export type MenuItem = {
  label: string
  icon: string
  onPress: () => unknown
  isDangerous?: boolean
  /** Why this may not be done now. */
  refusal?: string | undefined
}

/** A button with three dots and the buttons that it shows; arrow keys go from one to the next. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const isOpen = useSignal(false)

  const toggle = () => {
    if (!panel.current || !button.current) return
    placeBelow(panel.current, button.current)
    panel.current.togglePopover()
  }
  const choose = ({ onPress, refusal }: MenuItem) => {
    if (refusal) return
    panel.current?.hidePopover()
    onPress()
  }

  return (
    <div class="menu">
      <IconButton
        icon={more}
        label={label}
        variant="secondary"
        popup={{ isOpen: isOpen.value, id }}
        buttonRef={button}
        onPress={toggle}
      />
      <div
        ref={panel}
        class="menu-panel"
        popover="auto"
        id={id}
        role="group"
        aria-label={label}
        onKeyDown={(event) => moveWithArrows(panel.current, event)}
        onToggle={({ newState }) => {
          isOpen.value = newState === 'open'
          if (newState === 'open') buttonsIn(panel.current)[0]?.focus()
        }}
      >
        {items.map((item) => (
          <Item key={item.label} item={item} onPress={() => choose(item)} />
        ))}
      </div>
    </div>
  )
}

function Item({ item, onPress }: { item: MenuItem; onPress: () => void }) {
  const id = useId()
  const { label, icon, isDangerous, refusal } = item
  return (
    <>
      <button
        type="button"
        class={isDangerous ? 'menu-item menu-item-danger' : 'menu-item'}
        aria-disabled={refusal ? true : undefined}
        aria-describedby={refusal ? id : undefined}
        onClick={onPress}
      >
        <Icon shapes={icon} size={18} />
        <span>{label}</span>
      </button>
      {refusal && (
        <span class="menu-refusal" role="note" id={id}>
          {refusal}
        </span>
      )}
    </>
  )
}

/** Under the button, its right edge with the button's, and never outside the window. */
function placeBelow(panel: HTMLElement, button: HTMLElement): void {
  const { bottom, right } = button.getBoundingClientRect()
  panel.style.top = `${bottom + 4}px`
  panel.style.right = `${Math.max(8, document.documentElement.clientWidth - right)}px`
}
