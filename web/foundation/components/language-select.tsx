import { LANGUAGES, type Language } from '../../../domain/refusal-texts.ts'
import { globe } from '../icons.ts'
import { chooseLanguage, language, LANGUAGE_NAMES, parseLanguage } from '../language.ts'
import { texts } from '../texts/texts.ts'
import { InlineSelect } from './field.tsx'

export function LanguageSelect({ onChosen }: { onChosen?: (language: Language) => void }) {
  const choose = (tag: string) => {
    const next = parseLanguage(tag)
    if (!next) return
    chooseLanguage(next)
    onChosen?.(next)
  }
  return (
    <InlineSelect
      label={texts.value.language}
      icon={globe}
      value={language.value}
      choices={LANGUAGES.map((tag) => ({ value: tag, label: LANGUAGE_NAMES[tag] }))}
      onChange={choose}
    />
  )
}
