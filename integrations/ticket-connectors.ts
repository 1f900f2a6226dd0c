import type { SendOutward } from './outward-request.ts'
import { makeRequestTracker } from './request-tracker.ts'
import { makeSignedTickets } from './signed-tickets.ts'
import type { TicketConnector } from './ticket-connector.ts'

type TicketAccess = { kind: 'request_tracker' | 'signed_webhook'; url: string; credential: string }

export function makeTicketConnector(send: SendOutward, access: TicketAccess): TicketConnector {
  switch (access.kind) {
    case 'request_tracker':
      return makeRequestTracker(send, access)
    case 'signed_webhook':
      return makeSignedTickets(send, access)
  }
}
