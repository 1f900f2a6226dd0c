import type { Language } from './refusal-texts.ts'

const SENTENCES: Record<Language, { for: (days: number) => string; forGood: string }> = {
  en: {
    for: (days) =>
      `Recordings and screenshots are deleted after ${days} ${days === 1 ? 'day' : 'days'}.`,
    forGood: 'Recordings and screenshots are kept until somebody deletes them.',
  },
  de: {
    for: (days) =>
      `Aufzeichnungen und Screenshots werden nach ${days} ${days === 1 ? 'Tag' : 'Tagen'} gelöscht.`,
    forGood: 'Aufzeichnungen und Screenshots werden aufbewahrt, bis jemand sie löscht.',
  },
}

/** How long what is agreed to is kept, to stand beside the consent text; null: no end is set. */
export function keepingSentence(days: number | null, language: Language): string {
  return days === null ? SENTENCES[language].forGood : SENTENCES[language].for(days)
}
