import { ApplicationFailure, Context, type Info } from '@temporalio/activity'
import { forOrganisation, type Database, type OrganisationDatabase } from '../db/database.ts'
import type { Language } from '../domain/refusal-texts.ts'
import type { Mailer } from '../integrations/mail.ts'
import type { Slack } from '../integrations/slack.ts'
import type { WebPush } from '../integrations/web-push.ts'
import { giveUp, type Outcome, type Pending } from './notification/attempt.ts'
import { planDeliveries } from './notification/plan-deliveries.ts'
import { runDeliveries } from './notification/run-deliveries.ts'
import { SlackUsers } from './notification/slack-users.ts'
import { loadStory, type StoryOptions } from './notification/story.ts'
import type { SessionActivities } from './session-activities.ts'

export type NotificationDependencies = StoryOptions & {
  database: Database
  /** Null: no mail server is set up, and no delivery says otherwise. */
  mailer: Mailer | null
  /** Null: no token is set up. `channel` is shared by all, where there is one. */
  slack: { client: Slack; channel: string | null; language: Language } | null
  /** Null: no key is set up. */
  push: WebPush | null
  /** From the change on; a delivery that has not succeeded by then is failed for good. */
  giveUpAfterMs?: number
}

const HOUR_MS = 3_600_000
const BEAT_MS = 2_000
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 300_000
/** Of an attempt's time, when nothing new is begun; of all the time, when the last attempt was. */
const ATTEMPT_SHARE = 0.8
const LAST_ATTEMPT_SHARE = 0.95

/**
 * Tells everybody of one change by every channel. Idempotency key: one delivery row per session,
 * revision, event, recipient and channel, claimed before sending and marked after.
 */
export function createNotificationActivities(
  dependencies: NotificationDependencies,
): Pick<SessionActivities, 'notify'> {
  const { database, mailer, slack, push, giveUpAfterMs = HOUR_MS } = dependencies
  const { publicUrl, linkKey } = dependencies
  const users = slack && { ...slack, users: new SlackUsers(slack.client) }
  const channels = { mailer, slack: users, push }
  return {
    async notify(input) {
      const { info, cancellationSignal: signal } = Context.current()
      const until = attemptEnd(info)
      const stopBeating = keepBeating()
      try {
        const db = forOrganisation(database, input.organisationId)
        const story = await loadStory(db, { publicUrl, linkKey }, input)
        const happenedAt = info.scheduledTimestampMs
        const groups = await planDeliveries({ db, channels, story, happenedAt, signal })
        const outcomes = await runDeliveries(db, groups, until)
        const deadline = happenedAt + giveUpAfterMs * LAST_ATTEMPT_SHARE
        return await settle(db, outcomes, { attempt: info.attempt, deadline })
      } finally {
        stopBeating()
      }
    },
  }
}

/** So that the death of this worker is noticed long before the attempt's time is over. */
function keepBeating(): () => void {
  const context = Context.current()
  if (context.info.heartbeatTimeoutMs === undefined) return () => undefined
  const timer = setInterval(() => context.heartbeat(), BEAT_MS)
  return () => clearInterval(timer)
}

function attemptEnd({ startToCloseTimeoutMs }: Info): number {
  return startToCloseTimeoutMs ? Date.now() + startToCloseTimeoutMs * ATTEMPT_SHARE : Infinity
}

/** Counts, or fails the attempt so that Temporal repeats it when the other side wants it. */
async function settle(
  db: OrganisationDatabase,
  outcomes: readonly Outcome[],
  { attempt, deadline }: { attempt: number; deadline: number },
): Promise<{ sent: number; failed: number }> {
  const backoff = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS)
  const pending = outcomes.filter((outcome) => outcome.state === 'pending')
  const waitOf = ({ retryAfterMs }: Pending) => Math.max(retryAfterMs, backoff)
  const isOver = (delivery: Pending) => Date.now() + waitOf(delivery) > deadline
  const given = pending.filter(isOver)
  for (const delivery of given) await giveUp(db, delivery, 'failed')
  const left = pending.filter((delivery) => !given.includes(delivery))
  if (left.length > 0) {
    throw ApplicationFailure.create({
      message: `${left.length} of ${outcomes.length} deliveries are to be tried again`,
      type: 'deliveries_pending',
      nextRetryDelay: Math.max(...left.map(waitOf)),
    })
  }
  const count = (state: Outcome['state']) => outcomes.filter((each) => each.state === state).length
  return { sent: count('sent'), failed: count('failed') + given.length }
}
