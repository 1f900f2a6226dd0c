import { setTimeout as wait } from 'node:timers/promises'
import { paths } from '../../contract/paths.ts'
import { signIn } from '../support/sign-in.ts'
import type { EmployeeName, Stage } from './stage.ts'

const PAUSE_MS = 200
const LIMIT_MS = 120_000
let keys = 0

/** Somebody who works by HTTP alone, and repeats what was not answered under its key. */
export class Desk {
  readonly #stage: Stage
  readonly #headers: Record<string, string>

  constructor(stage: Stage, headers: Record<string, string>) {
    this.#stage = stage
    this.#headers = headers
  }

  static async ofEmployee(stage: Stage, name: EmployeeName): Promise<Desk> {
    return new Desk(stage, (await signIn(stage.run, stage.account(name))).headers)
  }

  /** With the demo's API key, as a ticket system has it. */
  static ofClient(stage: Stage): Desk {
    const authorization = `Bearer ${stage.run.apiKey}`
    return new Desk(stage, { authorization, 'content-type': 'application/json' })
  }

  async me(): Promise<string> {
    return (await this.read<{ id: string }>(paths.me)).id
  }

  read<T>(path: string): Promise<T> {
    return this.#ask<T>(path, { headers: this.#headers })
  }

  /** A command is sent until it is answered with anything but "not now". */
  give<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object = {}): Promise<T> {
    const headers = { ...this.#headers, 'idempotency-key': `desk-key-${++keys}` }
    return this.#ask<T>(path, { method, headers, body: JSON.stringify(body) })
  }

  async #ask<T>(path: string, request: RequestInit): Promise<T> {
    const deadline = Date.now() + LIMIT_MS
    for (;;) {
      const url = new URL(path, this.#stage.run.publicUrl)
      const answer = await fetch(url, request).catch(() => undefined)
      if (answer?.ok) {
        const text = await answer.text()
        return (text === '' ? undefined : JSON.parse(text)) as T // the caller names the shape
      }
      const isLater = !answer || answer.status === 503 || answer.status === 429
      if (!isLater || Date.now() > deadline) {
        const said = answer ? `${answer.status} ${await answer.text()}` : 'no answer'
        throw new Error(`${request.method ?? 'GET'} ${path}: ${said}`)
      }
      await wait(PAUSE_MS)
    }
  }
}
