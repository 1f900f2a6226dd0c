import { paths } from '../../../contract/paths.ts'
import { LANGUAGES, type Language } from '../../../domain/refusal-texts.ts'
import { RadioGroup } from '../../foundation/components/choice.tsx'
import { ComboBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import {
  chooseLanguage,
  language,
  LANGUAGE_NAMES,
  parseLanguage,
} from '../../foundation/language.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { chooseTheme, theme, THEMES } from '../../foundation/theme.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

/** The page follows at once; the language is also kept for the emails. */
export function Appearance() {
  const { api } = useConsole()
  const save = useCommand((key, next: Language) =>
    api.put(paths.language, { key, body: { language: next } }),
  )
  const choose = (tag: string) => {
    const next = parseLanguage(tag)
    if (!next) return
    chooseLanguage(next)
    void save.press(next)
  }
  return (
    <section class="card">
      <h2>{texts.value.appearance}</h2>
      <ComboBox
        label={common.value.language}
        value={language.value}
        hint={texts.value.languageHint}
        choices={LANGUAGES.map((tag) => ({ value: tag, label: LANGUAGE_NAMES[tag] }))}
        onChange={choose}
      />
      {save.problem.value && <Refusal problem={save.problem.value} />}
      <RadioGroup
        label={texts.value.theme}
        value={theme.value}
        choices={THEMES.map((each) => ({ value: each, label: texts.value.themes[each] }))}
        onChange={(value) => chooseTheme(THEMES.find((each) => each === value) ?? 'system')}
      />
    </section>
  )
}
