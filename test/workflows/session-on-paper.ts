import type { SessionActivities } from '../../activities/session-activities.ts'
import type { Actor } from '../../domain/actor.ts'
import type { Command } from '../../domain/command.ts'
import type { SessionChange } from '../../domain/session-change.ts'
import { DEFAULT_TIMINGS, type SessionState } from '../../domain/session-state.ts'
import { LiveSession } from '../../workflows/live-session.ts'
import type { CreateInput, InputOf } from '../../workflows/messages.ts'
import type { Addition, World } from '../../workflows/world.ts'
import { MODULE } from '../support/session-state.ts'

/** Erik and Anna were offered the session; Tomáš stands at the machine; Marta has a second phone. */
export const ERIK = { kind: 'employee', id: 'erik', role: 'member', relation: 'recipient' } as const
export const ANNA = { kind: 'employee', id: 'anna', role: 'member', relation: 'recipient' } as const
export const TOMAS = { kind: 'code_user', id: 'tomas', relation: 'participant' } as const
export const MARTA = { kind: 'code_user', id: 'marta', relation: 'device' } as const
const OPERATIONS = { kind: 'system', id: 'operations' } as const

/** A session whose world is paper: time stands until moved, every activity is written down. */
export class SessionOnPaper {
  now = 1_000_000
  readonly done: string[] = []
  readonly changes: SessionChange[] = []
  /** Names of activities that fail when asked next. */
  readonly failing = new Set<string>()
  conflictsWith: SessionState | null = null
  /** What the next stored recording turns out to be. */
  stored: Awaited<ReturnType<SessionActivities['storeRecording']>> = { state: 'ready' }
  storedScreenshots = { stored: 1, failed: 0 }
  /** Storing waits for this. */
  storing: Promise<void> = Promise.resolve()
  /** What a life from before it does without. */
  readonly lacks = new Set<Addition>()
  readonly session: LiveSession
  #ids = 0
  #commands = 0

  constructor(snapshot: SessionState | null = null) {
    const world: World = {
      activities: this.#activities(),
      now: () => this.now,
      newId: () => `id-${++this.#ids}`,
      watch: (work) => work,
      onChange: () => undefined,
      has: (addition) => !this.lacks.has(addition),
    }
    this.session = new LiveSession('session-1', snapshot, world)
  }

  get state(): SessionState {
    return this.session.committed
  }

  /** What the history says, in order: kind and, where there is one, the reason. */
  get story(): string[] {
    return this.changes.flatMap(({ history }) =>
      history.map(({ kind, because, reason }) =>
        [kind, reason ?? because].filter(Boolean).join(': '),
      ),
    )
  }

  async do<C extends Command>(
    command: C,
    actor: Actor,
    details: Partial<InputOf<C>> = {},
  ): Promise<Awaited<ReturnType<LiveSession['execute']>>> {
    const commandId = `command-${++this.#commands}`
    const base = { commandId, bodyHash: 'body', requestId: commandId, actor, ...DEFAULTS[command] }
    // Details make the input complete for the command that they are given to.
    const result = await this.session.execute(command, { ...base, ...details } as InputOf<C>)
    await this.settle()
    return result
  }

  /** Lets detached effects run; they take no time here, only turns. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }

  /** Moves time, letting everything that becomes due happen in its order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms
    for (;;) {
      const next = this.session.nextWakeUp()
      if (next === null || next > end || this.session.isQuiet) break
      this.now = Math.max(this.now, next)
      if (!(await this.session.expireDue())) break
      await this.settle()
    }
    this.now = end
  }

  #activities(): SessionActivities {
    const write = async (name: string, detail: string | number = ''): Promise<void> => {
      this.done.push(`${name} ${detail}`.trim())
      if (this.failing.delete(name)) throw new Error(`${name} fails`)
    }
    return {
      commitSession: async (change) => {
        if (this.failing.delete('commitSession')) throw new Error('commitSession fails')
        if (this.conflictsWith) {
          const row = this.conflictsWith
          this.conflictsWith = null
          return { outcome: 'conflict', row }
        }
        this.changes.push(change)
        return { outcome: 'committed', rev: change.next.rev, number: 1042 }
      },
      notify: async ({ event, employees, codeUser }) => {
        const to = [...employees, ...(codeUser ? ['code user'] : [])].join(', ')
        await write('notify', `${event}: ${to}`)
        return { sent: employees.length, failed: 0 }
      },
      openRoom: async ({ call }) => {
        await write('openRoom', call)
        return { gateway: 'gateway-1' }
      },
      startRecorder: ({ call }) => write('startRecorder', call),
      stopRecorder: ({ call }) => write('stopRecorder', call),
      finishCall: ({ call }) => write('finishCall', call),
      storeRecording: async ({ call }) => {
        await write('storeRecording', call)
        await this.storing
        return this.stored
      },
      storeScreenshots: async ({ call, ids }) => {
        await write('storeScreenshots', `${call}: ${ids.join(', ')}`)
        await this.storing
        return this.storedScreenshots
      },
      eraseSession: () => write('eraseSession', ''),
      deleteRecorded: ({ call, recordedUntil }) =>
        write(
          'deleteRecorded',
          recordedUntil === undefined ? call : `${call} until ${recordedUntil}`,
        ),
    }
  }
}

const CREATE: Omit<CreateInput, 'commandId' | 'bodyHash' | 'requestId' | 'actor'> = {
  organisationId: 'weserpack',
  deviceId: 'cartoner',
  templateId: 'kp-series',
  status: 'requested',
  responsible: null,
  recipients: [
    { id: 'erik', because: { rule: 'device_department', departmentId: 'packaging' } },
    { id: 'anna', because: { rule: 'device_department', departmentId: 'packaging' } },
  ],
  participants: [{ id: 'tomas', state: 'admitted', via: 'request' }],
  consent: null,
  ticketLinks: [],
  textIds: [],
  module: MODULE,
  timings: DEFAULT_TIMINGS,
}
const CONSENT = { textVersion: 3, language: 'en' }
const DEFAULTS: { [C in Command]?: object } = {
  create: CREATE,
  startCall: { consent: null, atScreen: ['erik', 'anna'], busy: [] },
  acceptCall: { call: 1, consent: null },
  declineCall: { call: 1 },
  endCall: { call: 1 },
  askConsent: { call: 1 },
  setConsent: { call: 1, decision: 'given', ...CONSENT },
  startRecording: { call: 1 },
  stopRecording: { call: 1 },
  registerScreenshot: { call: 1, screenshotId: 'shot-1', width: 1280, height: 720 },
}

export const GIVEN = { decision: 'given', ...CONSENT } as const

/** Requested by Tomáš and, unless told otherwise, confirmed by Erik. */
export async function makeConfirmed(details: Partial<CreateInput> = {}): Promise<SessionOnPaper> {
  const paper = new SessionOnPaper()
  await paper.do('create', TOMAS, details)
  await paper.do('confirm', ERIK)
  return paper
}

/** Call 1 between Erik, who accepted, and Tomáš, who started; both present. */
export async function makeLive(details: Partial<CreateInput> = {}): Promise<SessionOnPaper> {
  const paper = await makeConfirmed(details)
  await paper.do('startCall', TOMAS)
  await paper.do('acceptCall', ERIK)
  for (const id of ['erik', 'tomas']) await arrive(paper, id)
  return paper
}

let seq = 0
export async function arrive(paper: SessionOnPaper, id: string, present = true): Promise<void> {
  const { presence } = await import('../../workflows/facts.ts')
  const fact = { call: paper.state.lastCall, id, epoch: 1, seq: ++seq, present }
  await paper.session.apply(`presence:${seq}`, (decision) => presence(decision, fact))
}

export { OPERATIONS }
