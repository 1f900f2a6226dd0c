import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { paths } from '../../../contract/paths.ts'
import type { CreateDraft, CreateSession } from '../../../contract/requests.ts'
import { STATUSES } from '../../../domain/status.ts'

/* What a foreign system needs to know of Lotse: three requests and a key. */

const Session = Type.Object({
  id: Type.String(),
  number: Type.Integer(),
  status: Type.Enum(STATUSES),
  links: Type.Object({ console: Type.String(), join: Type.Union([Type.String(), Type.Null()]) }),
})
export type Session = Type.Static<typeof Session>

const SessionList = Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) })
const Draft = Type.Object({ url: Type.String() })
const Problem = Type.Object({ title: Type.String() })

/** Lotse said no; the message is its own sentence. */
export class LotseProblem extends Error {
  override readonly name = 'LotseProblem'
}

export class LotseClient {
  readonly #server: Pick<FastifyInstance, 'inject'>
  readonly #apiKey: string

  /** Requests go through the whole HTTP side, but not over the network: its TLS may be self-made. */
  constructor(server: Pick<FastifyInstance, 'inject'>, apiKey: string) {
    this.#server = server
    this.#apiKey = apiKey
  }

  /** The same external key gives the same session, however often it is asked for. */
  async createSession(session: CreateSession): Promise<Session> {
    return Value.Parse(Session, await this.#ask(paths.sessions, session))
  }

  /** Sessions that a ticket is linked to, oldest first. */
  async sessionsOf(ticketKey: string): Promise<Session[]> {
    const list = await this.#ask(`${paths.sessions}?q=${encodeURIComponent(ticketKey)}`)
    const { items } = Value.Parse(SessionList, list)
    const sessions = items.map(async ({ id }) =>
      Value.Parse(Session, await this.#ask(paths.session(id))),
    )
    return (await Promise.all(sessions)).toSorted((a, b) => a.number - b.number)
  }

  /** The page where a person sees, changes and sends what was prepared. */
  async prepareDraft(buttonId: string, draft: CreateDraft): Promise<string> {
    return Value.Parse(Draft, await this.#ask(paths.drafts(buttonId), draft)).url
  }

  async #ask(path: string, body?: object): Promise<unknown> {
    const { statusCode, payload } = await this.#server.inject({
      method: body ? 'POST' : 'GET',
      url: path,
      headers: { authorization: `Bearer ${this.#apiKey}` },
      ...(body ? { payload: body } : {}),
    })
    const answer: unknown = JSON.parse(payload)
    if (statusCode < 400) return answer
    throw new LotseProblem(Value.Check(Problem, answer) ? answer.title : `HTTP ${statusCode}`)
  }
}
