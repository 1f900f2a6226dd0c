import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { LANGUAGES } from '../../domain/refusal-texts.ts'
import { Brand } from '../foundation/components/brand.tsx'
import { Icon } from '../foundation/components/icon.tsx'
import { globe, phone } from '../foundation/icons.ts'
import { chooseLanguage, language, LANGUAGE_NAMES, parseLanguage } from '../foundation/language.ts'
import { texts as common } from '../foundation/texts/texts.ts'
import { texts } from './texts/texts.ts'
import './frame.css'

type Props = {
  /** Who the page is from, or what it is about. */
  name: string
  /** Where nothing below says more about the page. */
  isNameHeading?: boolean
  children: ComponentChildren
  /** At the thumb: what is to be done next. */
  footer?: ComponentChildren
}

/** Every page of the code user: name and language above, the next step below. */
export function Frame({ name, isNameHeading = false, children, footer }: Props) {
  const Name = isNameHeading ? 'h1' : 'strong'
  return (
    <div class="frame">
      <header class="frame-head">
        <Brand size={28} />
        <Name class="frame-name">{name}</Name>
        <LanguageChoice />
      </header>
      <main class="frame-body">{children}</main>
      {footer && <footer class="frame-foot">{footer}</footer>}
    </div>
  )
}

function LanguageChoice() {
  return (
    <label class="frame-language">
      <Icon shapes={globe} />
      <span class="only-heard">{common.value.language}</span>
      <span aria-hidden="true">{language.value.toUpperCase()}</span>
      <select
        value={language.value}
        onChange={({ currentTarget }) => {
          const chosen = parseLanguage(currentTarget.value)
          if (chosen) chooseLanguage(chosen)
        }}
      >
        {LANGUAGES.map((each) => (
          <option key={each} value={each}>
            {LANGUAGE_NAMES[each]}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Takes the focus when it says something new, so that it is read out after navigating. */
export function Heading({
  children,
  size = 'page',
}: {
  children: string
  size?: 'page' | 'question'
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <h1 ref={heading} tabIndex={-1} class={size === 'question' ? 'frame-question' : ''}>
      {children}
    </h1>
  )
}

/** For when the page cannot help. */
export function EmergencyPhone({ number }: { number: string | null | undefined }) {
  if (!number) return null
  return (
    <p class="emergency">
      <Icon shapes={phone} />
      <span>{texts.value.emergencyPhone}</span>
      <a class="text-link" href={`tel:${number.replaceAll(/[^\d+]/g, '')}`}>
        {number}
      </a>
    </p>
  )
}
