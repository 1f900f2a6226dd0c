import type { FastifyBaseLogger } from 'fastify'
import { listSessionsInCall } from '../db/calls.ts'
import type { OrganisationDatabase } from '../db/database.ts'
import { findEmployeeNames } from '../db/employees.ts'
import type { DeliveryMessage } from '../db/feed-messages.ts'
import { listEmployeesInHistory } from '../db/history.ts'
import { countUnread, findNotification } from '../db/notifications.ts'
import { loadSessionDetails } from '../db/sessions.ts'
import { findSessionTexts } from '../db/texts.ts'
import { callNews } from './live-calls.ts'
import type { LivePage } from './live-page.ts'
import { findSession, type AccessedSession } from './session-access.ts'
import { notificationView } from './views/lists.ts'

type Change = { organisationId: string; id: string; isNew: boolean }

/** Tells pages what they may see; every push asks anew whether they may. */
export class LivePushes {
  readonly #pages: ReadonlySet<LivePage>
  readonly #log: FastifyBaseLogger
  /** Sessions being told about, and what came meanwhile: only the newest state is worth telling. */
  readonly #running = new Map<string, Change | null>()
  readonly #work = new Set<Promise<void>>()

  constructor(pages: ReadonlySet<LivePage>, { log }: { log: FastifyBaseLogger }) {
    this.#pages = pages
    this.#log = log
  }

  sessionChanged(change: Change): void {
    const { id } = change
    if (this.#running.has(id)) {
      const isNew = change.isNew || this.#running.get(id)?.isNew === true
      this.#running.set(id, { ...change, isNew })
      return
    }
    this.#running.set(id, null)
    const work = this.#tellUntilNothingNew(change).finally(() => this.#work.delete(work))
    this.#work.add(work)
  }

  /** Resolves when nothing is being told. */
  async settled(): Promise<void> {
    await Promise.all(this.#work)
  }

  /** A page that has come, or come back, hears of the calls that are, and that others are over. */
  async callsOf(page: LivePage): Promise<void> {
    const { caller } = page
    const ids =
      caller.kind === 'code_user'
        ? caller.participants.map(({ sessionId }) => sessionId)
        : await listSessionsInCall(caller.db)
    for (const id of new Set([...ids, ...page.calls.keys()])) {
      const access = await findSession(caller, id)
      if (access) await this.#tellCall(page, access)
    }
  }

  async notified({ organisation, employee, id }: DeliveryMessage): Promise<void> {
    const pages = [...this.#pages].filter(
      ({ caller }) => caller.kind === 'employee' && caller.id === employee,
    )
    const db = pages.flatMap(({ caller }) => (caller.kind === 'employee' ? caller.db : []))[0]
    if (db?.organisationId !== organisation) return
    const [row, unread] = await Promise.all([
      findNotification(db, employee, id),
      countUnread(db, employee),
    ])
    if (!row) return
    const notification = notificationView(row)
    for (const page of pages) page.send({ type: 'notificationAdded', notification, unread })
  }

  async #tellUntilNothingNew(first: Change): Promise<void> {
    for (let change: Change | null = first; change;) {
      try {
        await this.#tell(change)
      } catch (err) {
        this.#log.warn({ err, sessionId: change.id }, 'session change was not told to all pages')
      }
      const next: Change | null = this.#running.get(change.id) ?? null
      if (next) this.#running.set(change.id, null)
      else this.#running.delete(change.id)
      change = next
    }
  }

  async #tell(change: Change): Promise<void> {
    const groups = byReader(this.#pagesOf(change))
    const known = lazily((db: OrganisationDatabase) => listEmployeesInHistory(db, change.id))
    await Promise.all(
      [...groups.values()].map(async (pages) => {
        const [first] = pages
        const access = first && (await findSession(first.caller, change.id))
        for (const page of pages) {
          if (access) await this.#tellChange(page, access, change.isNew)
          else await tellRemoved(page, change.id, known)
        }
      }),
    )
  }

  #pagesOf({ organisationId, id }: Change): LivePage[] {
    return [...this.#pages].filter(({ caller }) => {
      if (caller.kind !== 'code_user') return caller.db.organisationId === organisationId
      const isIn = caller.participants.some(({ sessionId }) => sessionId === id)
      return isIn || caller.grants.some((grant) => grant.organisationId === organisationId)
    })
  }

  async #tellChange(page: LivePage, access: AccessedSession, isNew: boolean): Promise<void> {
    const { id, number, rev } = access.session
    page.send({ type: 'sessionChanged', id, number, rev, isNew })
    await this.#tellCall(page, access)
  }

  /** Reason and caller are for employees and participants; a code alone gives neither. */
  async #tellCall(page: LivePage, access: AccessedSession): Promise<void> {
    const { session, actor, participantState } = access
    if (actor.kind === 'code_user' && participantState !== 'admitted') return
    await page.turns.run(session.id, async () => {
      if (page.isNews(session)) await this.#tellCallNow(page, access)
    })
  }

  async #tellCallNow(page: LivePage, { db, session, actor }: AccessedSession): Promise<void> {
    const { id, number, state } = session
    const told = page.calls.get(id)
    const news = callNews({ person: actor.id, call: state.call, told })
    if (news.told) page.calls.set(id, news.told)
    else page.calls.delete(id)
    if (news.ended) {
      const names = await findEmployeeNames(db, news.ended.by ? [news.ended.by] : [])
      const by = news.ended.by === null ? null : (names.get(news.ended.by) ?? null)
      page.send({ type: 'callEnded', id, call: news.ended.call, why: news.ended.why, by })
    }
    if (news.started && state.call) {
      const ring = await loadRing(db, id, state.call.startedBy)
      page.send({ type: 'callStarted', id, number, ...news.started, ...ring })
    }
  }
}

/** Whoever never had to do with the session must not learn its id. */
async function tellRemoved(
  page: LivePage,
  id: string,
  known: (db: OrganisationDatabase) => Promise<Set<string>>,
): Promise<void> {
  const { caller } = page
  if (caller.kind !== 'employee' || !(await known(caller.db)).has(caller.id)) return
  page.calls.delete(id)
  page.send({ type: 'sessionRemoved', id })
}

async function loadRing(
  db: OrganisationDatabase,
  id: string,
  startedBy: { kind: string; id: string },
) {
  const [details, texts, names] = await Promise.all([
    loadSessionDetails(db, id),
    findSessionTexts(db, id),
    findEmployeeNames(db, startedBy.kind === 'employee' ? [startedBy.id] : []),
  ])
  const callerName = names.get(startedBy.id) ?? texts.requester ?? null
  return { deviceLabel: details.deviceLabel, callerName, reason: texts.reason ?? null }
}

/** Pages of one reader see the same. */
function byReader(pages: readonly LivePage[]): Map<string, LivePage[]> {
  const groups = new Map<string, LivePage[]>()
  for (const page of pages) {
    const { id, caller } = page
    const reader = caller.kind === 'code_user' ? id : `${caller.kind}:${caller.id}`
    groups.set(reader, [...(groups.get(reader) ?? []), page])
  }
  return groups
}

function lazily<A, B>(load: (from: A) => Promise<B>): (from: A) => Promise<B> {
  let loading: Promise<B> | undefined
  return (from) => (loading ??= load(from))
}
