import type { WebSocket } from '@fastify/websocket'
import type { FastifyBaseLogger } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { AccessMessage, DeliveryMessage, SessionMessage } from '../db/feed-messages.ts'
import { openFeed, type Feed } from '../db/feed.ts'
import { deleteOpenPages, insertOpenPages, renewOpenPages } from '../db/open-pages.ts'
import { findParticipants } from '../db/participants.ts'
import type { Caller } from './caller.ts'
import { CLOSE, LivePage } from './live-page.ts'
import { LivePushes } from './live-pushes.ts'
import type { Metrics } from './metrics.ts'

const RENEW_INTERVAL_MS = 5_000
const HEARTBEAT_INTERVAL_MS = 20_000
const FEED_RETRY_MS = 500

export type LiveDependencies = {
  database: Database
  feedUrl: string
  instance: string
  log: FastifyBaseLogger
  metrics: Metrics
  /** Whoever else here wants to know that a session's row has changed. */
  onSessionChanged: (sessionId: string) => void
}

/** All pages that are open at this instance, and what they hear of changes. */
export class LivePages {
  readonly #dependencies: LiveDependencies
  readonly #pages = new Set<LivePage>()
  readonly #pushes: LivePushes
  readonly #stopping = new AbortController()
  readonly #work = new Set<Promise<void>>()
  #feed: Feed | undefined
  #renewing: NodeJS.Timeout | undefined
  #heartbeat: NodeJS.Timeout | undefined

  constructor(dependencies: LiveDependencies) {
    this.#dependencies = dependencies
    this.#pushes = new LivePushes(this.#pages, dependencies)
  }

  start(): void {
    this.#renewing = setInterval(() => void this.#renew(), RENEW_INTERVAL_MS).unref()
    this.#heartbeat = setInterval(() => this.#checkAlive(), HEARTBEAT_INTERVAL_MS).unref()
    void this.#listen()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#renewing)
    clearInterval(this.#heartbeat)
    for (const page of this.#pages) {
      page.close(CLOSE.restarting)
      this.closed(page)
    }
    await this.#feed?.close()
    await this.#pushes.settled()
    await Promise.all(this.#work)
  }

  /** A page's socket is open: it is greeted, and rung if a call waits for it. */
  open(caller: Caller, socket: WebSocket): LivePage {
    const page = new LivePage(caller, socket)
    const { instance, metrics } = this.#dependencies
    this.#pages.add(page)
    metrics.sockets.inc({ actor: caller.kind })
    page.send({ type: 'hello', instance })
    void this.#quietly('greeting', this.#greet(page))
    return page
  }

  closed(page: LivePage): void {
    if (!this.#pages.delete(page)) return
    const { database, metrics } = this.#dependencies
    metrics.sockets.dec({ actor: page.caller.kind })
    void this.#quietly('closing', deleteOpenPages(database, [page.id]))
  }

  /** The page came to the front or went behind. */
  async showed(page: LivePage, isVisible: boolean): Promise<void> {
    page.isVisible = isVisible
    const { database } = this.#dependencies
    await this.#quietly('renewing', renewOpenPages(database, [{ page: page.id, isVisible }]))
  }

  async #greet(page: LivePage): Promise<void> {
    const { database } = this.#dependencies
    await insertOpenPages(database, await this.#peopleOf(page))
    // Closed while it was being written: nobody else would take the row away before its lease ends.
    if (!this.#pages.has(page)) return deleteOpenPages(database, [page.id])
    await this.#pushes.callsOf(page)
  }

  async #peopleOf({ id: page, caller }: LivePage) {
    switch (caller.kind) {
      case 'employee':
        return [{ page, person: caller.id, organisationId: caller.db.organisationId }]
      case 'code_user': {
        const ids = caller.participants.map(({ participantId }) => participantId)
        const participants = await findParticipants(this.#dependencies.database, ids)
        return participants.map(({ id, organisationId }) => ({ page, person: id, organisationId }))
      }
      case 'api_client':
        return []
    }
  }

  /** Until it succeeds; afterwards the connection comes back by itself. */
  async #listen(): Promise<void> {
    const { feedUrl, log } = this.#dependencies
    while (!this.#stopping.signal.aborted) {
      try {
        this.#feed = await openFeed({
          url: feedUrl,
          onMessage: {
            session: (message) => this.#onSession(message),
            access: (message) => this.#onAccess(message),
            delivery: (message) => this.#onDelivery(message),
          },
          onListening: () => this.#onListening(),
          onError: (err) => log.error({ err }, 'feed message failed'),
        })
        if (this.#stopping.signal.aborted) await this.#feed.close()
        return
      } catch (err) {
        log.warn({ err }, 'cannot listen for changes')
        await wait(FEED_RETRY_MS)
      }
    }
  }

  #onSession({ organisation, id, rev }: SessionMessage): void {
    this.#pushes.sessionChanged({ organisationId: organisation, id, isNew: rev === 1 })
    this.#dependencies.onSessionChanged(id)
  }

  /** What went unheard may have been anything. */
  #onListening(): void {
    for (const page of this.#pages) {
      page.send({ type: 'resync' })
      void this.#quietly('calls', this.#pushes.callsOf(page))
    }
  }

  #onDelivery({ organisation, employee, id }: DeliveryMessage): void {
    void this.#quietly('notification', this.#pushes.notified({ organisation, employee, id }))
  }

  #onAccess(message: AccessMessage): void {
    if (message.joined) return this.#onJoined(message.id, message.joined)
    for (const page of this.#pages) {
      if (concerns(message, page.caller)) page.close(CLOSE.accessChanged)
    }
  }

  /** A browser's sockets were opened before it had the participant's cookie. */
  #onJoined(grantId: string, joined: { participant: string; session: string }): void {
    for (const page of this.#pages) {
      const { caller } = page
      if (caller.kind !== 'code_user' || !caller.grants.some(({ id }) => id === grantId)) continue
      const own = { sessionId: joined.session, participantId: joined.participant }
      page.caller = { ...caller, participants: [...caller.participants, own] }
      void this.#quietly('greeting', this.#greet(page))
    }
  }

  #checkAlive(): void {
    for (const page of this.#pages) page.checkAlive()
  }

  async #renew(): Promise<void> {
    const pages = [...this.#pages].map(({ id, isVisible }) => ({ page: id, isVisible }))
    await this.#quietly('renewing', renewOpenPages(this.#dependencies.database, pages))
  }

  /** Postgres may be away: pages refetch when it is back, and their leases are short. */
  #quietly(what: string, work: Promise<void>): Promise<void> {
    const quiet = work
      .catch((err: unknown) => this.#dependencies.log.warn({ err }, `live pages: ${what} failed`))
      .finally(() => this.#work.delete(quiet))
    this.#work.add(quiet)
    return quiet
  }
}

function concerns({ kind, id }: AccessMessage, caller: Caller): boolean {
  switch (kind) {
    case 'employee':
      return caller.kind === 'employee' && caller.id === id
    case 'login':
      return caller.kind === 'employee' && caller.loginId === id
    case 'code':
      return caller.kind === 'code_user' && caller.grants.some(({ codeId }) => codeId === id)
    case 'grant':
    case 'api_key':
      return false
  }
}
