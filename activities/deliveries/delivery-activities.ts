/** What waits, and for whom: rows of one webhook endpoint, or of one ticket system. */
export type DeliveryEndpoint = {
  kind: 'webhooks' | 'tickets'
  organisationId: string
  endpointId: string
}

export type Delivered = {
  /** When to come again; null when nothing waits. */
  nextInMs: number | null
  /** The other side is out of order until then: further rows are no reason to come sooner. */
  isResting?: boolean
}

export type DeliveryActivities = {
  /**
   * Delivers what is due, until nothing is or the attempt's time is over. Idempotency: each row is
   * marked once delivered, and carries the same id in every attempt.
   */
  deliver(input: DeliveryEndpoint & { isNow: boolean }): Promise<Delivered>
}
