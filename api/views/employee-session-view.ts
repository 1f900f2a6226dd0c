import type { EmployeeSessionView } from '../../contract/views.ts'
import { joinSecret } from '../../db/derived-secrets.ts'
import { findJoinLinkNumber } from '../../db/join-links.ts'
import { listSessionLabels } from '../../db/labels.ts'
import { listParticipants } from '../../db/participants.ts'
import { listRecipients } from '../../db/recipients.ts'
import { listTicketLinks } from '../../db/ticket-links.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import type { SessionHead } from '../../db/sessions.ts'
import type { Actor } from '../../domain/actor.ts'
import { pages } from '../../contract/paths.ts'
import { workflowId } from '../../workflows/messages.ts'
import type { ApiSettings } from '../dependencies.ts'
import { parseAnswers, parseAssistant } from './texts.ts'
import { loadSessionBase } from './session-base.ts'

export type LinkSettings = Pick<ApiSettings, 'publicUrl' | 'linkKey' | 'temporalUi'>

type Input = {
  db: OrganisationDatabase
  session: SessionHead
  actor: Actor
  /** A join link makes whoever has it a participant: it is not for those who may only read. */
  canInvite: boolean
}

/** A session as employees and API clients read it. */
export async function loadEmployeeSessionView(
  { db, session, actor, canInvite }: Input,
  settings: LinkSettings,
): Promise<EmployeeSessionView> {
  const [base, recipients, participants, tickets, labels, links] = await Promise.all([
    loadSessionBase(db, session),
    listRecipients(db, session.id),
    listParticipants(db, session.id),
    listTicketLinks(db, session.id),
    listSessionLabels(db, session.id),
    linksOf({ db, session, actor, canInvite }, settings),
  ])
  const { common, texts, artefacts } = base
  return {
    ...common,
    email: texts.email ?? null,
    answers: parseAnswers(texts.answers),
    assistant: parseAssistant(texts.assistant),
    recipients: recipients.map(recipientView),
    participants: participants.map(({ id, state, via, addedAt }) => {
      return { id, state, via, at: addedAt.getTime() }
    }),
    tickets: tickets.map(({ system, key, url, title, state }) => {
      return { system, key, url, title, state }
    }),
    labels,
    visibility: session.visibility,
    artefacts,
    erasure: erasureOf(session),
    links,
    // An API client may do less than anybody, but it sees every session.
    me: { relation: actor.kind === 'employee' ? actor.relation : 'overseer' },
  }
}

function erasureOf({ state: { erasure, erasedAt } }: SessionHead): EmployeeSessionView['erasure'] {
  if (erasure) return { state: 'running', at: erasure.since }
  return erasedAt === undefined ? null : { state: 'done', at: erasedAt }
}

function recipientView(row: Awaited<ReturnType<typeof listRecipients>>[number]) {
  return {
    employee: { id: row.id, name: row.name },
    because: { rule: row.rule, department: row.departmentName },
    seenAt: row.seenAt?.getTime() ?? null,
  }
}

async function linksOf(
  { db, session, actor, canInvite }: Input,
  { publicUrl, linkKey, temporalUi }: LinkSettings,
): Promise<EmployeeSessionView['links']> {
  const number = canInvite ? await findJoinLinkNumber(db, session.id) : undefined
  const isAdministrator = actor.kind === 'employee' && actor.role === 'administrator'
  return {
    console: `${publicUrl}${pages.session(session.number)}`,
    join: number === undefined ? null : joinLink({ publicUrl, linkKey }, session.id, number),
    temporal: isAdministrator && temporalUi ? temporalLink(temporalUi, session.id) : null,
  }
}

export function joinLink(
  { publicUrl, linkKey }: Pick<LinkSettings, 'publicUrl' | 'linkKey'>,
  sessionId: string,
  number: number,
): string {
  return `${publicUrl}${pages.join(joinSecret(linkKey, sessionId, number))}`
}

function temporalLink(ui: { url: string; namespace: string }, sessionId: string): string {
  const id = encodeURIComponent(workflowId(sessionId))
  return `${ui.url}/namespaces/${ui.namespace}/workflows/${id}`
}
