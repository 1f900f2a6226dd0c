import type { LabelView } from '../../contract/labels.ts'
import { language } from './language.ts'

/** In the language of the page, where somebody named it in that. */
export function labelName({ name, nameDe }: Pick<LabelView, 'name' | 'nameDe'>): string {
  return (language.value === 'de' && nameDe) || name
}
