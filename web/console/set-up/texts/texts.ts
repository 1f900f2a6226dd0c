import { dictionary } from '../../../foundation/language.ts'

export const texts = dictionary({
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
})

/** Of what leads out of the house, and of what is kept about people. */
export const connectionTexts = dictionary({
  en: async () => (await import('./connections-en.ts')).en,
  de: async () => (await import('./connections-de.ts')).de,
})
