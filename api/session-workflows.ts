import {
  ApplicationFailure,
  Client,
  Connection,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type SignalDefinition,
  type WorkflowIdReusePolicy,
} from '@temporalio/client'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from '../domain/command.ts'
import { isRefusalCode, refuse, type Refusal } from '../domain/refusal.ts'
import type { SessionState } from '../domain/session-state.ts'
import {
  SESSIONS_QUEUE,
  WORKFLOW_TYPE,
  signals,
  updates,
  workflowId,
  type CommandResult,
  type GatewayLostFact,
  type InputOf,
  type MediaStoppedFact,
  type PresenceFact,
  type Queues,
  type TicketChangedFact,
  type VideoSessionInput,
} from '../workflows/messages.ts'
import { InTurn } from './in-turn.ts'

/** The caller is told to come back; the handler may still finish, and repeating the key is safe. */
const COMMAND_DEADLINE_MS = 5_000
const MOST_ATTEMPTS = 5
/** A closing run is gone within moments; then the command starts a new one from the row. */
const PASSIVATING_PAUSE_MS = 100
const OPEN_WITHIN_MS = 10_000
const MOST_GRPC_ATTEMPTS = 5

/** Outcomes that belong to one execution only: a later request with the same key may fare better. */
const OF_ONE_EXECUTION = new Set(['try_again', 'commit_failed', 'gateway_unavailable'])

export type Facts = {
  presence: PresenceFact
  gatewayLost: GatewayLostFact
  mediaStopped: MediaStoppedFact
  ticketChanged: TicketChangedFact
}

/** Thrown when a rule said no, or the body under a key was another one. */
export class CommandRefused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

export type SessionWorkflowsOptions = {
  client: Client
  /** Last committed state of a session: what a run that is no longer there goes on from. */
  findState: (organisationId: string, sessionId: string) => Promise<SessionState | undefined>
  taskQueue?: string
  queues?: Queues
  commandDeadlineMs?: number
}

/** A client that connects when it is first used, and gives up within two seconds. */
export function makeTemporalClient(address: string, namespace = 'default'): Client {
  const retrying = makeGrpcRetryInterceptor(
    defaultGrpcRetryOptions({ maxAttempts: MOST_GRPC_ATTEMPTS }),
  )
  return new Client({
    connection: Connection.lazy({ address, connectTimeout: '2s', interceptors: [retrying] }),
    namespace,
  })
}

/** Beside the code in every failure that the workflow's handlers make. */
type RefusalEvidence = { refusal: Refusal; bodyHash: string; requestId: string }
type Target = { organisationId: string; sessionId: string }
type Trip<C extends Command> = Target & { command: C; input: InputOf<C>; deadline: number }
type Outcome = { result: CommandResult } | { refusal: Refusal; requestId?: string }

/** The sessions' workflows, as commands and facts. The only place that speaks to Temporal. */
export class SessionWorkflows {
  readonly #options: SessionWorkflowsOptions
  // Servers with the default settings refuse more than ten updates in flight on one workflow.
  readonly #inTurn = new InTurn()

  constructor(options: SessionWorkflowsOptions) {
    this.#options = options
  }

  /**
   * Gives a command to a session and waits for its effect to be stored. Idempotent by
   * `input.commandId`. Throws CommandRefused; `unavailable` when there was no answer in time.
   */
  execute<C extends Command>(
    command: C,
    target: Target,
    input: InputOf<C>,
  ): Promise<CommandResult> {
    const deadline = Date.now() + (this.#options.commandDeadlineMs ?? COMMAND_DEADLINE_MS)
    const { organisationId, sessionId } = target
    return this.#inTurn.run(sessionId, () =>
      this.#settle({ organisationId, sessionId, command, input, deadline }),
    )
  }

  /** Tells a session a fact. A session without a run has no call, so only tickets wake it up. */
  async tell<F extends keyof Facts>(fact: F, target: Target, content: Facts[F]): Promise<void> {
    const { client, findState } = this.#options
    const handle = client.workflow.getHandle(workflowId(target.sessionId))
    // A definition indexed by the fact takes that fact's content; TypeScript cannot relate the two.
    const signal = signals[fact] as SignalDefinition<[Facts[keyof Facts]]>
    try {
      await handle.signal(signal, content)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
      if (fact !== 'ticketChanged') return
      const snapshot = await findState(target.organisationId, target.sessionId)
      if (!snapshot) return
      await client.workflow.signalWithStart(WORKFLOW_TYPE, {
        ...this.#startOptions(target.sessionId, snapshot, 'ALLOW_DUPLICATE'),
        signal,
        signalArgs: [content],
      })
    }
  }

  /** Resolves when Temporal answers. */
  async ping(): Promise<void> {
    const { connection } = this.#options.client
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.getSystemInfo({}),
    )
  }

  /** Repeats what belongs to an earlier request or to a run that was just closing. */
  async #settle<C extends Command>(trip: Trip<C>): Promise<CommandResult> {
    const { bodyHash, requestId } = trip.input
    for (let attempt = 1; ;) {
      const outcome = await this.#attempt(trip, `${trip.input.commandId}:${attempt}`)
      if ('result' in outcome) {
        if (outcome.result.bodyHash !== bodyHash) throw new CommandRefused(refuse('key_reused'))
        return outcome.result
      }
      const { code } = outcome.refusal
      if (code === 'passivating') {
        await wait(PASSIVATING_PAUSE_MS)
        if (Date.now() >= trip.deadline) throw new CommandRefused(refuse('unavailable'))
        continue
      }
      const isAnOlderOne = outcome.requestId !== undefined && outcome.requestId !== requestId
      const mayGoOn = OF_ONE_EXECUTION.has(code) && isAnOlderOne && attempt < MOST_ATTEMPTS
      if (!mayGoOn) throw new CommandRefused(outcome.refusal)
      attempt += 1
    }
  }

  async #attempt<C extends Command>(trip: Trip<C>, updateId: string): Promise<Outcome> {
    const { connection } = this.#options.client
    try {
      const result = await connection.withDeadline(trip.deadline, () =>
        this.#update(trip, updateId),
      )
      return { result }
    } catch (error) {
      return outcomeOf(error, trip.input.bodyHash)
    }
  }

  async #update<C extends Command>(trip: Trip<C>, updateId: string): Promise<CommandResult> {
    const { client, findState } = this.#options
    const { command, sessionId, input } = trip
    if (command === 'create') return this.#updateWithStart(trip, updateId, null)
    try {
      const handle = client.workflow.getHandle(workflowId(sessionId))
      return await handle.executeUpdate(definition(command), { args: [input], updateId })
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
      const snapshot = await findState(trip.organisationId, sessionId)
      if (!snapshot) throw new CommandRefused(refuse('not_found'))
      return this.#updateWithStart(trip, updateId, snapshot)
    }
  }

  #updateWithStart<C extends Command>(
    { command, sessionId, input }: Trip<C>,
    updateId: string,
    snapshot: SessionState | null,
  ): Promise<CommandResult> {
    const reuse = snapshot ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY'
    const startWorkflowOperation = new WithStartWorkflowOperation(
      WORKFLOW_TYPE,
      this.#startOptions(sessionId, snapshot, reuse),
    )
    return this.#options.client.workflow.executeUpdateWithStart(definition(command), {
      args: [input],
      updateId,
      startWorkflowOperation,
    })
  }

  #startOptions(
    sessionId: string,
    snapshot: SessionState | null,
    workflowIdReusePolicy: WorkflowIdReusePolicy,
  ) {
    const { taskQueue = SESSIONS_QUEUE, queues } = this.#options
    const input: VideoSessionInput = {
      sessionId,
      snapshot,
      openWithinMs: OPEN_WITHIN_MS,
      ...(queues ? { queues } : {}),
    }
    return {
      workflowId: workflowId(sessionId),
      taskQueue,
      args: [input] satisfies [VideoSessionInput],
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      workflowIdReusePolicy,
      // A worker that died in a workflow task is noticed after this time.
      workflowTaskTimeout: '3s' as const,
    }
  }
}

/** The update's definition; indexed by the command that types its input. */
function definition<C extends Command>(command: C) {
  return updates[command]
}

/** What the caller gets to know; anything unforeseen goes on as a bug. */
function outcomeOf(error: unknown, bodyHash: string): Outcome {
  if (error instanceof CommandRefused) return { refusal: error.refusal }
  if (error instanceof WorkflowUpdateFailedError) return outcomeOfFailure(error, bodyHash)
  // Its run is over and its row is there, or will be: the caller finds it by asking again.
  if (error instanceof WorkflowExecutionAlreadyStartedError) return { refusal: refuse('try_again') }
  if (isNoAnswer(error)) return { refusal: refuse('unavailable') }
  throw error
}

function isNoAnswer(error: unknown): boolean {
  return error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || error instanceof ServiceError
}

function outcomeOfFailure(error: WorkflowUpdateFailedError, bodyHash: string): Outcome {
  const { cause } = error
  if (!(cause instanceof ApplicationFailure)) throw error
  // The run ended under the update: the next attempt finds it gone and starts another.
  if (cause.type === 'AcceptedUpdateCompletedWorkflow') return { refusal: refuse('passivating') }
  if (!cause.type || !isRefusalCode(cause.type)) throw error
  // Made by the workflow's one wrapper of all handlers; missing where an activity's failure got out.
  const evidence = cause.details?.[0] as RefusalEvidence | undefined
  if (evidence === undefined) return { refusal: refuse(cause.type) }
  if (evidence.bodyHash !== bodyHash) return { refusal: refuse('key_reused') }
  return { refusal: evidence.refusal, requestId: evidence.requestId }
}
