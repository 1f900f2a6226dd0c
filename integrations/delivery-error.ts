/**
 * Why a channel did not take a message. `isPermanent`: the same message would be refused again.
 * `isUncertain`: it was sent, and may have arrived, or still arrive.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly isPermanent: boolean
  readonly isUncertain: boolean
  /** How long the other side asked to be left alone. */
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    options: {
      isPermanent: boolean
      isUncertain?: boolean
      retryAfterMs?: number | undefined
      cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.isPermanent = options.isPermanent
    this.isUncertain = options.isUncertain ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}
