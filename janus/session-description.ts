import { GatewayError } from './gateway-error.ts'

/**
 * A page publishes one voice and one picture. More media sections would become more recorded files
 * and more streams for the other side, so they never reach Janus.
 */
export function requirePlainOffer(sdp: string): void {
  const sections = [...sdp.matchAll(/^m=(\S+)/gm)].map(([, kind]) => kind)
  const isPlain =
    sdp.startsWith('v=0') &&
    sections.length > 0 &&
    sections.every((kind) => kind === 'audio' || kind === 'video') &&
    new Set(sections).size === sections.length
  if (isPlain) return
  throw new GatewayError('invalid', 'An offer has one audio and one video section at most')
}
