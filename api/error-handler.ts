import type {
  FastifyError,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from 'fastify'
import { isConnectionError, isOfErasedEmployee } from '../db/connection.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { notFound, ProblemError, problemOf, retryAfter } from './problems.ts'
import { CommandRefused } from './session-workflows.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/**
 * Errors by audience: a problem is told, an outage of the database as one to come back after, and a
 * bug is logged with its request's id and answered 500.
 */
export function handleError(
  error: FastifyError | ProblemError | CommandRefused,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = asProblem(error)
  if (isConnectionError(error)) request.log.warn({ err: error }, 'the database was away')
  if (problem) return sendProblem(reply, problem)
  request.log.error({ err: error, requestId: request.id }, 'request failed')
  return sendProblem(reply, new ProblemError('unavailable', { status: 500, requestId: request.id }))
}

export function handleNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(reply, notFound())
}

export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  const problem = problemOf(error)
  const seconds = retryAfter(error)
  if (seconds !== undefined) void reply.header('retry-after', String(seconds))
  void reply.removeHeader('cache-control').header('cache-control', 'no-store')
  return reply.code(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(problem)
}

function asProblem(error: FastifyError | ProblemError | CommandRefused): ProblemError | undefined {
  if (error instanceof ProblemError) return error
  if (error instanceof CommandRefused) return new ProblemError(error.refusal.code)
  if (isConnectionError(error)) return new ProblemError('unavailable')
  // Erased while this was under way.
  if (isOfErasedEmployee(error)) return notFound()
  if (error.validation) return invalid(error.validation, error.validationContext)
  const code = codeOfStatus(error.statusCode)
  return code && new ProblemError(code, code === 'invalid' ? { detail: error.message } : {})
}

/** Errors of the framework itself: a body that is no JSON, too long, of another type. */
function codeOfStatus(status: number | undefined): RefusalCode | undefined {
  if (status === 413) return 'too_large'
  if (status === 429) return 'too_many'
  if (status === 404) return 'not_found'
  return status !== undefined && status >= 400 && status < 500 ? 'invalid' : undefined
}

const PREFIX: Record<string, string> = {
  querystring: '/query',
  params: '/params',
  headers: '/headers',
}

function invalid(
  errors: readonly FastifySchemaValidationError[],
  part: string | undefined,
): ProblemError {
  return new ProblemError('invalid', { errors: fieldErrors(errors, PREFIX[part ?? ''] ?? '') })
}

/** One entry per wrong field: a JSON pointer and what is wrong with it. */
export function fieldErrors(
  errors: readonly Pick<FastifySchemaValidationError, 'instancePath' | 'params' | 'message'>[],
  prefix = '',
): { pointer: string; message: string }[] {
  const found = new Map<string, string>()
  for (const { instancePath, params, message } of errors) {
    for (const name of namedFields(params)) {
      const pointer = `${prefix}${instancePath}${name}`
      if (!found.has(pointer)) found.set(pointer, message ?? 'is not right')
    }
  }
  return [...found].map(([pointer, message]) => ({ pointer, message }))
}

/** Missing and unknown fields are reported at the object that lacks or has them. */
function namedFields(params: Record<string, unknown>): string[] {
  const names = params['requiredProperties'] ?? params['additionalProperties']
  if (!Array.isArray(names) || names.length === 0) return ['']
  return names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`)
}
