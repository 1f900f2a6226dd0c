import type { OrganisationDatabase } from '../../db/database.ts'
import { listReceipts, type Receipt, type RecipientKind } from '../../db/deliveries.ts'
import { loadNotificationFacts } from '../../db/notification-facts.ts'
import { employeeNotice } from '../../domain/notification-texts.ts'
import {
  NOTIFICATION_EVENTS,
  type NotificationEvent,
  type NotificationFacts,
} from '../../domain/notification.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import { DeliveryError } from '../../integrations/delivery-error.ts'
import { slackMessage, type PostedMessage, type Slack } from '../../integrations/slack.ts'
import type { Delivery } from './attempt.ts'
import type { Story } from './story.ts'

/** Where messages about a session stand: an employee's direct messages, or the shared channel. */
export type Conversation = {
  kind: RecipientKind
  /** Of the delivery's row: the employee's, or the channel's. */
  id: string
  language: Language
}

type Sending = Pick<Delivery, 'send' | 'afterwards'>

/** Posts a new message. A request that was settled meanwhile is shown as what it is now. */
export function postToSlack(
  { slack, db }: { slack: Slack; db: OrganisationDatabase },
  story: Story,
  { conversation, findPlace }: { conversation: Conversation; findPlace: () => Promise<string> },
): Sending {
  let shown: NotificationEvent = story.input.event
  return {
    send: async () => {
      const place = await findPlace()
      const present = await presentNews(db, story)
      shown = present.event
      return { ...(await slack.post(place, messageOf(story, present, conversation))) }
    },
    // Whoever settled it in between may not have found this message yet.
    afterwards: async (receipt) => {
      const present = await presentNews(db, story)
      const posted = postedMessage(receipt)
      if (!posted || present.event === shown) return
      await slack.update(posted, messageOf(story, present, conversation)).catch(ignoreDelivery)
    },
  }
}

/** What was kept is ready whatever else happens: its message stays as it is. */
const STANDING: readonly NotificationEvent[] = ['recording_ready', 'screenshots_ready']
const CHANGING = NOTIFICATION_EVENTS.filter((event) => !STANDING.includes(event))

/** Conversation → all its messages about this session that can be brought up to date. */
export async function findPostedMessages(db: OrganisationDatabase, sessionId: string) {
  const rows = await listReceipts(db, { sessionId, channel: 'slack', events: CHANGING })
  const conversations = new Map<
    string,
    { kind: RecipientKind; id: string; posted: PostedMessage[] }
  >()
  for (const { recipientKind: kind, recipientId: id, receipt } of rows) {
    const conversation = conversations.get(id) ?? { kind, id, posted: [] }
    const message = postedMessage(receipt)
    const isKnown = conversation.posted.some(({ ts }) => ts === message?.ts)
    if (message && !isKnown) conversation.posted.push(message)
    conversations.set(id, conversation)
  }
  return [...conversations.values()].filter(({ posted }) => posted.length > 0)
}

/** Says in every message of the conversation that the matter is settled. Harmless when repeated. */
export function updateInSlack(
  slack: Slack,
  story: Story,
  { conversation, posted }: { conversation: Conversation; posted: readonly PostedMessage[] },
): Sending {
  const message = messageOf(story, { event: story.input.event, facts: story.facts }, conversation)
  return {
    send: async () => {
      for (const each of posted) await slack.update(each, message)
      const last = posted.at(-1)
      return last ? { ...last } : null
    },
  }
}

type News = { event: NotificationEvent; facts: NotificationFacts; byId?: string | null }

async function presentNews(db: OrganisationDatabase, story: Story): Promise<News> {
  const { input, facts } = story
  if (input.event !== 'requested') return { event: input.event, facts }
  const { status, responsibleName, responsibleId } = await loadNotificationFacts(
    db,
    input.sessionId,
  )
  if (status === 'requested') return { event: 'requested', facts }
  if (status === 'cancelled') return { event: 'cancelled', facts }
  return { event: 'confirmed', facts: { ...facts, by: responsibleName }, byId: responsibleId }
}

function messageOf(
  story: Story,
  { event, facts, byId = story.by?.id ?? null }: News,
  to: Conversation,
) {
  const isByReader = to.kind === 'employee' && to.id === byId
  return slackMessage(
    employeeNotice(event, { ...facts, isByReader }, to.language),
    story.links.console,
  )
}

function postedMessage(receipt: Receipt | null): PostedMessage | undefined {
  const { channel, ts } = receipt ?? {}
  return channel !== undefined && ts !== undefined ? { channel, ts } : undefined
}

/** The message stands; whoever settled the matter changes it as well. */
function ignoreDelivery(error: unknown): void {
  if (!(error instanceof DeliveryError)) throw error
}
