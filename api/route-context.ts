import { randomUUID } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { IdempotencyKey } from '../contract/requests.ts'
import type { Caller } from './caller.ts'
import type { Cookies } from './cookies.ts'
import type { Dependencies } from './dependencies.ts'
import type { LivePages } from './live.ts'
import { invalidField } from './problems.ts'
import type { RateLimits } from './rate-limits.ts'

/** What routes are made with. */
export type RouteContext = Dependencies & {
  cookies: Cookies
  limits: RateLimits
  live: LivePages
}

export const SessionParams = Type.Object({
  id: Type.String({ maxLength: 40, description: 'Id or number of the session' }),
})
export const CallParams = Type.Object({
  ...SessionParams.properties,
  call: Type.Integer({ minimum: 1, maximum: 10_000 }),
})

/** Members of other headers are the browser's. */
export const CommandHeaders = Type.Object({
  'idempotency-key': Type.Optional(IdempotencyKey),
})

/** Pages must name their command; an API client may do without and then is not protected by it. */
export function keyOf(headers: Static<typeof CommandHeaders>, caller: Caller): string {
  const key = headers['idempotency-key']
  if (key !== undefined) return key
  if (caller.kind === 'api_client') return randomUUID()
  throw invalidField('/headers/idempotency-key', 'is required')
}

/** Queries of GET routes; `as` says for whom where a page cannot set headers. */
export const NoQuery = Type.Object(
  { as: Type.Optional(Type.String()) },
  { additionalProperties: false },
)
