import { signal, type ReadonlySignal } from '@preact/signals'
import type { CodeView } from '../../../contract/code-views.ts'
import { paths } from '../../../contract/paths.ts'
import { ApiProblem, type Api } from '../../foundation/api-client.ts'
import type { Loaded } from '../../foundation/session-store.ts'

const FRESH_FOR_MS = 1_000

/** What the machine's code gives to this browser. */
export class CodeAccess {
  readonly #api: Api
  readonly #code: string
  readonly #loaded = signal<Loaded<CodeView>>({})

  constructor(api: Api, code: string) {
    this.#api = api
    this.#code = code
  }

  get loaded(): ReadonlySignal<Loaded<CodeView>> {
    return this.#loaded
  }

  /** After news, unless it was read a moment ago. */
  async refresh(): Promise<void> {
    const { at = 0 } = this.#loaded.peek()
    if (Date.now() > at + FRESH_FOR_MS) await this.open()
  }

  /** Opens the code, or reads again what it gives. */
  async open(pin?: string): Promise<void> {
    const body = { code: this.#code, ...(pin ? { pin } : {}) }
    try {
      const value = await this.#api.post<CodeView>(paths.codeAccess, { body })
      this.#loaded.value = { value, at: Date.now() }
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      const { problem } = error
      const isAway = problem.code === 'unavailable' || problem.code === 'too_many'
      // A code that was disabled meanwhile shows nothing any more.
      this.#loaded.value = isAway ? { ...this.#loaded.peek(), problem } : { problem }
    }
  }
}
