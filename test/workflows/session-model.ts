import { ASSIGNED, CODE_USERS_ONLY, EMPLOYEES_ONLY, admitted } from './session-model-words.ts'
import type { Decision, ModelCall, ModelCommand } from './session-model-words.ts'
import type { ModelOptions, Person, Said } from './session-model-words.ts'

/*
 * What a session does, after the product's decisions on status, ringing, consent and who is responsible.
 * Written for random walks and on purpose not from domain/ or workflows/: a small second opinion,
 * without times, texts and media.
 */

export class SessionModel {
  status: 'requested' | 'confirmed' | 'in_progress' | 'done' | 'cancelled' = 'requested'
  responsible: string | null = null
  call: ModelCall | null = null
  lastCall = 0
  #now = 0
  readonly participants = new Map<string, 'admitted' | 'pending'>()
  readonly #recipients: Set<string>
  readonly #options: ModelOptions
  /** From the request; covers the first accepted call, in the browser that gave it. */
  #unbound: 'given' | 'declined' | null
  /** Of calls that are over. */
  readonly #consents = new Map<number, Decision>()

  constructor(options: ModelOptions) {
    this.#options = options
    this.#recipients = new Set(options.recipients)
    this.#unbound = options.consent
    if (options.requester) this.participants.set(options.requester, 'admitted')
    if (options.creator) this.status = 'confirmed'
    this.responsible = options.creator ?? null
  }

  /** The code of the refusal, or null; then the model has changed. */
  give(command: ModelCommand, by: Person, said: Said): string | null {
    return this.#standing(command, by) ?? this[`_${command}`](by, said)
  }

  /** Nobody answered: everybody rings after 15 s, nobody after 45 s; a question stands for 60 s. */
  pass(seconds: number): void {
    this.#now += seconds
    const { call } = this
    if (!call) return
    const forSeconds = this.#now - call.since
    if (call.phase === 'ringing' && forSeconds >= 45) return this.#end('confirmed')
    if (call.phase === 'ringing' && forSeconds >= 15) this.#widen()
    if (call.recording === 'asked' && this.#now - call.askedAt >= 60) call.recording = 'off'
  }

  #standing(command: ModelCommand, by: Person): string | null {
    if (by.kind === 'api_client') return command === 'linkTicket' ? null : 'not_responsible'
    if (by.kind === 'employee') {
      if (!this.#isRelated(by)) return 'not_found'
      if (command === 'assign' && !by.isModerator) return 'not_responsible'
      return CODE_USERS_ONLY.includes(command) ? 'not_participant' : null
    }
    if (EMPLOYEES_ONLY.includes(command)) return 'not_responsible'
    if (command === 'claim') return null
    return this.participants.get(by.id) === 'admitted' ? null : 'not_participant'
  }

  #isRelated({ id, isModerator }: Person): boolean {
    return isModerator === true || this.#recipients.has(id) || this.responsible === id
  }

  _confirm(by: Person): string | null {
    if (this.status === 'confirmed' || this.status === 'in_progress') return 'already_confirmed'
    if (this.status !== 'requested') return 'status_not_allowed'
    this.status = 'confirmed'
    this.responsible = by.id
    return null
  }

  /** To the person of that name: whoever is assigned is related from then on. */
  _assign(): string | null {
    if (this.#isOver) return 'status_not_allowed'
    this.responsible = ASSIGNED
    this.#recipients.add(ASSIGNED)
    return null
  }

  _takeOver(by: Person): string | null {
    const refusal = this.#fromConfirmedOn()
    if (!refusal) this.responsible = by.id
    return refusal
  }

  _cancel(by: Person): string | null {
    const isAllowed =
      by.kind === 'employee' ? this.status !== 'cancelled' : this.status === 'requested'
    if (!isAllowed) return 'status_not_allowed'
    this.#end('cancelled')
    return null
  }

  _complete(): string | null {
    if (this.status !== 'confirmed' && this.status !== 'in_progress') return 'status_not_allowed'
    this.#end('done')
    return null
  }

  _reopen(by: Person): string | null {
    if (!this.#isOver) return 'status_not_allowed'
    this.status = 'confirmed'
    // Somebody has to be: whoever reopens what nobody held.
    this.responsible ??= by.id
    return null
  }

  /** A code is for what waits or runs. The first to say `That is me` is in, whoever else comes waits. */
  _claim(by: Person): string | null {
    if (this.#isOver) return 'status_not_allowed'
    if (this.participants.has(by.id)) return null
    this.participants.set(by.id, 'pending')
    if (admitted(this.participants).length === 0) this.#letIn(by.id)
    return null
  }

  _admit(by: Person): string | null {
    if (by.kind === 'code_user' && by.id !== admitted(this.participants)[0]) return 'not_first'
    const [waiting] = [...this.participants].filter(([, state]) => state === 'pending')
    if (!waiting) return 'not_found'
    this.#letIn(waiting[0])
    return null
  }

  _startCall(by: Person): string | null {
    const refusal = this.#fromConfirmedOn()
    if (refusal) return refusal
    if (this.#rings(by)) return this.#answer(by)
    const isOthers = this.responsible !== null && this.responsible !== by.id
    if (by.kind === 'employee' && isOthers) return 'not_responsible'
    if (this.call) return 'call_running'
    this.lastCall += 1
    this.call = { ...this.#ringFor(by), consent: 'undecided', recording: 'off' }
    if (by.kind === 'employee') this.responsible ??= by.id
    this.status = 'in_progress'
    return null
  }

  _acceptCall(by: Person): string | null {
    return this.#ringing(by) ?? this.#answer(by)
  }

  _declineCall(by: Person): string | null {
    const refusal = this.#ringing(by)
    const { call } = this
    if (refusal || !call) return refusal
    call.rung = call.rung.filter((id) => id !== by.id)
    call.declined.push(by.id)
    if (by.kind === 'employee' && !call.isWide) this.#widen()
    if (by.kind === 'code_user' || call.rung.length === 0) this.#end('confirmed')
    return null
  }

  _endCall(by: Person): string | null {
    const refusal = this.#takingPart(by)
    if (!refusal) this.#end(this.call?.phase === 'live' ? 'done' : 'confirmed')
    return refusal
  }

  _askConsent(by: Person): string | null {
    const refusal = this.#recordable(by)
    const { call } = this
    if (refusal || !call) return refusal
    if (this.#consent === 'declined' || this.#consent === 'withdrawn') return 'consent_declined'
    if (call.recording !== 'off') return null
    call.recording = 'asked'
    call.askedAt = this.#now
    return null
  }

  _startRecording(by: Person): string | null {
    const refusal = this.#recordable(by)
    if (refusal || !this.call) return refusal
    if (this.#consent === 'undecided') return 'consent_required'
    if (this.#consent !== 'given') return 'consent_declined'
    this.call.recording = 'on'
    return null
  }

  _stopRecording(by: Person): string | null {
    const refusal = this.#takingPart(by)
    if (!refusal && this.call) this.call.recording = 'off'
    return refusal
  }

  /** About the last call there was; what was recorded is deleted with the consent. */
  _setConsent(_by: Person, { decision }: Said): string | null {
    if (this.lastCall === 0) return 'no_call'
    if (decision !== 'withdrawn' && !this.call) return 'no_call'
    if (decision === 'given' && !this.#options.recordingAllowed) return 'recording_off'
    if (decision === 'withdrawn' && this.#consent !== 'given') return 'consent_required'
    if (!this.call) {
      this.#consents.set(this.lastCall, decision)
      return null
    }
    this.call.consent = decision
    if (decision !== 'given') this.call.recording = 'off'
    else if (this.call.recording === 'asked') this.call.recording = 'on'
    return null
  }

  _linkTicket(): null {
    return null
  }

  _rate(): string | null {
    return this.status === 'done' ? null : 'status_not_allowed'
  }

  get #isOver(): boolean {
    return this.status === 'done' || this.status === 'cancelled'
  }

  get #consent(): Decision {
    const own = this.call ? this.call.consent : (this.#consents.get(this.lastCall) ?? 'undecided')
    return own === 'undecided' ? (this.#unbound ?? 'undecided') : own
  }

  #fromConfirmedOn(): string | null {
    if (this.status === 'requested') return 'not_confirmed'
    return this.#isOver ? 'status_not_allowed' : null
  }

  #letIn(id: string): void {
    this.participants.set(id, 'admitted')
    const { call } = this
    if (call?.phase === 'ringing' && call.rings === 'code_user') call.rung.push(id)
  }

  #rings({ id, kind }: Person): boolean {
    const side = kind === 'code_user' ? 'code_user' : 'employees'
    const { call } = this
    return call?.phase === 'ringing' && call.rings === side && call.rung.includes(id)
  }

  #ringing(by: Person): string | null {
    const { call } = this
    if (!call) return 'no_call'
    if (this.#rings(by)) return null
    const isTaken = call.phase === 'live' && by.kind === 'employee' && !call.people.includes(by.id)
    return isTaken ? 'call_taken' : 'not_ringing'
  }

  #takingPart(by: Person): string | null {
    if (!this.call) return 'no_call'
    const isIn = by.kind === 'code_user' || this.call.people.includes(by.id)
    return isIn ? null : 'not_responsible'
  }

  #recordable(by: Person): string | null {
    if (this.call?.phase !== 'live') return 'no_call'
    return this.#takingPart(by) ?? (this.#options.recordingAllowed ? null : 'recording_off')
  }

  #ringFor(by: Person): Omit<ModelCall, 'consent' | 'recording'> {
    const phase = 'ringing' as const
    const times = { since: this.#now, askedAt: 0 }
    const common = { phase, startedBy: by, declined: [], people: [by.id], ...times }
    if (by.kind === 'employee') {
      return { ...common, rings: 'code_user', rung: admitted(this.participants), isWide: true }
    }
    const isWide = this.responsible === null || !this.#options.isAtScreen
    const rung = isWide ? this.#everybody() : [this.responsible ?? '']
    return { ...common, rings: 'employees', rung, isWide }
  }

  #everybody(): string[] {
    return [...new Set([...this.#recipients, ...(this.responsible ? [this.responsible] : [])])]
  }

  #widen(): void {
    const { call } = this
    if (!call || call.isWide) return
    call.isWide = true
    call.rung = this.#everybody().filter((id) => !call.declined.includes(id))
  }

  /** The first accept wins, and makes responsible. */
  #answer(by: Person): null {
    const { call } = this
    if (!call) return null
    call.phase = 'live'
    call.rung = []
    call.people.push(by.id)
    if (by.kind === 'employee') this.responsible = by.id
    const isOwn = call.people.some((id) => id === this.#options.requester)
    if (this.#unbound && isOwn && call.consent === 'undecided') call.consent = this.#unbound
    this.#unbound = null
    return null
  }

  #end(status: 'confirmed' | 'done' | 'cancelled'): void {
    if (this.call) this.#consents.set(this.lastCall, this.call.consent)
    this.call = null
    this.status = status
  }
}
