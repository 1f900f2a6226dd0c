import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import type { Actor } from '../../domain/actor.ts'
import type { InputOf } from '../../workflows/messages.ts'
import { Refused } from '../../workflows/refused.ts'
import { ASSIGNED, type ModelCommand, type Person, type Said } from './session-model-words.ts'
import { SessionModel } from './session-model.ts'
import {
  PEOPLE,
  SEED,
  sightOf,
  sightOfModel,
  walk,
  type Command,
  type Step,
} from './session-steps.ts'
import { arrive, GIVEN, SessionOnPaper } from './session-on-paper.ts'

/** LOTSE_TEST_WALKS=50000 is for a night. */
const WALKS = Number(process.env['LOTSE_TEST_WALKS'] ?? 2_000)
const RECIPIENTS = ['erik', 'anna']
t.test(
  'random walks over the commands of a session, in the workflow’s own machine on paper',
  { timeout: 300_000 },
  async (t) => {
    t.comment(`seed ${SEED}, ${WALKS} walks`)
    const answers = new Map<string, number>()
    const property = fc.asyncProperty(walk, async ({ steps, ...options }) => {
      const walking = new Walk(options)
      await walking.begin()
      for (const each of steps) {
        const answer = await walking.take(each)
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
      }
    })
    await fc.assert(property, { numRuns: WALKS, seed: SEED })
    t.comment([...answers].map(([answer, count]) => `${answer}: ${count}`).join(', '))
    for (const [answer, count] of answers) t.ok(count > WALKS / 400, `${answer} comes up`)
    t.ok(answers.size > 13, 'as do most refusals')
  },
)

/** One session and its model, side by side. */
class Walk {
  readonly #paper = new SessionOnPaper()
  readonly #model: SessionModel
  readonly #options: { recordingAllowed: boolean; consent: 'given' | null }

  constructor(options: { recordingAllowed: boolean; consent: 'given' | null }) {
    this.#options = options
    const common = { recipients: RECIPIENTS, requester: 'tomas', isAtScreen: true }
    this.#model = new SessionModel({ ...options, ...common })
  }

  async begin(): Promise<void> {
    const { recordingAllowed, consent } = this.#options
    await this.#paper.do('create', this.#actor(PEOPLE.tomas), {
      consent: consent ? GIVEN : null,
      module: {
        ...{ requestsAllowed: true, recordingAllowed, codeUserScreenshots: false },
        ...{ ratingAllowed: true, ringSeconds: 45, maxCallSeconds: 86_400 },
      },
    })
  }

  /** What was answered; throws where session and model part. */
  async take(each: Step): Promise<string> {
    if ('seconds' in each) return this.#pass(each.seconds)
    const before = structuredClone(this.#paper.state)
    const expected = this.#model.give(each.command, each.by, each.said) ?? 'done'
    const answer = await this.#give(each)
    const what = `${each.command} by ${each.by.id}`
    if (answer !== expected) throw new Error(`${what}: ${answer}, not ${expected}`)
    const isChanged = !isDeepStrictEqual(before, this.#paper.state)
    if (answer !== 'done' && isChanged) throw new Error(`${what} was refused and changed something`)
    await this.#comeIn()
    this.#compare(what)
    return answer
  }

  async #pass(seconds: number): Promise<string> {
    await this.#paper.pass(seconds * 1000)
    this.#model.pass(seconds)
    this.#compare(`after ${seconds} s`)
    return 'time'
  }

  async #give({ by, command, said }: Command): Promise<string> {
    try {
      await this.#paper.do(command, this.#actor(by), this.#details(command, by, said))
      return 'done'
    } catch (error) {
      if (error instanceof Refused) return error.refusal.code
      throw error
    }
  }

  #details(command: ModelCommand, by: Person, said: Said): Partial<InputOf<ModelCommand>> {
    const call = Math.max(1, this.#paper.state.lastCall)
    const [waiting] = this.#paper.state.participants.filter(({ state }) => state === 'pending')
    const details: Partial<Record<ModelCommand, object>> = {
      assign: { employeeId: ASSIGNED },
      claim: { participantId: by.id, via: 'claim' },
      admit: { participantId: waiting?.id ?? 'nobody' },
      startCall: { consent: null, atScreen: ['erik', 'anna', 'mo', 'olaf'], busy: [] },
      setConsent: {
        ...said,
        ...(said.decision === 'withdrawn' ? { recorded: 'delete' } : {}),
        call,
      },
      linkTicket: { ticket: { system: 'rt', key: `${this.#paper.changes.length}` } },
      rate: { stars: 5 },
    }
    // Each is what its command takes; calls are told apart by their number.
    return { call, ...details[command] }
  }

  #actor({ id, kind, isModerator = false }: Person): Actor {
    if (kind === 'api_client') return { kind, id }
    if (kind === 'code_user') {
      const isIn = this.#model.participants.get(id) === 'admitted'
      return { kind, id, relation: isIn ? 'participant' : 'device' }
    }
    const { state } = this.#paper.session
    const isRecipient = state?.recipients.some((recipient) => recipient.id === id)
    const offered = isRecipient ? 'recipient' : 'none'
    const outside = isModerator ? 'overseer' : offered
    const relation = state?.responsible === id ? 'responsible' : outside
    return { kind, id, role: isModerator ? 'moderator' : 'member', relation }
  }

  /** Both sides come into a call that was accepted; who stays away has tests of their own. */
  async #comeIn(): Promise<void> {
    const { call } = this.#paper.state
    if (call?.phase !== 'live') return
    for (const id of [...call.employees, ...call.participants]) {
      if (!call.presence[id]?.present) await arrive(this.#paper, id)
    }
  }

  #compare(what: string): void {
    const seen = sightOf(this.#paper.state)
    const wanted = sightOfModel(this.#model)
    if (isDeepStrictEqual(seen, wanted)) return
    throw new Error(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`)
  }
}
