import type { ComponentChildren, Ref } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from './icon.tsx'
import './button.css'

type Look = {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | 'danger-outline'
  /** Heights: small 36, medium 44 (48 on phones), large 56, huge 60. */
  size?: 'small' | 'medium' | 'large' | 'huge'
  icon?: string
  /** As wide as its container. */
  isWide?: boolean
}

type ButtonProps = Look & {
  children: ComponentChildren
  /** Where the visible label is only a part of the name. */
  label?: string
  type?: 'button' | 'submit'
  onPress?: () => unknown
  isBusy?: boolean
  isPressed?: boolean
  /** Why this may not be done now: the button stays reachable and says so instead of acting. */
  refusal?: string | undefined
  form?: string
  buttonRef?: Ref<HTMLButtonElement>
}

export function Button({
  children,
  label,
  type = 'button',
  onPress,
  isBusy = false,
  isPressed,
  refusal,
  form,
  buttonRef,
  ...look
}: ButtonProps) {
  const id = useId()
  const isRefused = refusal !== undefined
  const press = (event: MouseEvent) => {
    if (isRefused || isBusy) event.preventDefault()
    else void onPress?.()
  }
  return (
    <>
      <button
        ref={buttonRef ?? null}
        class={classesOf(look)}
        type={type}
        {...(form ? { form } : {})}
        aria-label={label}
        aria-pressed={isPressed}
        aria-busy={isBusy || undefined}
        aria-disabled={isRefused || undefined}
        aria-describedby={isRefused ? id : undefined}
        onClick={press}
      >
        <Content icon={look.icon}>{children}</Content>
      </button>
      {isRefused && (
        <span class="button-refusal" id={id}>
          {refusal}
        </span>
      )}
    </>
  )
}

type LinkProps = Look & {
  children: ComponentChildren
  href: string
  /** Opens beside the page. */
  isOutside?: boolean
  /** Offers the target as a file of that name. */
  download?: string
}

export function LinkButton({ children, href, isOutside, download, ...look }: LinkProps) {
  const outside = isOutside ? { target: '_blank', rel: 'noreferrer' } : {}
  return (
    <a class={classesOf(look)} href={href} download={download} {...outside}>
      <Content icon={look.icon}>{children}</Content>
    </a>
  )
}

type IconButtonProps = {
  icon: string
  label: string
  onPress?: () => unknown
  variant?: 'secondary' | 'quiet' | 'primary'
  /** For what it opens. */
  popup?: { isOpen: boolean; id?: string }
  isPressed?: boolean
  buttonRef?: Ref<HTMLButtonElement>
}

/** A button whose name is only heard. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, onPress, variant = 'quiet', popup, isPressed, buttonRef } = props
  return (
    <button
      ref={buttonRef ?? null}
      type="button"
      class={`button button-${variant} button-icon`}
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      aria-expanded={popup?.isOpen}
      aria-controls={popup?.id}
      onClick={() => void onPress?.()}
    >
      <Icon shapes={icon} />
    </button>
  )
}

function Content({ icon, children }: { icon: string | undefined; children: ComponentChildren }) {
  return (
    <>
      {icon && <Icon shapes={icon} size={18} />}
      <span>{children}</span>
    </>
  )
}

function classesOf({ variant = 'secondary', size = 'medium', isWide }: Look): string {
  return `button button-${variant} button-${size}${isWide ? ' button-wide' : ''}`
}
