import type { FastifyRequest } from 'fastify'
import { LANGUAGES, type Language } from '../domain/refusal-texts.ts'

export const FALLBACK_LANGUAGE = 'en' satisfies Language

/** The first of our languages in Accept-Language, which pages set to the language they show. */
export function languageOf(request: FastifyRequest): Language {
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase().split(',')
  for (const tag of wanted) {
    const language = LANGUAGES.find((each) => tag.trim().startsWith(each))
    if (language) return language
  }
  return FALLBACK_LANGUAGE
}
