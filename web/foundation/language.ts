import { computed, signal, type ReadonlySignal } from '@preact/signals'
import { LANGUAGES, type Language } from '../../domain/refusal-texts.ts'

const STORED_AS = 'lotse.language'

const chosen = signal<Language>('en')
export const language: ReadonlySignal<Language> = chosen

/** Names of the languages in themselves, for choosing one. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** The choice made here before, else the first of the browser's languages that there is. */
export async function startLanguage(): Promise<void> {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  apply(wanted.map(parseLanguage).find((each) => each) ?? 'en')
  await loadTexts()
}

export function hasChosenLanguage(): boolean {
  return parseLanguage(stored()) !== undefined
}

export function chooseLanguage(next: Language): void {
  // Texts that cannot be loaded leave the page in the language it has.
  loadTexts(next).then(
    () => apply(next),
    () => undefined,
  )
  try {
    localStorage.setItem(STORED_AS, next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

export function parseLanguage(tag: string | null | undefined): Language | undefined {
  return LANGUAGES.find((each) => each === tag)
}

function apply(next: Language): void {
  chosen.value = next
  document.documentElement.lang = next
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS)
  } catch {
    return null
  }
}

/**
 * The texts of a dictionary as another language must have them: the same keys, and the same
 * parameters where a text has some.
 */
export type TextsLike<T> = {
  readonly [Key in keyof T]: T[Key] extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : T[Key] extends string
      ? string
      : TextsLike<T[Key]>
}

type Dictionary = { load: (language: Language) => Promise<void> }
const dictionaries = new Set<Dictionary>()

/**
 * Texts of which only the language in use is loaded; `texts.value.signIn` then follows it. Whoever
 * loads a module with a dictionary later than the page awaits `loadTexts` before rendering it.
 */
export function dictionary<T>(loaders: {
  en: () => Promise<T>
  de: () => Promise<NoInfer<TextsLike<T>>>
}): ReadonlySignal<TextsLike<T>> {
  const loaded = signal<Partial<Record<Language, TextsLike<T>>>>({})
  dictionaries.add({
    load: async (wanted) => {
      if (loaded.peek()[wanted]) return
      // English is the language that the others are like.
      const texts = (await loaders[wanted]()) as TextsLike<T>
      loaded.value = { ...loaded.peek(), [wanted]: texts }
    },
  })
  return computed(() => {
    const texts = loaded.value[chosen.value]
    if (!texts) throw new Error(`Texts in ${chosen.value} were not loaded before they were shown`)
    return texts
  })
}

/** Loads what the modules present so far say in a language, without the one in use. */
export async function loadTexts(wanted: Language = chosen.peek()): Promise<void> {
  await Promise.all([...dictionaries].map((each) => each.load(wanted)))
}

/** The form of a text for a number: `count(1, { one: '1 call', other: '2 calls' })`. */
export function count(amount: number, forms: { one: string; other: string }): string {
  const rule = new Intl.PluralRules(chosen.value).select(amount)
  return rule === 'one' ? forms.one : forms.other
}
