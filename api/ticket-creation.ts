import type { OrganisationDatabase } from '../db/database.ts'
import { loadNotificationFacts } from '../db/notification-facts.ts'
import { findSessionTexts } from '../db/texts.ts'
import { claimTicketCreation, releaseTicketCreation } from '../db/ticket-creations.ts'
import { findTicketAccess } from '../db/ticket-systems.ts'
import { commandId, idFrom } from './command-ids.ts'
import type { MadeTicket, TicketFailure, WantedTicket } from './dependencies.ts'
import { invalidField, ProblemError } from './problems.ts'
import type { RouteContext } from './route-context.ts'
import type { AccessedSession } from './session-access.ts'

type Creation = { system: string; title: string | undefined; key: string }
type Access = NonNullable<Awaited<ReturnType<typeof findTicketAccess>>>

/** Soon enough for a person; a ticket that is still being made is looked for, not made again. */
const LOOK_AGAIN_SECONDS = 10

/** A ticket out of a session: once per key, also where no answer came to the request that made it. */
export async function createTicket(
  context: RouteContext,
  access: AccessedSession,
  { system, title, key }: Creation,
): Promise<MadeTicket> {
  const { db, session } = access
  const known = await findTicketAccess(db, { name: system })
  if (!known) throw invalidField('/system', 'is no ticket system that is set up')
  const [facts, texts] = await Promise.all([
    loadNotificationFacts(db, session.id),
    findSessionTexts(db, session.id),
  ])
  const text = [texts.reason, `${context.settings.publicUrl}/sessions/${session.number}`]
  return makeOnce(
    context,
    { db, system: known },
    {
      // The same for a repeated request: its ticket is found instead of made again.
      id: creationId(access, key),
      subject: title ?? `Video session #${session.number}: ${facts.deviceLabel}`,
      text: text.filter((each) => each).join('\n\n'),
    },
  )
}

function creationId({ db, session, actor }: AccessedSession, key: string): string {
  const { organisationId } = db
  const by = { organisationId, actor: `${actor.kind}:${actor.id}`, command: 'createTicket', key }
  return idFrom(commandId({ ...by, sessionId: session.id }), 'ticket')
}

async function makeOnce(
  { tickets, settings }: RouteContext,
  { db, system }: { db: OrganisationDatabase; system: Access },
  wanted: WantedTicket,
): Promise<MadeTicket> {
  const { id } = wanted
  const mustClaim = !tickets.knowsRepetitions(system)
  const claim = { id, ticketSystemId: system.id, forMs: settings.ticketSettleMs }
  if (mustClaim && !(await claimTicketCreation(db, claim))) {
    const found = await tickets.find(system, id)
    if ('ticket' in found && found.ticket) return found.ticket
    throw notYet('failure' in found ? found : { failure: 'it may still be making the ticket' })
  }
  const made = await tickets.create(system, wanted)
  if ('ticket' in made) return made.ticket
  if (mustClaim && !made.isUncertain) await releaseTicketCreation(db, id)
  throw notYet(made)
}

function notYet({ failure }: Pick<TicketFailure, 'failure'>): ProblemError {
  const detail = `The ticket system: ${failure}`
  return new ProblemError('unavailable', { detail, retryAfterSeconds: LOOK_AGAIN_SECONDS })
}
