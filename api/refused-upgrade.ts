import type { FastifyRequest } from 'fastify'

/**
 * `onResponse` hook: a socket that asked to be upgraded and was answered instead is closed. It has
 * left the HTTP server, so none of the server's time-outs would ever end it.
 */
export async function closeRefusedUpgrade(request: FastifyRequest): Promise<void> {
  if (request.ws) request.raw.socket.destroySoon()
}
