import { randomUUID } from 'node:crypto'
import type { Problem } from '../contract/problem.ts'
import type { OrganisationDatabase } from '../db/database.ts'
import { findEmployeeNames } from '../db/employees.ts'
import { insertTexts, type TextKind } from '../db/texts.ts'
import type { Actor } from '../domain/actor.ts'
import type { Command } from '../domain/command.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { CommandInput, CommandResult, InputOf } from '../workflows/messages.ts'
import { bodyHash, commandId, idFrom } from './command-ids.ts'
import type { Metrics } from './metrics.ts'
import { ProblemError } from './problems.ts'
import { CommandRefused, type SessionWorkflows } from './session-workflows.ts'

/** Free text that a command brings along; `part` tells several of one kind apart. */
export type CommandText = { kind: TextKind; body: string; part?: string }

export type CommandRequest<C extends Command> = {
  db: OrganisationDatabase
  sessionId: string
  command: C
  actor: Actor
  /** Who asks, where that is not the actor: a grant that becomes a participant. */
  by?: string
  /** The Idempotency-Key, or what stands for it. */
  key: string
  /** What would make this another request under the same key. */
  body: unknown
  texts?: readonly CommandText[]
  /** When the session was erased last, as it was before the texts were read; none is there yet to be created. */
  erasedAt?: Date | null
  /** Stores what else has to be there before the command; harmless when repeated. */
  prepare?: () => Promise<void>
  /** The command's own members; `ids` are derived from it. */
  input: (ids: CommandIds) => Omit<InputOf<C>, keyof CommandInput>
}

export type CommandIds = {
  commandId: string
  bodyHash: string
  /** Of the texts, in their order. */
  textIds: string[]
  idFrom: (kind: string) => string
}

/** Gives commands to sessions: derives their ids, stores their texts, names people in refusals. */
export class SessionCommands {
  readonly #workflows: SessionWorkflows
  readonly #metrics: Metrics

  constructor(workflows: SessionWorkflows, metrics: Metrics) {
    this.#workflows = workflows
    this.#metrics = metrics
  }

  /** Resolves when the effect is stored. Throws ProblemError; repeating it with the key is safe. */
  async run<C extends Command>(request: CommandRequest<C>): Promise<CommandResult> {
    const { db, sessionId, command, actor, erasedAt } = request
    const ids = commandIds(request)
    const asRead = erasedAt === undefined ? null : { sessionId, erasedAt }
    await Promise.all([insertTexts(db, textRows(request, ids), asRead), request.prepare?.()])
    const common = { ...pick(ids), requestId: randomUUID(), actor }
    // The parts make up the whole input; TypeScript cannot add them up for a command it does not know.
    const input = { ...request.input(ids), ...common } as unknown as InputOf<C>
    const target = { organisationId: db.organisationId, sessionId }
    try {
      const result = await this.#workflows.execute(command, target, input)
      this.#metrics.commands.inc({ command, outcome: 'done' })
      return result
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error
      this.#metrics.commands.inc({ command, outcome: error.refusal.code })
      throw await problemFor(db, error.refusal)
    }
  }
}

export function commandIds<C extends Command>(request: CommandRequest<C>): CommandIds {
  const { db, sessionId, command, actor, by, key, body, texts = [] } = request
  const { organisationId } = db
  const who = by ?? `${actor.kind}:${actor.id}`
  const id = commandId({ organisationId, actor: who, command, sessionId, key })
  return {
    commandId: id,
    bodyHash: bodyHash(body),
    textIds: texts.map(({ kind, part = '' }) => idFrom(id, `${kind}:${part}`)),
    idFrom: (kind) => idFrom(id, kind),
  }
}

function pick({ commandId, bodyHash }: CommandIds) {
  return { commandId, bodyHash }
}

function textRows<C extends Command>(request: CommandRequest<C>, ids: CommandIds) {
  const { sessionId, texts = [] } = request
  const { commandId } = ids
  return texts.map(({ kind, body }, index) => {
    const id = ids.textIds[index] ?? ids.idFrom(kind)
    return { id, sessionId, commandId, kind, body }
  })
}

/** Refusals speak of people by id; who reads them wants a name. */
export async function problemFor(
  db: OrganisationDatabase,
  { code, responsible, by, from, to }: Refusal,
): Promise<ProblemError> {
  const ids = [responsible, by].flatMap((id) => id || [])
  const names = await findEmployeeNames(db, ids)
  const person = (id: string | undefined) => {
    const name = id === undefined ? undefined : names.get(id)
    return id === undefined || name === undefined ? undefined : { id, name }
  }
  const members: Pick<Partial<Problem>, 'responsible' | 'by' | 'from' | 'to'> = {}
  const named = { responsible: person(responsible), by: person(by) }
  if (named.responsible) members.responsible = named.responsible
  if (named.by) members.by = named.by
  if (from !== undefined) members.from = from
  if (to !== undefined) members.to = to
  return new ProblemError(code, members)
}
