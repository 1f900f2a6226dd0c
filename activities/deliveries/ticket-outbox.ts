import { pages } from '../../contract/paths.ts'
import { listArtefacts } from '../../db/artefacts.ts'
import { listCalls } from '../../db/calls.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { joinSecret } from '../../db/derived-secrets.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import { findJoinLinkNumber } from '../../db/join-links.ts'
import { loadNotificationFacts } from '../../db/notification-facts.ts'
import { findSessionTexts } from '../../db/texts.ts'
import {
  claimComment,
  findNextComment,
  listDueComments,
  markCommentFailed,
  markCommentSent,
  type DueComment,
} from '../../db/ticket-comments.ts'
import { setTicketState } from '../../db/ticket-links.ts'
import { findTicketAccess, restTicketSystem } from '../../db/ticket-systems.ts'
import { callComment, joinLinkComment, type CommentFacts } from '../../domain/ticket-comment.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import type { SendOutward } from '../../integrations/outward-request.ts'
import { makeTicketConnector } from '../../integrations/ticket-connectors.ts'
import type { Outbox } from './drain.ts'

type Links = { publicUrl: string; linkKey: string }
type Parts = {
  db: OrganisationDatabase
  endpointId: string
  send: SendOutward
  links: Links
  settleMs: number
}

/** Comments that wait for one ticket system. */
export function ticketOutbox({ db, endpointId, send, links, settleMs }: Parts): Outbox<DueComment> {
  /** Until when each is ours; before that nobody writes it again. */
  const claims = new Map<string, Date>()
  const claim = async ({ id }: DueComment): Promise<boolean> => {
    const until = await claimComment(db, id, settleMs)
    if (until) claims.set(id, until)
    return until !== undefined
  }
  return {
    state: async () => (await findTicketAccess(db, { id: endpointId })) ?? null,
    due: (limit) => listDueComments(db, endpointId, limit),
    nextDue: () => findNextComment(db, endpointId),
    async deliver(row, signal) {
      const system = await findTicketAccess(db, { id: endpointId })
      // Switched off in this moment: the row waits until it is on again.
      if (!system) return
      const connector = makeTicketConnector(send, system)
      if (!connector.knowsRepetitions && !(await claim(row))) return
      const text = await textOf({ db, row, links, language: system.language })
      const isPublic = row.kind === 'join_link'
      await connector.comment(row.key, { id: row.id, text, isPublic }, signal)
      await markCommentSent(db, row.id)
      // Only news: nobody has to wait for it, and the next one brings it as well.
      const ticket = await connector.readTicket(row.key, signal).catch(() => undefined)
      if (!ticket) return
      await setTicketState(db, { system: system.name, key: row.key, state: ticket.state })
    },
    failed: (row, { message: error, isUncertain }, until) => {
      const settledAt = isUncertain ? claims.get(row.id) : undefined
      const isLater = until !== null && settledAt !== undefined && settledAt > until
      return markCommentFailed(db, row.id, { error, until: isLater ? settledAt : until })
    },
    isOutage: (error) => !error.isPermanent,
    rest: (failures, resumeAt) => restTicketSystem(db, endpointId, { failures, resumeAt }),
    recovered: () => restTicketSystem(db, endpointId, { failures: 0, resumeAt: null }),
  }
}

type Writing = { db: OrganisationDatabase; row: DueComment; links: Links; language: Language }

async function textOf({ db, row, links, language }: Writing): Promise<string> {
  const { sessionId, kind, callNumber } = row
  const [session, linkNumber] = await Promise.all([
    loadNotificationFacts(db, sessionId),
    findJoinLinkNumber(db, sessionId),
  ])
  const url = (page: string) => new URL(page, links.publicUrl).href
  const facts: CommentFacts = {
    number: session.number,
    device: session.deviceLabel,
    consoleUrl: url(pages.session(session.number)),
    joinUrl:
      linkNumber === undefined
        ? null
        : url(pages.join(joinSecret(links.linkKey, sessionId, linkNumber))),
  }
  if (kind === 'join_link' || callNumber === null) return joinLinkComment(facts, language)
  return callComment({ ...facts, ...(await callFacts(db, sessionId, callNumber)) }, language)
}

async function callFacts(db: OrganisationDatabase, sessionId: string, number: number) {
  const [calls, artefacts, texts] = await Promise.all([
    listCalls(db, sessionId),
    listArtefacts(db, sessionId),
    findSessionTexts(db, sessionId),
  ])
  const call = calls.find((each) => each.number === number)
  const names = await findEmployeeNames(db, call?.employees ?? [])
  const { acceptedAt, endedAt } = call ?? {}
  return {
    call: number,
    durationMs: acceptedAt && endedAt ? endedAt.getTime() - acceptedAt.getTime() : 0,
    people: [...names.values(), ...(texts.requester ? [texts.requester] : [])],
    artefacts: artefacts.filter(
      ({ callNumber, state }) => callNumber === number && state !== 'none' && state !== 'deleted',
    ).length,
  }
}
