/** Why a request to the gateway failed. `invalid` and `unauthorised` never succeed by repeating. */
export const GATEWAY_ERROR_CODES = [
  // Nothing listens there: the gateway is not running, so its rooms are gone.
  'not_running',
  // No connection for another reason, which proves nothing about the rooms.
  'unreachable',
  // The connection ended before the answer came.
  'closed',
  'timed_out',
  'unauthorised',
  'no_such_session',
  'no_such_handle',
  'no_such_room',
  'room_exists',
  'no_such_participant',
  'participant_exists',
  'room_full',
  'draining',
  'invalid',
  'unexpected',
] as const
export type GatewayErrorCode = (typeof GATEWAY_ERROR_CODES)[number]

export class GatewayError extends Error {
  readonly code: GatewayErrorCode

  constructor(code: GatewayErrorCode, message: string) {
    super(message)
    this.name = 'GatewayError'
    this.code = code
  }
}

/** Numbers of the Janus core (4xx of the API) and of its VideoRoom (42x, 43x). */
const CODES: Record<number, GatewayErrorCode> = {
  403: 'unauthorised',
  405: 'unauthorised',
  426: 'no_such_room',
  427: 'room_exists',
  428: 'no_such_participant',
  429: 'invalid',
  430: 'invalid',
  432: 'room_full',
  433: 'unauthorised',
  436: 'participant_exists',
  437: 'invalid',
  458: 'no_such_session',
  459: 'no_such_handle',
  464: 'invalid',
  465: 'invalid',
  472: 'draining',
}

export function gatewayError(number: number, reason: string, attempted: string): GatewayError {
  return new GatewayError(
    CODES[number] ?? 'unexpected',
    `Janus refused ${attempted}: ${reason} (${number})`,
  )
}

export function hasCode(error: unknown, ...codes: GatewayErrorCode[]): boolean {
  return error instanceof GatewayError && codes.includes(error.code)
}

/** True where repeating the same request cannot help. */
export function isPermanent(error: unknown): boolean {
  return hasCode(error, 'invalid', 'unauthorised')
}
