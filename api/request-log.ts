import type { FastifyReply, FastifyRequest } from 'fastify'

/** A path as it may be written down: what a code gives must not be had from a log. */
export function maskedUrl(url: string): string {
  const [path = '', query] = url.split('?', 2)
  if (/^\/(c|v|j)(\/|$)/.test(path)) return `${path.slice(0, 2)}/…`
  return query === undefined ? path : `${path}?…`
}

/** One line per answer. */
export async function logAnswer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { method, url, id } = request
  const ms = Math.round(reply.elapsedTime)
  const line = { method, url: maskedUrl(url), status: reply.statusCode, ms, requestId: id }
  request.log.info(line, 'answered')
}
