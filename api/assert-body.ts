import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { fieldErrors } from './error-handler.ts'
import { ProblemError } from './problems.ts'

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>()

/** For bodies whose schema depends on who sends them. Throws `invalid` with pointers. */
export function assertBody<T extends TSchema>(schema: T, body: unknown): Static<T> {
  const check = compiled.get(schema) ?? Compile(schema)
  compiled.set(schema, check)
  // The check is what proves it.
  if (check.Check(body)) return body as Static<T>
  throw new ProblemError('invalid', { errors: fieldErrors(check.Errors(body)) })
}
