export type TicketComment = {
  text: string
  /** Names this comment for ever: looked for before writing, so that it is there once. */
  id: string
  /** Whether whoever reported the ticket reads it, too. */
  isPublic: boolean
}
export type NewTicket = {
  subject: string
  text: string
  /** Names this ticket for ever, like a comment's. */
  id: string
}
export type Ticket = { key: string; url: string; title: string; state: string }

/** A ticket system, as far as sessions speak with it. Everything throws DeliveryError. */
export interface TicketConnector {
  /** Whether it tells repetitions apart itself; else one that is still being written is not seen. */
  readonly knowsRepetitions: boolean
  /** Resolves when it can be reached and takes our credential. */
  check(signal?: AbortSignal): Promise<void>
  /** Harmless when repeated, as a comment is. */
  createTicket(ticket: NewTicket, signal?: AbortSignal): Promise<Ticket>
  /** The one that was made under this id, as far as it is to be seen. */
  findTicket(id: string, signal?: AbortSignal): Promise<Ticket | undefined>
  /** Harmless when repeated once the one before is settled: written, or never going to be. */
  comment(key: string, comment: TicketComment, signal?: AbortSignal): Promise<void>
  readTicket(key: string, signal?: AbortSignal): Promise<Ticket>
}
