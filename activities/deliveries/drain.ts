import { DeliveryError } from '../../integrations/delivery-error.ts'
import type { Delivered } from './delivery-activities.ts'

/** Scaled down by tests. */
export type DeliveryTimings = {
  firstRetryMs: number
  longestRetryMs: number
  giveUpAfterMs: number
  /** How long something may still be written by who did not answer. */
  settleMs: number
}

const HOUR_MS = 3_600_000
export const DELIVERY_TIMINGS: DeliveryTimings = {
  firstRetryMs: 5_000,
  longestRetryMs: HOUR_MS,
  giveUpAfterMs: 72 * HOUR_MS,
  settleMs: 300_000,
}

export type Waiting = { id: string; attempts: number; waitingSince: Date }

/** Rows that wait for one endpoint; in order per session: only the first of each can be due. */
export interface Outbox<Row extends Waiting> {
  /** Null: the endpoint is gone or switched off. */
  state(): Promise<{ failures: number; resumeAt: Date | null } | null>
  due(limit: number): Promise<Row[]>
  /** Somebody asked: what waits for its next attempt is due at once. */
  hurry?(): Promise<void>
  /** When the next row is due; null when none waits. */
  nextDue(): Promise<Date | null>
  /** Delivers and marks it. Throws DeliveryError. */
  deliver(row: Row, signal: AbortSignal): Promise<void>
  /** `until` null: given up. */
  failed(row: Row, error: DeliveryError, until: Date | null): Promise<void>
  /** Whether the other side is out of order as a whole, and not just for this row. */
  isOutage(error: DeliveryError): boolean
  rest(failures: number, until: Date): Promise<void>
  recovered(): Promise<void>
  /** The other side wants nothing more, ever. */
  switchedOff?(error: DeliveryError): Promise<boolean>
}

export type Drain = {
  timings: DeliveryTimings
  /** When to stop beginning anything, ms since the epoch. */
  until: number
  signal: AbortSignal
  isNow: boolean
}

/** Sessions delivered side by side; within one, a row waits for the one before. */
const SIDE_BY_SIDE = 8

export async function drain<Row extends Waiting>(
  outbox: Outbox<Row>,
  { timings, until, signal, isNow }: Drain,
): Promise<Delivered> {
  let isAsked = isNow
  while (Date.now() < until && !signal.aborted) {
    const state = await outbox.state()
    if (!state) return { nextInMs: null }
    if (state.resumeAt && !isAsked && state.resumeAt.getTime() > Date.now()) {
      return { nextInMs: msUntil(state.resumeAt), isResting: true }
    }
    if (isAsked) await outbox.hurry?.()
    isAsked = false
    const rows = await outbox.due(SIDE_BY_SIDE)
    if (rows.length === 0) {
      const next = await outbox.nextDue()
      return { nextInMs: next && msUntil(next) }
    }
    const outcomes = await Promise.all(rows.map((row) => attempt(outbox, row, { timings, signal })))
    await settle(outbox, { outcomes, failures: state.failures, timings })
  }
  return { nextInMs: 0 }
}

function msUntil(time: Date): number {
  return Math.max(0, time.getTime() - Date.now())
}

/** Undefined once delivered, or when only this row has to wait. */
type Outage = { retryAfterMs: number | undefined }
type Attempt = { timings: DeliveryTimings; signal: AbortSignal }

async function attempt<Row extends Waiting>(
  outbox: Outbox<Row>,
  row: Row,
  { timings, signal }: Attempt,
): Promise<Outage | undefined> {
  try {
    await outbox.deliver(row, signal)
    return undefined
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    // Stopped from outside: it says nothing about the other side.
    if (signal.aborted) throw error
    return await noteFailure(outbox, { row, error, timings })
  }
}

async function noteFailure<Row extends Waiting>(
  outbox: Outbox<Row>,
  { row, error, timings }: { row: Row; error: DeliveryError; timings: DeliveryTimings },
): Promise<Outage | undefined> {
  const { retryAfterMs, isPermanent } = error
  const wait = Math.max(retryAfterMs ?? 0, backoff(row.attempts, timings))
  const isOver = Date.now() + wait > row.waitingSince.getTime() + timings.giveUpAfterMs
  await outbox.failed(row, error, isPermanent || isOver ? null : new Date(Date.now() + wait))
  if (await outbox.switchedOff?.(error)) return undefined
  return outbox.isOutage(error) ? { retryAfterMs } : undefined
}

async function settle<Row extends Waiting>(
  outbox: Outbox<Row>,
  run: { outcomes: (Outage | undefined)[]; failures: number; timings: DeliveryTimings },
): Promise<void> {
  const { outcomes, failures, timings } = run
  const outages = outcomes.filter((each) => each !== undefined)
  if (outages.length === 0) return failures > 0 ? outbox.recovered() : undefined
  const asked = Math.max(...outages.map(({ retryAfterMs }) => retryAfterMs ?? 0))
  const wait = Math.max(asked, backoff(failures, timings))
  await outbox.rest(failures + 1, new Date(Date.now() + wait))
}

function backoff(failures: number, { firstRetryMs, longestRetryMs }: DeliveryTimings): number {
  return Math.min(firstRetryMs * 2 ** Math.min(failures, 30), longestRetryMs)
}
