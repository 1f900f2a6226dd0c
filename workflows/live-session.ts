import type { ActorRef } from '../domain/actor.ts'
import type { Command } from '../domain/command.ts'
import { refuse, type Refusal } from '../domain/refusal.ts'
import { ruleState } from '../domain/rule-state.ts'
import type { HistoryLine } from '../domain/session-change.ts'
import { refusalFor } from '../domain/session-rules.ts'
import type { SeenCommand, SessionState } from '../domain/session-state.ts'
import { isOver } from '../domain/status.ts'
import { commands } from './commands.ts'
import { nextDeadline } from './deadlines.ts'
import { decide, type Decision, type Effect } from './decision.ts'
import { runEffect } from './effects.ts'
import type { CommandInput, CommandResult, CreateInput, InputOf } from './messages.ts'
import { makeMutex } from './mutex.ts'
import { Refused } from './refused.ts'
import type { World } from './world.ts'

/** Commands remembered for callers who repeat them after the server has forgotten. */
const REMEMBERED_COMMANDS = 50
const SHOWN_HISTORY = 10
const SYSTEM: ActorRef = { kind: 'system', id: 'lotse' }

/** One session in memory: decides, commits, then acts. Knows nothing of Temporal. */
export class LiveSession {
  state: SessionState | null
  recent: HistoryLine[] = []
  /** Work in the world that a run must not end before. */
  pending = 0
  changedAt: number
  readonly world: World
  readonly #sessionId: string
  readonly #inTurn = makeMutex()

  constructor(sessionId: string, snapshot: SessionState | null, world: World) {
    this.#sessionId = sessionId
    this.world = world
    this.state = snapshot
    this.changedAt = world.now()
  }

  /** Goes on with what a run that ended too early left behind. */
  resume(): void {
    const waiting = this.state?.media.filter((media) => !media.isHeld) ?? []
    this.#launch(waiting.map(({ call }) => ({ kind: 'storeRecording', call })))
    const screenshots = this.state?.screenshots ?? []
    this.#launch(screenshots.map(({ call }) => ({ kind: 'storeScreenshots', call })))
    if (this.state?.erasure) this.#launch([{ kind: 'eraseData' }])
    if (this.state) this.world.onChange(this.state, this.recent)
  }

  /** The rule's answer now; the handler asks again after its turn has come. */
  refusal(command: Command, input: CommandInput): Refusal | undefined {
    if (this.#seen(input.commandId)) return undefined
    if (!this.state) return command === 'create' ? undefined : refuse('not_found')
    if (command === 'create') return refuse('key_reused')
    return refusalFor(ruleState(this.state), input.actor, command)
  }

  execute<C extends Command>(command: C, input: InputOf<C>): Promise<CommandResult> {
    return this.#inTurn(async () => {
      const seen = this.#seen(input.commandId)
      if (seen) return this.#result(seen, input.requestId)
      const refusal = this.refusal(command, input)
      if (refusal && this.#isNew(refusal)) throw new Refused(refusal)
      const decision = await this.#prepare(command, input)
      await this.#commit(decision, input)
      const { commandId, bodyHash } = input
      const rev = decision.next.rev
      return this.#result({ commandId, bodyHash, rev, extra: decision.extra }, input.requestId)
    })
  }

  /** Commits a fact or a deadline; `prepare` says whether there is anything to commit. */
  apply(commandId: string, prepare: (decision: Decision) => boolean): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!this.state) return false
      const decision = decide(this.state, SYSTEM, this.world)
      if (!prepare(decision)) return false
      await this.#commit(decision, { commandId, bodyHash: '' })
      return true
    })
  }

  /** Does what time has brought; true when something was due. */
  async expireDue(): Promise<boolean> {
    const due = this.state && nextDeadline(this.state)
    if (!due || due.at > this.world.now()) return false
    return this.apply(due.id, (decision) => {
      const still = nextDeadline(decision.next)
      if (still?.id !== due.id || still.at > decision.now) return false
      still.expire(decision)
      return true
    })
  }

  /** When time next matters: a deadline, or the moment to put a finished session away. */
  nextWakeUp(): number | null {
    if (!this.state) return null
    const deadline = nextDeadline(this.state)?.at ?? null
    if (deadline !== null || !this.isQuiet) return deadline
    return this.changedAt + this.state.timings.passivateMs
  }

  /** The state as last committed; only asked for once there is one. */
  get committed(): SessionState {
    if (!this.state) throw new Error(`session ${this.#sessionId} has no state yet`)
    return this.state
  }

  /** Over, nothing to store, nothing to answer: the run may complete. */
  get isQuiet(): boolean {
    const { state } = this
    if (!state || !isOver(state.status) || this.pending > 0) return false
    const isStored = state.media.length === 0 && (state.screenshots ?? []).length === 0
    return isStored && state.deletionQuestion === null && !state.erasure
  }

  async #prepare<C extends Command>(command: C, input: InputOf<C>): Promise<Decision> {
    if (!this.state) {
      // `refusal` lets only `create` pass without a state.
      return commands.create(this.#sessionId, input as CreateInput, this.world)
    }
    const decision = decide(this.state, input.actor, this.world)
    return commands.change(decision, { command, input, activities: this.world.activities })
  }

  async #commit(decision: Decision, by: { commandId: string; bodyHash: string }): Promise<void> {
    const fromRev = decision.next.rev
    decision.next.rev = fromRev + 1
    if (by.bodyHash !== '') remember(decision, by)
    const outcome = await this.#write(decision, by, fromRev)
    if (outcome.outcome === 'conflict') {
      this.state = outcome.row
      this.#launch(decision.undo)
      throw new Refused(refuse('try_again'))
    }
    decision.next.number = outcome.number
    this.state = decision.next
    this.changedAt = decision.now
    this.recent = [...this.recent, ...decision.history].slice(-SHOWN_HISTORY)
    this.world.onChange(this.state, this.recent)
    this.#launch(decision.effects)
  }

  async #write(decision: Decision, by: { commandId: string; bodyHash: string }, fromRev: number) {
    const { next, history, textIds, consents, endedCall, newArtefacts, externalKey } = decision
    try {
      return await this.world.activities.commitSession({
        ...by,
        fromRev,
        next,
        history,
        textIds,
        consents,
        endedCall,
        newArtefacts,
        ...(externalKey ? { externalKey } : {}),
      })
    } catch {
      this.#launch(decision.undo)
      throw new Refused(refuse('commit_failed'))
    }
  }

  #launch(effects: Effect[]): void {
    for (const effect of effects) {
      this.pending += 1
      void runEffect(this, effect).finally(() => {
        this.pending -= 1
        this.changedAt = this.world.now()
      })
    }
  }

  /** False for what a life from before the rule went on with, while it is replayed. */
  #isNew({ code }: Refusal): boolean {
    return code !== 'not_first' || this.world.has('first-participant-admits')
  }

  #seen(commandId: string): SeenCommand | undefined {
    return this.state?.seen.find((seen) => seen.commandId === commandId)
  }

  #result(seen: SeenCommand, requestId: string): CommandResult {
    const { state } = this
    if (!state) throw new Refused(refuse('not_found'))
    const { rev, bodyHash, extra } = seen
    return { rev, status: state.status, number: state.number ?? 0, bodyHash, requestId, ...extra }
  }
}

function remember(decision: Decision, by: { commandId: string; bodyHash: string }): void {
  const { next, extra } = decision
  next.seen = [...next.seen, { ...by, rev: next.rev, extra }].slice(-REMEMBERED_COMMANDS)
}
