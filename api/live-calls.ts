import type { ServerLiveMessage } from '../contract/live-messages.ts'
import type { Call } from '../domain/session-state.ts'

type CallStarted = Extract<ServerLiveMessage, { type: 'callStarted' }>
type CallEnded = Extract<ServerLiveMessage, { type: 'callEnded' }>

/** The call that a page was told of last, in one session. */
export type ToldCall = { call: number; isRung: boolean }

export type CallSight = {
  /** The person the page belongs to, in this session. */
  person: string
  call: Call | null
  told: ToldCall | undefined
}

/** What a page is told now; what `started` needs beside comes from who knows the session. */
export type CallNews = {
  started: Pick<CallStarted, 'call' | 'isRung' | 'ringsUntil'> | null
  ended: (Pick<CallEnded, 'call' | 'why'> & { by: string | null }) | null
  told: ToldCall | undefined
}

const NOTHING = { started: null, ended: null } as const

/** Rings are derived from the session's state, so that whoever comes late hears the same. */
export function callNews({ person, call, told }: CallSight): CallNews {
  if (!call) return over(told)
  const isRung = call.phase === 'ringing' && call.rung.includes(person)
  const now = { call: call.number, isRung }
  const started = { ...now, ringsUntil: call.ringsUntil }
  if (told?.call !== call.number) return { ...over(told), started, told: now }
  if (isRung && !told.isRung) return { ...NOTHING, started, told: now }
  if (!isRung && told.isRung) return { started: null, ended: stopped(call), told: now }
  return { ...NOTHING, told }
}

function over(told: ToldCall | undefined): CallNews {
  const ended = told ? ({ call: told.call, why: 'over', by: null } as const) : null
  return { started: null, ended, told: undefined }
}

/** Somebody took the call, or it rings elsewhere now. `by` only where an employee took it. */
function stopped({ number, phase, rings, employees }: Call): NonNullable<CallNews['ended']> {
  if (phase !== 'live') return { call: number, why: 'not_rung', by: null }
  const by = rings === 'employees' ? (employees[0] ?? null) : null
  return { call: number, why: 'taken', by }
}
