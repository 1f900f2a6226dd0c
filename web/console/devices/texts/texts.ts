import { dictionary } from '../../../foundation/language.ts'

export const texts = dictionary({
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
})
