import { isDeepStrictEqual } from 'node:util'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { insertCode } from '../../db/codes.ts'
import { findSessionState } from '../../db/commit-session.ts'
import type { SessionState } from '../../domain/session-state.ts'
import { SessionModel } from '../workflows/session-model.ts'
import { PEOPLE, sightOf, sightOfModel, type Command } from '../workflows/session-steps.ts'
import { newKey, type Answer, type Browser } from './browser.ts'
import { requestBody, viewOf } from './cast.ts'
import { ORIGIN } from './service.ts'
import { API_KEY } from './town.ts'
import { EXPECTED, faultyRequest } from './walk-faults.ts'
import { NO_CALL, NOBODY, OTHER_BODIES, requestOf, type Sent } from './walk-requests.ts'
import type { WalkStage } from './walk-stage.ts'
import type { Fault, WalkPlan, WalkStep } from './walk-steps.ts'

/** Refusals of who asks; they come before a session looks at which call is meant. */
const OF_STANDING = ['not_found', 'not_participant', 'not_responsible']

type Last = { sent: Sent; command: Command; outcome: string }

let codes = 0

/** One session over HTTP and its model, side by side; throws where they part. */
export class HttpWalk {
  /** `200 done`, `409 no_call`: what each request was answered with. */
  readonly answers: string[] = []
  readonly #story: string[] = []
  readonly #done: Command[] = []
  readonly #stage: WalkStage
  readonly #plan: WalkPlan
  readonly #people: Record<string, Browser>
  /** Whom the ids of the database stand for in the model. */
  readonly #names: Map<string, string>
  readonly #model: SessionModel
  #state!: SessionState // from `begin` on
  #last: Last | null = null

  constructor(stage: WalkStage, plan: WalkPlan) {
    this.#stage = stage
    this.#plan = plan
    const { browser, town } = stage.all
    this.#people = { ...stage.staff, tomas: browser(), marta: browser(), tickets: browser() }
    const { anna, max, paul, mo } = town.employees
    this.#names = new Map([[anna, 'erik']])
    this.#names.set(max, 'anna').set(paul, 'olaf').set(mo, 'mo')
    this.#model = this.#newModel()
  }

  async begin(): Promise<void> {
    const { all, machines } = this.#stage
    const { isRequested, recordingAllowed, consent: decision } = this.#plan
    const { deviceId, flowId } = recordingAllowed ? machines.records : machines.recordsNot
    const code = `WALK-${++codes}`
    await insertCode(all.town.db, { deviceId, code })
    const isThere = (name: string) => JSON.stringify(this.#plan.steps).includes(`"${name}"`)
    for (const who of ['tomas', 'marta']) {
      const isNeeded = isThere(who) || (who === 'tomas' && isRequested)
      if (isNeeded) await this.#person(who).openCode(code)
    }
    const consent = { decision, textVersion: 1, language: 'en' }
    const request = { ...requestBody(all), flowId, consent }
    const answer = isRequested
      ? await this.#person('tomas').post(paths.sessions, { body: request })
      : await this.#person('erik').post(paths.sessions, { body: { deviceId } })
    // An employee's view has no `me`, and no participant yet.
    const { id, me } = viewOf<Pick<CodeUserSessionView, 'id'> & Partial<CodeUserSessionView>>(
      answer,
    )
    if (me) this.#names.set(me.participantId, 'tomas')
    this.#state = await this.#read(id)
    await this.#check('create', answer, '201 done')
  }

  async take(step: WalkStep): Promise<void> {
    if (step === 'again') return this.#again()
    if ('twice' in step) return this.#withOtherBody(step.twice)
    if ('elsewhere' in step) return this.#meanOtherCall(step.elsewhere)
    if ('fault' in step) return this.#goWrong(step)
    const outcome = this.#tell(step)
    const sent = this.#sent(step)
    this.#last = { sent, command: step, outcome }
    const answer = await this.#send(sent)
    await this.#check(nameOf(step), answer, statusAnd(outcome))
  }

  /** So that no call goes on behind the walks that follow; anything else waits without a cost. */
  async end(): Promise<void> {
    if (!this.#model.call) return
    await this.take({ command: 'cancel', by: PEOPLE.mo, said: { decision: 'given' } })
  }

  /** The code that the model refuses with, or `done`. */
  #tell(command: Command): string {
    if (this.#isIn(command)) return 'done'
    const refusal = this.#model.give(command.command, command.by, command.said)
    if (!refusal) this.#done.push(command)
    return refusal ?? 'done'
  }

  /** Who takes part or waits already is answered without a command. */
  #isIn({ command, by }: Command): boolean {
    return command === 'claim' && this.#model.participants.has(by.id)
  }

  /** Under the same key it happened once. A refusal is asked for anew, and nothing is new. */
  async #again(): Promise<void> {
    if (!this.#last) return
    const { sent, command, outcome } = this.#last
    await this.#check(`${nameOf(command)} again`, await this.#send(sent), statusAnd(outcome))
  }

  async #withOtherBody(command: Command): Promise<void> {
    await this.take(command)
    if (this.#last?.outcome !== 'done') return
    const { sent } = this.#last
    const body = OTHER_BODIES[command.command]
    const answer = await this.#send({ ...sent, body })
    await this.#check(`another ${nameOf(command)} with its key`, answer, '409 key_reused')
  }

  async #meanOtherCall(command: Command): Promise<void> {
    const told = this.#newModel()
    for (const { command, by, said } of this.#done) told.give(command, by, said)
    const refusal = told.give(command.command, command.by, command.said) ?? 'no_call'
    const isFirst = command.command !== 'setConsent' || OF_STANDING.includes(refusal)
    const answer = await this.#send(this.#sent(command, NO_CALL))
    await this.#check(
      `${nameOf(command)}: call 9999`,
      answer,
      statusAnd(isFirst ? refusal : 'no_call'),
    )
  }

  async #goWrong({ fault, of }: { fault: Fault; of: Command }): Promise<void> {
    const { elsewhere, stranger, all } = this.#stage
    const others = { elsewhere, stranger, newcomer: all.browser().as('employee') }
    const sent = faultyRequest({ fault, command: of.command, sent: this.#sent(of), others })
    // To Paul there is no such session, whatever else is wrong with what he sends.
    const isHidden = fault === 'no key' && of.by.id === 'olaf'
    const expected = isHidden ? '404 not_found' : EXPECTED[fault]
    await this.#check(`${nameOf(of)}, ${fault}`, await this.#send(sent), expected)
  }

  #sent(command: Command, call?: number): Sent {
    const { town } = this.#stage.all
    const [self = NOBODY] = [...this.#names].find(([, name]) => name === command.by.id) ?? []
    const place = { state: this.#state, assigned: town.employees.max, self, call }
    const isProgram = command.by.kind === 'api_client'
    const headers = isProgram
      ? { authorization: `Bearer ${API_KEY}`, 'lotse-actor': '' }
      : { origin: ORIGIN }
    const by = this.#person(command.by.id)
    return { ...requestOf(command, place), by, key: newKey(), headers }
  }

  #send({ by, method, path, body, headers, key }: Sent): Promise<Answer> {
    return by.send(method, path, { body, headers, key })
  }

  /** What was answered, and what has become of the session. */
  async #check(what: string, answer: Answer, expected: string): Promise<void> {
    const { statusCode, json } = answer
    const code = statusCode < 300 ? 'done' : String(Reflect.get(Object(json), 'code'))
    const outcome = `${statusCode} ${code}`
    this.answers.push(outcome)
    this.#story.push(`${what}: ${outcome}`)
    if (outcome !== expected) throw this.#fault(`not ${expected}`)
    this.#state = await this.#read(this.#state.sessionId)
    // Whoever was not known a moment ago has just claimed it.
    const newcomer = this.#last?.command.by.id ?? ''
    for (const { id } of this.#state.participants) {
      if (!this.#names.has(id)) this.#names.set(id, newcomer)
    }
    const seen = this.#named(sightOf(this.#state))
    const wanted = sorted(sightOfModel(this.#model))
    if (!isDeepStrictEqual(seen, wanted)) {
      throw this.#fault(`${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`)
    }
    const shown: unknown = Reflect.get(Object(json), 'status')
    if (code === 'done' && shown !== this.#model.status) throw this.#fault(`shown ${String(shown)}`)
  }

  #fault(what: string): Error {
    return new Error(`${this.#story.join('; ')}: ${what}`)
  }

  async #read(id: string): Promise<SessionState> {
    const state = await findSessionState(this.#stage.all.town.db, id)
    if (!state) throw this.#fault('the session is gone')
    return state
  }

  #named(sight: object): unknown {
    const text = JSON.stringify(sight, (_key, value: unknown) =>
      typeof value === 'string' ? (this.#names.get(value) ?? value) : value,
    )
    return sorted(JSON.parse(text))
  }

  #newModel(): SessionModel {
    const { isRequested, recordingAllowed, consent } = this.#plan
    const isAsked = isRequested && recordingAllowed
    return new SessionModel({
      ...(isRequested ? { requester: 'tomas' } : { creator: 'erik' }),
      ...{ recipients: ['erik', 'anna', 'mo'], recordingAllowed },
      consent: isAsked ? consent : null,
      // No page is open, so everybody rings at once.
      isAtScreen: false,
    })
  }

  #person(name: string): Browser {
    const browser = this.#people[name]
    if (!browser) throw new Error(`nobody is called ${name}`)
    return browser
  }
}

function nameOf({ command, by }: Command): string {
  return `${command} by ${by.id}`
}

function statusAnd(outcome: string): string {
  if (outcome === 'done') return '200 done'
  return outcome === 'not_found' ? '404 not_found' : `409 ${outcome}`
}

/** Names sort otherwise than the ids that they stand for. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]))
}
