import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'
import { paths } from '../../contract/paths.ts'
import type { Problem } from '../../contract/problem.ts'
import { ApiProblem, type Api } from './api-client.ts'
import type { LiveSocket } from './live-socket.ts'

/** What is shown of something that is loaded: the last value stays while a reload fails. */
export type Loaded<T> = {
  value?: T
  problem?: Problem
  /** ms since the epoch at which `value` was true. */
  at?: number
}

type Versioned = { id: string; number: number; rev: number }
type Entry<View> = {
  loaded: Signal<Loaded<View>>
  watchers: number
  isLoading: boolean
  mustReload: boolean
}

const GONE: Problem = { type: 'about:blank', title: '', status: 404, code: 'not_found' }

/**
 * The sessions a page shows, each a snapshot kept fresh while somebody watches it: the live socket
 * tells of new revisions, and every reconnection reloads, because something may have been missed.
 */
export class SessionStore<View extends Versioned> {
  readonly #api: Pick<Api, 'get'>
  /** By the key it was asked for with: the session's id or its number. */
  readonly #entries = new Map<string, Entry<View>>()

  constructor(api: Pick<Api, 'get'>, live: Pick<LiveSocket, 'listen'>) {
    this.#api = api
    live.listen((message) => this.#hear(message))
  }

  /** `key`: the session's id or number. Loads when first watched, and after nobody watched. */
  watch(key: string): { session: ReadonlySignal<Loaded<View>>; unwatch: () => void } {
    const entry = this.#entryOf(key)
    entry.watchers += 1
    if (entry.watchers === 1) void this.reload(key)
    return { session: entry.loaded, unwatch: () => (entry.watchers -= 1) }
  }

  /** Takes the answer to a command, which is newer than what the socket will tell of. */
  put(view: View): void {
    for (const entry of this.#entriesOf(view.id).values()) take(entry, view)
  }

  async reload(key: string): Promise<void> {
    const entry = this.#entryOf(key)
    entry.mustReload = entry.isLoading
    if (entry.isLoading) return
    entry.isLoading = true
    try {
      take(entry, await this.#api.get<View>(paths.session(key)))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      fail(entry, error.problem)
    } finally {
      entry.isLoading = false
    }
    if (entry.mustReload) await this.reload(key)
  }

  #hear(message: ServerLiveMessage): void {
    if (message.type === 'hello' || message.type === 'resync') {
      for (const [key, { watchers }] of this.#entries) if (watchers > 0) void this.reload(key)
    } else if (message.type === 'sessionChanged') {
      for (const [key, entry] of this.#entriesOf(message.id)) {
        // Also at the revision at hand: a stored recording changes what is shown, not the session.
        const isNews = (entry.loaded.value.value?.rev ?? 0) <= message.rev
        if (isNews && entry.watchers > 0) void this.reload(key)
      }
    } else if (message.type === 'sessionRemoved') {
      for (const entry of this.#entriesOf(message.id).values()) fail(entry, GONE)
    }
  }

  #entryOf(key: string): Entry<View> {
    const known = this.#entries.get(key)
    if (known) return known
    const entry = { loaded: signal({}), watchers: 0, isLoading: false, mustReload: false }
    this.#entries.set(key, entry)
    return entry
  }

  #entriesOf(id: string): Map<string, Entry<View>> {
    const isIt = ([key, { loaded }]: [string, Entry<View>]) =>
      key === id || loaded.value.value?.id === id
    return new Map([...this.#entries].filter(isIt))
  }
}

function take<View extends Versioned>({ loaded }: Entry<View>, view: View): void {
  if ((loaded.value.value?.rev ?? 0) <= view.rev) loaded.value = { value: view, at: Date.now() }
}

function fail<View extends Versioned>({ loaded }: Entry<View>, problem: Problem): void {
  // What may not be seen any more must not stay on the screen.
  loaded.value = problem.code === 'not_found' ? { problem } : { ...loaded.value, problem }
}
