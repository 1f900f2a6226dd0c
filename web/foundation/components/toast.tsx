import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { check, warning, x } from '../icons.ts'
import { texts } from '../texts/texts.ts'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { Raised } from './raised.tsx'
import './toast.css'

type Toast = {
  id: number
  text: ComponentChildren
  kind: 'done' | 'failed' | 'news'
  icon?: string
  action?: { label: string; onPress: () => void } | { label: string; href: string }
}

const shown = signal<readonly Toast[]>([])
let last = 0

const GOES_AFTER_MS = 6_000
const AT_MOST = 3

/** Says something that is not a status command. Failures stay until they are closed. */
export function showToast(
  text: ComponentChildren,
  options: Partial<Omit<Toast, 'id' | 'text'>> = {},
) {
  const toast: Toast = { kind: 'done', ...options, id: (last += 1), text }
  shown.value = [...shown.value, toast].slice(-AT_MOST)
  if (toast.kind !== 'failed') setTimeout(() => goWhenUnread(toast.id), GOES_AFTER_MS)
}

function hideToast(id: number): void {
  shown.value = shown.value.filter((each) => each.id !== id)
}

/** Somebody pointing at it, or in it with the keyboard, is still reading. */
function goWhenUnread(id: number): void {
  const isRead = document.querySelector(`#toast-${id}:is(:hover, :focus-within)`)
  if (isRead) setTimeout(() => goWhenUnread(id), 1000)
  else hideToast(id)
}

/** Rendered once per entry. */
export function Toasts() {
  const polite = shown.value.filter(({ kind }) => kind !== 'failed')
  const urgent = shown.value.filter(({ kind }) => kind === 'failed')
  return (
    <Raised>
      <div class="toasts">
        <div role="status">{polite.map(toastView)}</div>
        <div role="alert">{urgent.map(toastView)}</div>
      </div>
    </Raised>
  )
}

function toastView(toast: Toast) {
  return <ToastView key={toast.id} toast={toast} />
}

function ToastView({ toast }: { toast: Toast }) {
  const { id, text, kind, icon = kind === 'failed' ? warning : check, action } = toast
  const close = () => hideToast(id)
  return (
    <div class={`toast toast-${kind}`} id={`toast-${id}`}>
      <Icon shapes={icon} />
      <span class="toast-text">{text}</span>
      {action && 'href' in action && (
        <a class="text-link" href={action.href} onClick={close}>
          {action.label}
        </a>
      )}
      {action && 'onPress' in action && (
        <button
          type="button"
          class="text-link"
          onClick={() => {
            close()
            action.onPress()
          }}
        >
          {action.label}
        </button>
      )}
      {kind !== 'done' && <IconButton icon={x} label={texts.value.close} onPress={close} />}
    </div>
  )
}
