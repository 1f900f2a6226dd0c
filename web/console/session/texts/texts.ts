import { dictionary } from '../../../foundation/language.ts'

export const texts = dictionary({
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
})

export const historyTexts = dictionary({
  en: async () => (await import('./history-en.ts')).historyEn,
  de: async () => (await import('./history-de.ts')).historyDe,
})
