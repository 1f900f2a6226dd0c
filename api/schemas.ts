import Type, { type Static, type TSchema } from 'typebox'
import * as answers from '../contract/answers.ts'
import * as erasure from '../contract/erasure.ts'
import * as notificationSettings from '../contract/notification-settings.ts'
import { Problem } from '../contract/problem.ts'
import * as codeViews from '../contract/code-views.ts'
import * as setUpViews from '../contract/set-up-views.ts'
import * as ticketSystems from '../contract/ticket-systems.ts'
import * as views from '../contract/views.ts'
import * as webhooks from '../contract/webhooks.ts'

/** Schemas with a name of their own in the OpenAPI document. */
export const NAMED_SCHEMAS = [
  ...Object.values(views).filter(isNamed),
  ...Object.values(codeViews).filter(isNamed),
  ...Object.values(answers).filter(isNamed),
  ...Object.values(setUpViews).filter(isNamed),
  ...Object.values(erasure).filter(isNamed),
  ...Object.values(notificationSettings).filter(isNamed),
  ...Object.values(ticketSystems).filter(isNamed),
  ...Object.values(webhooks).filter(isNamed),
  Problem,
]

type Named<T extends TSchema> = T & { $id: string }

function isNamed(schema: TSchema): schema is Named<TSchema> {
  return '$id' in schema
}

/** A named schema, by its name. */
export function named<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${idOf(schema)}#` })
}

/** One of several named schemas. */
export function oneOf<const T extends readonly TSchema[]>(...schemas: T) {
  return Type.Unsafe<Static<T[number]>>({
    anyOf: schemas.map((schema) => ({ $ref: `${idOf(schema)}#` })),
  })
}

function idOf(schema: TSchema): string {
  if (isNamed(schema)) return schema.$id
  throw new Error('A schema without a name cannot be referred to')
}

const PROBLEM = {
  description: 'A problem; its `code` says which',
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
}

/** The answers of a route: its own, and the problem that any other status is. */
export function answering<const T extends Record<number, TSchema>>(own: T) {
  return { ...own, default: PROBLEM }
}
