import type { RefusalCode } from './refusal.ts'
// A language by itself is all that a page loads.
import { REFUSALS_DE } from './refusal-texts-de.ts'
import { REFUSALS_EN } from './refusal-texts-en.ts'

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** The sentence a person reads for a refusal or problem code. */
export function refusalText(code: RefusalCode, language: Language): string {
  return language === 'de' ? REFUSALS_DE[code] : REFUSALS_EN[code]
}
