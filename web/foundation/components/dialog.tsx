import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { x } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { modalsChanged } from '../top-layer.ts'
import { IconButton } from './button.tsx'
import './dialog.css'

type Props = {
  title: string
  /** Also called when the person leaves it by Escape. */
  onClose: () => void
  children: ComponentChildren
  /** Buttons, the one that acts last. */
  footer?: ComponentChildren
  width?: 'narrow' | 'medium' | 'wide'
  /** False where an answer is wanted: neither Escape nor a cross. */
  canClose?: boolean
}

/** Modal while rendered. The first field takes the focus, which returns to where it was. */
export function Dialog(props: Props) {
  const { title, onClose, children, footer, width = 'medium', canClose = true } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()

  // At once: with the dialog gone and the focus nowhere, a key would go to nobody.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    const before = document.activeElement
    element.showModal()
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus()
    modalsChanged()
    return () => {
      element.close()
      modalsChanged()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${width}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        if (canClose) onClose()
      }}
    >
      <header class="dialog-head">
        <h2 id={heading}>{title}</h2>
        {canClose && <IconButton icon={x} label={texts.value.close} onPress={onClose} />}
      </header>
      <div class="dialog-body">{children}</div>
      {footer && <footer class="dialog-foot">{footer}</footer>}
    </dialog>
  )
}
