import Type, { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { FALLBACK_LANGUAGE } from '../language.ts'
import type { Texts } from '../../domain/request-flow.ts'
import type { Language } from '../../domain/refusal-texts.ts'

/*
 * Texts of kind `answers` and `assistant` are JSON. They are written and read here only; what can
 * no longer be read is shown as absent rather than failing the page.
 */

const Answers = Type.Array(Type.Object({ question: Type.String(), answer: Type.String() }))
const Assistant = Type.Object({
  name: Type.Union([Type.String(), Type.Null()]),
  transcript: Type.Union([Type.String(), Type.Null()]),
  ref: Type.Union([Type.String(), Type.Null()]),
})
export type Answers = Static<typeof Answers>
export type Assistant = Static<typeof Assistant>

const readAnswers = reader(Answers)
const readAssistant = reader(Assistant)

export function parseAnswers(body: string | undefined): Answers {
  return readAnswers(body) ?? []
}

export function answersText(answers: Answers): string {
  return JSON.stringify(answers)
}

export function parseAssistant(body: string | undefined): Assistant | null {
  return readAssistant(body) ?? null
}

export function assistantText(assistant: Assistant): string {
  return JSON.stringify(assistant)
}

/** The wording in a language, else in the first there is. */
export function wordingOf(texts: Texts | undefined, language: Language): string | null {
  if (!texts) return null
  return texts[language] ?? texts[FALLBACK_LANGUAGE] ?? Object.values(texts)[0] ?? null
}

function reader<T extends TSchema>(schema: T) {
  const check = Compile(schema)
  return (body: string | undefined): Static<T> | undefined => {
    if (body === undefined) return undefined
    const value: unknown = JSON.parse(body)
    return check.Check(value) ? value : undefined
  }
}
