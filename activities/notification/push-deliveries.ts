import { createHash } from 'node:crypto'
import { pages } from '../../contract/paths.ts'
import { isCallRinging } from '../../db/calls.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import {
  deleteGonePushSubscription,
  type PushSubscriptionRow,
} from '../../db/push-subscriptions.ts'
import { codeUserNotice, employeeNotice } from '../../domain/notification-texts.ts'
import { isForCodeUser, type Notice } from '../../domain/notification.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import { DeliveryError } from '../../integrations/delivery-error.ts'
import type { WebPush } from '../../integrations/web-push.ts'
import { NothingToSend, type Send } from './attempt.ts'
import type { Story } from './story.ts'

type Channel = { push: WebPush; db: OrganisationDatabase }
type Browsers = { browsers: readonly PushSubscriptionRow[]; language: Language }

/** Who is away from their screen that long is told by mail; a ring is over before. */
const RING_TTL_SECONDS = 30
const NEWS_TTL_SECONDS = 12 * 3_600

export function pushToEmployee(channel: Channel, story: Story, to: Browsers): Send {
  const notice = employeeNotice(story.input.event, story.facts, to.language)
  return sendPush(channel, story, { ...to, notice, path: pages.session(story.facts.number) })
}

/** Undefined where the event is none of theirs. */
export function pushToCodeUser(channel: Channel, story: Story, to: Browsers): Send | undefined {
  const { event, sessionId } = story.input
  if (!isForCodeUser(event)) return undefined
  const notice = codeUserNotice(event, story.facts, to.language)
  // Not the join link: this browser takes part already, and a lock screen is read by anybody.
  return sendPush(channel, story, { ...to, notice, path: pages.codeUserSession(sessionId) })
}

function sendPush(
  { push, db }: Channel,
  { input }: Story,
  { browsers, notice, path }: Browsers & { notice: Notice; path: string },
): Send {
  const isRing = input.event === 'ringing'
  const topic = topicOf(input.sessionId)
  const { subject: title, lead: body } = notice
  const message = {
    payload: { title, body, path, tag: topic, isRing },
    ttlSeconds: isRing ? RING_TTL_SECONDS : NEWS_TTL_SECONDS,
    isUrgent: isRing,
    topic,
  }
  return async () => {
    if (isRing && !(await stillRings(db, input))) throw new NothingToSend('it rings no more')
    const results = await Promise.allSettled(
      browsers.map(async (browser) => {
        const result = await push.send(browser, message)
        if (result === 'gone') await deleteGonePushSubscription(db, browser.id)
        return result
      }),
    )
    if (results.some((each) => each.status === 'fulfilled' && each.value === 'sent')) return null
    const failed = results.find((each) => each.status === 'rejected')
    if (!failed) throw new NothingToSend('no browser takes it any more')
    throw failed.reason instanceof DeliveryError ? failed.reason : new Error(String(failed.reason))
  }
}

async function stillRings(db: OrganisationDatabase, { sessionId, call }: Story['input']) {
  return call === undefined || (await isCallRinging(db, { sessionId, call }))
}

/** Push services take 32 characters of base64url; the same for all news of a session. */
function topicOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url').slice(0, 32)
}
