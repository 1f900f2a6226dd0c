import { buildApp } from '../../api/app.ts'
import { SessionCommands } from '../../api/session-commands.ts'
import { SessionWorkflows } from '../../api/session-workflows.ts'
import { holderOf } from '../../bin/api/media.ts'
import { makeTicketSystems } from '../../bin/api/tickets.ts'
import { bundleWorkflows } from '../workflows/temporal-session.ts'

/** What a service is made of: of one copy of the source, since its errors are known by their class. */
export const OWN_PROGRAM = {
  buildApp,
  SessionCommands,
  SessionWorkflows,
  holderOf,
  makeTicketSystems,
  bundle: bundleWorkflows,
}

export type Program = typeof OWN_PROGRAM
