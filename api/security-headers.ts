import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProblemError } from './problems.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy':
    'camera=(self), microphone=(self), screen-wake-lock=(self), geolocation=(), payment=(), usb=()',
  // A join link's secret is in the fragment; nothing of the address goes anywhere all the same.
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const TWO_YEARS = 'max-age=63072000'

/** Sets what every answer carries. */
export function securityHeaders(isSecure: boolean) {
  const headers = isSecure ? { ...HEADERS, 'strict-transport-security': TWO_YEARS } : HEADERS
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    void reply.headers(headers)
  }
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site's page asks for. Programs send no Origin and are let through, except to
 * sockets, which browsers open to anywhere with cookies and without asking first.
 */
export function originGuard(origins: readonly string[]) {
  const allowed = new Set(origins)
  return async (request: FastifyRequest): Promise<void> => {
    const { origin } = request.headers
    if (origin === undefined ? !isUpgrade(request) : allowed.has(origin)) return
    if (READING.has(request.method) && !isUpgrade(request)) return
    throw new ProblemError('invalid', {
      status: 403,
      errors: [{ pointer: '/headers/origin', message: 'is not an origin of this service' }],
    })
  }
}

function isUpgrade(request: FastifyRequest): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}
