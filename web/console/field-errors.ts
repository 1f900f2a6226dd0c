import type { Problem } from '../../contract/problem.ts'
import { texts } from '../foundation/texts/texts.ts'

/** What a form says at a field the api found wrong; `pointer` as in the problem: `/email`. */
export function fieldError(problem: Problem | null, pointer: string): string | undefined {
  const isWrong = problem?.errors?.some((each) => each.pointer === pointer)
  if (!isWrong) return undefined
  return pointer.endsWith('/email') ? texts.value.fieldEmail : texts.value.fieldInvalid
}
