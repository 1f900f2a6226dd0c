import type { OrganisationDatabase } from '../../db/database.ts'
import {
  claimDelivery,
  deliverInApp,
  markDeliverySent,
  markDeliveryUnsent,
  noteDeliveryError,
  type DeliveryCause,
  type DeliveryKey,
  type Receipt,
} from '../../db/deliveries.ts'
import { DeliveryError } from '../../integrations/delivery-error.ts'

/** Thrown by a `Send`: there is rightly nothing to send. */
export class NothingToSend extends Error {
  override readonly name = 'NothingToSend'
}

/** Throws DeliveryError or NothingToSend; `id` is the same for every attempt. */
export type Send = (id: string) => Promise<Receipt | null>

/** One recipient by one channel. */
export type Delivery = {
  key: DeliveryKey
  cause: DeliveryCause
  /** After this, ms since the epoch, the news is none any more. */
  expiresAt: number
  /** Null for the bell, where the row itself is the message. */
  send: Send | null
  /** After this attempt, and no other one, has sent it. */
  afterwards?: (receipt: Receipt | null) => Promise<void>
}

/** `id` is null while nothing was claimed. */
export type Pending = {
  state: 'pending'
  key: DeliveryKey
  id: string | null
  error: string
  retryAfterMs: number
}
export type Outcome = { state: 'sent' | 'failed' | 'skipped' } | Pending

const ERROR_LENGTH = 300

/**
 * Claims the row, sends, marks the row. A process that dies in between leaves a claimed row: the
 * next attempt sends again, with the same id.
 */
export async function attempt(db: OrganisationDatabase, delivery: Delivery): Promise<Outcome> {
  const { key, cause, expiresAt, send } = delivery
  if (!send) {
    await deliverInApp(db, key, cause.byEmployeeId)
    return { state: 'sent' }
  }
  const { id, state } = await claimDelivery(db, key, cause)
  if (state !== 'claimed') return { state }
  if (Date.now() > expiresAt) return skip(db, id, 'too late to be news')
  try {
    const receipt = await send(id)
    await markDeliverySent(db, id, receipt)
    await delivery.afterwards?.(receipt)
    return { state: 'sent' }
  } catch (error) {
    if (error instanceof NothingToSend) return skip(db, id, error.message)
    if (error instanceof DeliveryError) return noteFailure(db, { key, id }, error)
    throw error
  }
}

async function skip(db: OrganisationDatabase, id: string, error: string): Promise<Outcome> {
  await markDeliveryUnsent(db, id, { state: 'skipped', error })
  return { state: 'skipped' }
}

async function noteFailure(
  db: OrganisationDatabase,
  { key, id }: { key: DeliveryKey; id: string },
  { message, isPermanent, retryAfterMs = 0 }: DeliveryError,
): Promise<Outcome> {
  const error = message.slice(0, ERROR_LENGTH)
  if (isPermanent) {
    await markDeliveryUnsent(db, id, { state: 'failed', error })
    return { state: 'failed' }
  }
  await noteDeliveryError(db, id, error)
  return { state: 'pending', key, id, error, retryAfterMs }
}

/** Nobody tries again: `failed` is shown to people, `skipped` when they were told otherwise. */
export async function giveUp(
  db: OrganisationDatabase,
  { key, id, error }: Pending,
  state: 'failed' | 'skipped',
): Promise<void> {
  const claimed = id ?? (await claimDelivery(db, key)).id
  await markDeliveryUnsent(db, claimed, { state, error })
}
