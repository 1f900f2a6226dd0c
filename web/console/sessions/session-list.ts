import { signal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { EmployeeSessionView, SessionPage, SessionRow } from '../../../contract/views.ts'
import { ApiProblem, type Api } from '../../foundation/api-client.ts'
import type { LiveSocket } from '../../foundation/live-socket.ts'
import { Refresher } from '../../foundation/refresher.ts'

const PAGE = 30
/** The api gives no more at once. */
const MOST = 100

type Options = {
  api: Pick<Api, 'get'>
  live: Pick<LiveSocket, 'listen'>
  /** Filters as the api takes them. */
  query: string
  /** While somebody reads, rows keep their places: new ones are only counted. */
  isBeingRead: () => boolean
}

/** The sessions for one set of filters, newest first, kept fresh. */
export class SessionList {
  readonly rows = signal<readonly SessionRow[] | null>(null)
  readonly counts = signal<SessionPage['counts'] | null>(null)
  /** Where the next page begins; null on the last. */
  readonly next = signal<string | null>(null)
  /** Rows that are held back until the reader asks for them. */
  readonly newRows = signal(0)
  readonly problem = signal<Problem | null>(null)
  readonly isLoadingMore = signal(false)
  readonly #options: Options
  readonly #changed = new Set<string>()
  readonly #refresher = new Refresher(() => this.#refresh())
  readonly #stopListening: () => void

  constructor(options: Options) {
    this.#options = options
    this.#stopListening = options.live.listen((message) => {
      if (message.type === 'sessionChanged') this.#changed.add(message.id)
      if (message.type === 'sessionRemoved') this.#remove(message.id)
      const isNews = ['hello', 'resync', 'sessionChanged'].includes(message.type)
      if (isNews) this.#refresher.refresh()
    })
    this.#refresher.refresh()
  }

  stop(): void {
    this.#stopListening()
    this.#refresher.stop()
  }

  retry(): void {
    this.problem.value = null
    this.#refresher.refresh()
  }

  async showNew(): Promise<void> {
    await this.#asking(async () => this.#replace(await this.#get(this.#shownCount())))
  }

  async loadMore(): Promise<void> {
    const after = this.next.value
    if (!after || this.isLoadingMore.value) return
    this.isLoadingMore.value = true
    await this.#asking(async () => {
      const page = await this.#get(PAGE, after)
      const known = new Set(this.rows.value?.map(({ id }) => id))
      this.rows.value = [
        ...(this.rows.value ?? []),
        ...page.items.filter(({ id }) => !known.has(id)),
      ]
      this.next.value = page.next
    })
    this.isLoadingMore.value = false
  }

  async #refresh(): Promise<void> {
    await this.#asking(async () => {
      const changed = new Set(this.#changed)
      this.#changed.clear()
      const page = await this.#get(this.#shownCount())
      const rows = this.rows.value
      this.counts.value = page.counts
      const isEmpty = !rows || rows.length === 0
      const isWhole = isEmpty || rows.length <= MOST
      if (isEmpty || (isWhole && !this.#options.isBeingRead())) return this.#replace(page)
      await this.#updateInPlace(page, changed)
    })
  }

  #replace(page: SessionPage): void {
    this.rows.value = page.items
    this.counts.value = page.counts
    this.next.value = page.next
    this.newRows.value = 0
  }

  /** Every row stays where it is, also one that does not match the filter any more. */
  async #updateInPlace(page: SessionPage, changed: ReadonlySet<string>): Promise<void> {
    const fresh = new Map(page.items.map((row) => [row.id, row]))
    const shown = this.rows.value ?? []
    const elsewhere = shown.filter(({ id }) => changed.has(id) && !fresh.has(id))
    const loaded = await Promise.all(elsewhere.map(({ id }) => this.#loadRow(id)))
    for (const row of loaded) if (row) fresh.set(row.id, row)
    this.rows.value = (this.rows.value ?? []).map((row) => fresh.get(row.id) ?? row)
    const newest = Math.max(0, ...shown.map(({ number }) => number))
    this.newRows.value = page.items.filter(({ number }) => number > newest).length
  }

  async #loadRow(id: string): Promise<SessionRow | undefined> {
    try {
      return rowOf(await this.#options.api.get<EmployeeSessionView>(paths.session(id)))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (error.problem.code === 'not_found') this.#remove(id)
      return undefined
    }
  }

  #remove(id: string): void {
    this.rows.value = this.rows.value?.filter((row) => row.id !== id) ?? null
  }

  #shownCount(): number {
    return Math.min(Math.max(this.rows.value?.length ?? 0, PAGE), MOST)
  }

  #get(limit: number, after?: string): Promise<SessionPage> {
    const query = new URLSearchParams(this.#options.query)
    query.set('limit', String(limit))
    if (after) query.set('after', after)
    return this.#options.api.get<SessionPage>(`${paths.sessions}?${query.toString()}`)
  }

  async #asking(ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
      this.problem.value = null
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.problem.value = error.problem
    }
  }
}

/** A session's page as its row in the list. */
function rowOf(view: EmployeeSessionView): SessionRow {
  const { id, number, rev, status, createdAt, statusSince, reason } = view
  return {
    ...{ id, number, rev, status, createdAt, statusSince, reason },
    deviceLabel: view.device.label,
    requesterName: view.requesterName,
    responsible: view.responsible,
    labels: view.labels,
    visibility: view.visibility,
    promisedMinutes: view.promisedMinutes,
    isRinging: view.call?.phase === 'ringing',
    hasWaitingParticipant: view.participants.some(({ state }) => state === 'pending'),
  }
}
