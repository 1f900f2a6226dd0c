import type { OrganisationDatabase } from '../../db/database.ts'
import { SKIPPED_BECAUSE } from '../../domain/notification-setting.ts'
import { attempt, giveUp, type Delivery, type Outcome } from './attempt.ts'

/** Deliveries to one person; `first` stops at the channel that succeeds. */
export type Group = { mode: 'all' | 'first'; deliveries: Delivery[] }

/** At the same time: one slow server must not delay the others, nor get everything at once. */
const SIDE_BY_SIDE = 8

/**
 * Attempts every delivery once; those whose turn does not come before `until` (ms since the epoch)
 * stay pending. Throws only when all that was begun has ended.
 */
export async function runDeliveries(
  db: OrganisationDatabase,
  groups: readonly Group[],
  until: number,
): Promise<Outcome[]> {
  // The bell first: open pages show it at once.
  const waiting = groups.flatMap(singly).toSorted((a, b) => Number(isBell(b)) - Number(isBell(a)))
  const outcomes: Outcome[] = []
  const work = async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      const isTime = Date.now() < until
      outcomes.push(...(isTime ? await runInTurn(db, group) : group.map(postponed)))
    }
  }
  const workers = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, work))
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason
  return outcomes
}

/** Channels that do not wait for each other run side by side. */
function singly({ mode, deliveries }: Group): Delivery[][] {
  return mode === 'first' ? [deliveries] : deliveries.map((delivery) => [delivery])
}

function isBell(deliveries: readonly Delivery[]): boolean {
  return deliveries[0]?.send === null
}

async function runInTurn(
  db: OrganisationDatabase,
  deliveries: readonly Delivery[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, delivery] of deliveries.entries()) {
    const outcome = await attempt(db, delivery)
    outcomes.push(outcome)
    if (outcome.state !== 'sent') continue
    return settleOthers(db, [...outcomes, ...deliveries.slice(index + 1).map(unneeded)])
  }
  return outcomes
}

/** Told by one channel: the others need not be tried, or not again. */
async function settleOthers(db: OrganisationDatabase, outcomes: Outcome[]): Promise<Outcome[]> {
  const settled: Outcome[] = []
  for (const outcome of outcomes) {
    if (outcome.state === 'pending') await giveUp(db, outcome, 'skipped')
    settled.push(outcome.state === 'pending' ? { state: 'skipped' } : outcome)
  }
  return settled
}

function unneeded({ key }: Delivery): Outcome {
  const error = SKIPPED_BECAUSE.toldOtherwise
  return { state: 'pending', key, id: null, error, retryAfterMs: 0 }
}

function postponed({ key }: Delivery): Outcome {
  return { state: 'pending', key, id: null, error: 'not tried in time', retryAfterMs: 0 }
}
