import type { TicketFailure, TicketSystems } from '../../api/dependencies.ts'
import type { SessionWorkflows } from '../../api/session-workflows.ts'
import { DeliveryError } from '../../integrations/delivery-error.ts'
import { makeSendOutward } from '../../integrations/outward-request.ts'
import { readSigned } from '../../integrations/signed-message.ts'
import { makeTicketConnector } from '../../integrations/ticket-connectors.ts'

export function makeTicketSystems(
  workflows: Pick<SessionWorkflows, 'tell'>,
  allowedNetworks: readonly string[],
): TicketSystems {
  const send = makeSendOutward({ allowedNetworks })
  return {
    knowsRepetitions: (access) => makeTicketConnector(send, access).knowsRepetitions,
    create: (access, ticket) =>
      told(async () => ({ ticket: await makeTicketConnector(send, access).createTicket(ticket) })),
    find: (access, id) =>
      told(async () => ({
        ticket: (await makeTicketConnector(send, access).findTicket(id)) ?? null,
      })),
    async check(access) {
      const answer = await told(() => makeTicketConnector(send, access).check())
      return { failure: answer?.failure ?? null }
    },
    read: readSigned,
    changed: (target, fact) => workflows.tell('ticketChanged', target, fact),
  }
}

/** What the other side said no with, for whoever waits for it. */
async function told<T>(attempt: () => Promise<T>): Promise<T | TicketFailure> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    return { failure: error.message, isUncertain: error.isUncertain }
  }
}
