import type { UpdateDefinition } from '@temporalio/common'
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  patched,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import { COMMANDS, type Command } from '../domain/command.ts'
import { durableActivities } from './activities.ts'
import { gatewayLost, mediaStopped, presence, ticketChanged } from './facts.ts'
import { LiveSession } from './live-session.ts'
import {
  debugState,
  DEFAULT_QUEUES,
  signals,
  updates,
  type CommandResult,
  type InputOf,
  type VideoSessionInput,
} from './messages.ts'
import { asFailure, refusedFailure } from './refusal-failure.ts'
import { showInTemporal } from './visibility.ts'

/** One video session, from its request or creation until it is over and put away. */
export async function videoSession(input: VideoSessionInput): Promise<void> {
  const session = new LiveSession(input.sessionId, input.snapshot, {
    activities: durableActivities(input.queues ?? DEFAULT_QUEUES),
    now: Date.now,
    newId: uuid4,
    watch,
    onChange: showInTemporal(),
    has: patched,
  })
  const run = { session, isClosing: false }
  for (const command of COMMANDS) register(run, command)
  setHandler(signals.presence, (fact) =>
    commitFact(session, `presence:${fact.call}:${fact.id}:${fact.epoch}:${fact.seq}`, (decision) =>
      presence(decision, fact),
    ),
  )
  setHandler(signals.gatewayLost, (fact) =>
    commitFact(session, `gateway-lost:${fact.call}`, (decision) => gatewayLost(decision, fact)),
  )
  setHandler(signals.mediaStopped, (fact) =>
    commitFact(session, `media-stopped:${fact.call}:${fact.at}`, (decision) =>
      mediaStopped(decision, fact),
    ),
  )
  setHandler(signals.ticketChanged, (fact) =>
    commitFact(session, `ticket-changed:${fact.deliveryId}`, (decision) =>
      ticketChanged(decision, fact),
    ),
  )
  setHandler(debugState, () => session.state)
  onCancellation(session)
  await CancellationScope.nonCancellable(() => live(run, input))
}

const RETRY_EXPIRY_MS = 5000

type Run = { session: LiveSession; isClosing: boolean }

/** Waits for what time and people bring, until the session is over and quiet. */
async function live(run: Run, input: VideoSessionInput): Promise<void> {
  const { session } = run
  session.resume()
  await expectOpening(session, input.openWithinMs)
  for (;;) {
    await nextMoment(session)
    await expireAll(session)
    if (!isFinished(session) && !mayContinueAsNew(session)) continue
    run.isClosing = true
    await condition(allHandlersFinished)
    // A command that was under way may have reopened the session.
    if (isFinished(session)) return
    if (mayContinueAsNew(session)) return goOnInNewRun(session, input)
    run.isClosing = false
  }
}

function goOnInNewRun(session: LiveSession, input: VideoSessionInput): Promise<never> {
  return continueAsNew<typeof videoSession>({ ...input, snapshot: session.committed })
}

async function expireAll(session: LiveSession): Promise<void> {
  try {
    let isMore = true
    while (isMore) isMore = await session.expireDue()
  } catch {
    await sleep(RETRY_EXPIRY_MS, { summary: 'a commit failed, try again' })
  }
}

/** A create that was refused leaves a run that nobody opens; it fails, so that its id is free. */
async function expectOpening(session: LiveSession, withinMs: number): Promise<void> {
  if (session.state) return
  await condition(() => session.state !== null, withinMs)
  await condition(() => session.state !== null || allHandlersFinished())
  if (!session.state)
    throw ApplicationFailure.nonRetryable('nobody opened this session', 'unopened')
}

/** One timer, armed anew only when the next moment has moved closer. */
async function nextMoment(session: LiveSession): Promise<void> {
  const armed = session.nextWakeUp()
  const isSooner = () => {
    const wakeUp = session.nextWakeUp()
    return wakeUp !== null && (armed === null || wakeUp < armed)
  }
  const isEnough = () => isSooner() || mayContinueAsNew(session)
  if (armed === null) return condition(isEnough)
  const ms = armed - Date.now()
  if (ms > 0) await condition(isEnough, ms)
}

function isFinished(session: LiveSession): boolean {
  const wakeUp = session.nextWakeUp()
  return session.isQuiet && wakeUp !== null && wakeUp <= Date.now()
}

function mayContinueAsNew(session: LiveSession): boolean {
  const isIdle = session.pending === 0 && session.state !== null && session.state.call === null
  return workflowInfo().continueAsNewSuggested && isIdle
}

/** Every update handler: refused before it is written down where possible, never left by a plain error. */
function register<C extends Command>(run: Run, command: C): void {
  setHandler(
    // The table is indexed by the very command that types its input.
    updates[command] as UpdateDefinition<CommandResult, [InputOf<C>]>,
    (input: InputOf<C>) =>
      CancellationScope.nonCancellable(() =>
        run.session.execute(command, input).catch((error: unknown) => {
          throw asFailure(error, input)
        }),
      ),
    {
      validator: (input: InputOf<C>) => {
        if (run.isClosing) throw refusedFailure({ code: 'passivating' }, input)
        const refusal = run.session.refusal(command, input)
        if (refusal) throw refusedFailure(refusal, input)
      },
    },
  )
}

/** Signals come again until the row shows them, so a failed commit needs no other answer. */
function commitFact(
  session: LiveSession,
  commandId: string,
  prepare: Parameters<LiveSession['apply']>[1],
): Promise<void> {
  return CancellationScope.nonCancellable(async () => {
    await session.apply(commandId, prepare).catch(() => false)
  })
}

/** "Request cancellation" in the Temporal UI cancels the session, it does not kill its workflow. */
function onCancellation(session: LiveSession): void {
  void CancellationScope.current().cancelRequested.catch(() =>
    CancellationScope.nonCancellable(async () => {
      const id = `operations:${workflowInfo().runId}`
      const actor = { kind: 'system', id: 'operations' } as const
      const input = { commandId: id, bodyHash: id, requestId: id, actor }
      await session.execute('cancel', input).catch(() => undefined)
    }),
  )
}

async function watch<T>(work: Promise<T>, ms: number, onSlow: () => Promise<void>): Promise<T> {
  const timer = new CancellationScope()
  const slow = timer.run(() => sleep(ms, { summary: 'still uploading' }).then(onSlow))
  slow.catch(() => undefined)
  try {
    return await work
  } finally {
    timer.cancel()
  }
}
