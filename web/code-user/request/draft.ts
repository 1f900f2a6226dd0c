import { signal, type ReadonlySignal } from '@preact/signals'
import type { RequestFlowView } from '../../../contract/code-views.ts'
import type { RequestSession } from '../../../contract/requests.ts'
import { makeKey } from '../../foundation/api-client.ts'

/** What a person has filled in so far; stays in this browser until it is sent. */
export type Draft = {
  answers: Record<string, string>
  /** Ids of those chosen. */
  labels: readonly string[]
  consent: 'given' | 'declined' | null
  email: string
  /** An assistant's reference, and what it prepared. */
  ref: string
  buttonId: string | null
  draftId: string | null
  assistant: { name: string | null; hasTranscript: boolean } | null
  /** What was shown first: an edited flow disturbs nobody who is in it. */
  flow: RequestFlowView | null
}

export const EMPTY_DRAFT: Draft = {
  answers: {},
  labels: [],
  consent: null,
  email: '',
  ref: '',
  buttonId: null,
  draftId: null,
  assistant: null,
  flow: null,
}

type Sent = { key: string; body: string }

/** One draft per code and flow, kept over a reload. */
export class DraftStore {
  readonly #name: string
  readonly #draft

  constructor(code: string, flowId: string) {
    this.#name = `lotse.draft.${code}.${flowId}`
    this.#draft = signal<Draft>({ ...EMPTY_DRAFT, ...read<Partial<Draft>>(this.#name) })
  }

  get draft(): ReadonlySignal<Draft> {
    return this.#draft
  }

  change(changes: Partial<Draft>): void {
    this.#draft.value = { ...this.#draft.peek(), ...changes }
    write(this.#name, this.#draft.peek())
  }

  answer(step: string, text: string): void {
    this.change({ answers: { ...this.#draft.peek().answers, [step]: text } })
  }

  /** The same request has the same key, also after a reload: sent twice it is one session. */
  keyFor(request: RequestSession): string {
    const body = JSON.stringify(request)
    const before = read<Sent>(`${this.#name}.sent`)
    if (before?.body === body) return before.key
    const sent = { key: makeKey(), body }
    write(`${this.#name}.sent`, sent)
    return sent.key
  }

  clear(): void {
    this.#draft.value = EMPTY_DRAFT
    remove(this.#name)
    remove(`${this.#name}.sent`)
  }
}

function read<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(name)
    // Written below under this name.
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

function write(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Without storage a reload starts anew.
  }
}

function remove(name: string): void {
  try {
    sessionStorage.removeItem(name)
  } catch {
    // Nothing was kept.
  }
}
